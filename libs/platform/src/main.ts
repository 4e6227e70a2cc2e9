import { loadEnv } from '#config';
import { start } from './start.js';
import type { ProcessParts, Started } from './start.js';

/** Says in one breath why a command cannot go on; the stack only when asked for. */
export function fail(error: unknown): never {
  const debug = process.env['LOG_LEVEL'] === 'debug';
  console.error(error instanceof Error ? (debug ? error.stack : error.message) : error);
  process.exit(1);
}

/** Stops on the first signal after finishing running work, at once on the second. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(() => process.exit(0), fail);
    });
  }
}

/** The body of every `main.ts`. */
export async function runProcess(parts: ProcessParts): Promise<Started> {
  const started = await start(loadEnv(process.env), parts);
  stopOnSignal(() => started.stop());
  return started;
}

import { loadEnv } from '#config';
import { start } from './start.js';
import type { ProcessParts, Started } from './start.js';

/** Says in one breath why a command cannot go on; the stack only when asked for. */
export function fail(error: unknown): never {
  const debug = process.env['LOG_LEVEL'] === 'debug';
  console.error(error instanceof Error ? (debug ? error.stack : error.message) : error);
  process.exit(1);
}

/** Ctrl-C in a terminal can arrive twice, once of it by way of npm. */
const SAME_PRESS_MS = 1000;

/** Stops on the first signal after finishing running work, at once when asked again. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stoppingSince: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (performance.now() - stoppingSince > SAME_PRESS_MS) process.exit(1);
        return;
      }
      stoppingSince = performance.now();
      stop().then(() => process.exit(0), fail);
    });
  }
}

/** The body of every `main.ts`. */
export async function runProcess(parts: ProcessParts): Promise<Started> {
  const started = await start(loadEnv(process.env), parts);
  stopOnSignal(() => started.stop());
  void started.lost.then(fail);
  return started;
}

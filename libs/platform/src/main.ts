import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { loadEnv } from '#config';
import type { Env } from '#config';
import { openEmbedder } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, modelsDir } from '#engine';
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

/** Between two tries at a model that could not be loaded. */
const TRY_MODEL_EVERY_MS = 10_000;

/** The body of every `main.ts`. One that began without its model begins again, by itself, once that can be loaded. */
export async function runProcess(parts: ProcessParts): Promise<Started> {
  const env = loadEnv(process.env);
  const begin = async (): Promise<Started> => {
    const started = await start(env, parts);
    void started.lost.then(fail);
    return started;
  };
  const first = await begin();
  let present = Promise.resolve(first);
  stopOnSignal(async () => (await present).stop());
  if (parts.engine && lacksModel(first, env)) {
    void modelLoads(env).then(() => {
      new Logger('Engine').log('the model can be loaded now: starting anew with it');
      present = first.stop().then(begin);
      present.catch(fail);
    });
  }
  return first;
}

const lacksModel = ({ app }: Started, { EMBEDDING_MODEL }: Env): boolean =>
  EMBEDDING_MODEL !== 'none' && app.get<OpenedEmbedder>(EMBEDDER).embedder === null;

async function modelLoads(env: Env): Promise<void> {
  do await pause(TRY_MODEL_EVERY_MS);
  while ((await openEmbedder(env, modelsDir())).embedder === null);
}

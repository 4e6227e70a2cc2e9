import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import { spawnBuilt } from '../test/support/built-service.js';
import type { Benchmark } from './main.js';
import { residentMib } from './resident.js';
import { stockedService } from './stocked-service.js';

const RECORDS = 1000;
const NEEDS = 20;
const RUNS = 5;
const READY_SECONDS = 3;
const IDLE_MIB = 350;
const IDLE_AFTER_MS = 20_000;
const ASKED_EVERY_MS = 10;

/** The whole service on a folder that holds records: seconds until `/ready` answers 200, and what it takes while idle. */
export const start: Benchmark = async (options) => {
  const [supplies, needs] = [Number(options['supplies'] ?? RECORDS), Number(options['needs'] ?? NEEDS)];
  const { service } = await stockedService(supplies, needs);
  const seconds: number[] = [];
  const memory: number[] = [];
  try {
    await service.stop();
    for (let run = 0; run < Number(options['runs'] ?? RUNS); run++) {
      const port = await getPort();
      const url = `http://127.0.0.1:${port}`;
      const from = performance.now();
      const child = spawnBuilt('apps/standalone/src/main.js', [], { PORT: String(port), DATA_DIR: service.dataDir });
      const ended = once(child, 'close');
      while (!(await isReady(url))) await pause(ASKED_EVERY_MS);
      seconds.push((performance.now() - from) / 1000);
      await pause(IDLE_AFTER_MS);
      memory.push(await residentMib(url, service.headers));
      child.kill('SIGTERM');
      await ended;
    }
  } finally {
    await service.dispose();
  }
  return {
    title: `Start on ${supplies} supplies and ${needs} needs, and ${IDLE_AFTER_MS / 1000} s after it`,
    rows: [
      { what: 'until /ready, s', times: seconds, goal: READY_SECONDS },
      { what: 'memory while idle, MiB', times: memory, goal: IDLE_MIB },
    ],
  };
};

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

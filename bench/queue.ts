import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import getPort from 'get-port';
import { JobQueue, JobWorkers, openBackend } from '#jobs';
import { startEmbeddedPostgres } from '#storage';
import { hasRedisServer } from '../test/support/has-redis.js';
import { makeTempDir, removeTempDir } from '../test/support/temp-dir.js';
import type { Benchmark, Measured } from './main.js';

/** Jobs added by one call, as a bulk file adds them. */
const CHUNK = 100;
/** Jobs that one worker runs at once. */
const AT_ONCE = 8;
const LOCK_SECONDS = 15;
/** Jobs before those that count. */
const WARM_UP = 200;

/** Adds so many jobs, then runs them all; seconds of either. */
type Party = (jobs: number) => Promise<{ adding: number; running: number }>;
type Kind = 'postgres' | 'redis';

/** Jobs a second through libs/jobs, beside BullMQ alone on the same server; the jobs themselves do nothing. */
export const queue: Benchmark = async (options) => {
  const jobs = Number(options['jobs'] ?? 2000);
  const runs = Number(options['runs'] ?? 5);
  const folder = await makeTempDir();
  const postgres = await startEmbeddedPostgres(folder);
  const redis = await startRedis();
  try {
    const rows = [
      ...(await compare('postgres', postgres.url, jobs, runs)),
      ...(redis ? await compare('redis', redis.url, jobs, runs) : []),
    ];
    return { title: `${jobs} jobs that do nothing, ${CHUNK} added at once, ${AT_ONCE} run at once`, rows };
  } finally {
    await redis?.stop();
    await postgres.stop();
    await removeTempDir(folder);
  }
};

/** Null where there is no redis-server. */
async function startRedis(): Promise<{ url: string; stop: () => Promise<void> } | null> {
  if (!hasRedisServer()) {
    console.log('no redis-server here: that backend is left out');
    return null;
  }
  const port = await getPort();
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function compare(kind: Kind, url: string, jobs: number, runs: number): Promise<Measured[]> {
  const parties: Record<'ours' | 'bare', Party> = {
    ours: (count) => throughOurs(url, count),
    bare: (count) => throughBullMQ(kind, url, count),
  };
  const rates = { ours: { adding: [], running: [] }, bare: { adding: [], running: [] } } as Record<
    keyof typeof parties,
    { adding: number[]; running: number[] }
  >;
  for (let run = 0; run <= runs; run++) {
    for (const name of ['ours', 'bare'] as const) {
      const { adding, running } = await parties[name](run === 0 ? WARM_UP : jobs);
      if (run === 0) continue;
      rates[name].adding.push(jobs / adding);
      rates[name].running.push(jobs / running);
    }
  }
  const ratio = (of: 'adding' | 'running'): number[] =>
    rates.ours[of].map((rate, i) => rate / (rates.bare[of][i] ?? NaN));
  return [
    { what: `${kind}: added a second, ours`, times: rates.ours.adding },
    { what: `${kind}: added a second, BullMQ`, times: rates.bare.adding },
    { what: `${kind}: run a second, ours`, times: rates.ours.running },
    { what: `${kind}: run a second, BullMQ`, times: rates.bare.running },
    { what: `${kind}: adding, ours / BullMQ`, times: ratio('adding') },
    { what: `${kind}: running, ours / BullMQ`, times: ratio('running') },
  ];
}

const chunksOf = (jobs: number): number[][] =>
  Array.from({ length: Math.ceil(jobs / CHUNK) }, (_chunk, i) =>
    Array.from({ length: Math.min(CHUNK, jobs - i * CHUNK) }, (_job, j) => i * CHUNK + j),
  );
const payload = (i: number): { recordId: string } => ({
  recordId: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
});

async function throughOurs(url: string, jobs: number): Promise<{ adding: number; running: number }> {
  const backend = await openBackend(url);
  const jobQueue = new JobQueue(backend);
  const began = performance.now();
  for (const chunk of chunksOf(jobs)) await jobQueue.addAll('rank', chunk.map(payload));
  const added = performance.now();
  const all = countdown(jobs);
  const events = { finished: () => undefined, failed: () => undefined, troubled: () => undefined };
  const workers = new JobWorkers(backend, { rank: all.handle }, events, {
    concurrency: AT_ONCE,
    lockSeconds: LOCK_SECONDS,
  });
  await all.done;
  const ran = performance.now();
  await workers.close();
  await jobQueue.close();
  return { adding: (added - began) / 1000, running: (ran - added) / 1000 };
}

/** With the same connections, and jobs that are gone when they are done, as ours are. */
async function throughBullMQ(kind: Kind, url: string, jobs: number): Promise<{ adding: number; running: number }> {
  const { bare, open, close } = bullMQ(kind, url);
  const began = performance.now();
  for (const chunk of chunksOf(jobs)) {
    const opts = { removeOnComplete: true };
    await bare.addBulk(chunk.map((i) => ({ name: 'bare', data: payload(i), opts })));
  }
  const added = performance.now();
  const all = countdown(jobs);
  const worker = open(all.handle);
  await all.done;
  const ran = performance.now();
  await worker.close();
  await bare.close();
  await close();
  return { adding: (added - began) / 1000, running: (ran - added) / 1000 };
}

function bullMQ(
  kind: Kind,
  url: string,
): { bare: Queue; open: (run: () => Promise<unknown>) => Worker; close: () => Promise<unknown> } {
  const options = { concurrency: AT_ONCE, lockDuration: LOCK_SECONDS * 1000 };
  if (kind === 'postgres') {
    const { Queue: PgQueue, Worker: PgWorker } = withBackend(createPostgresBackend);
    const connection = {
      ...{ connectionString: url, schema: 'bullmq', max: 2, migrate: true },
      options: '-c synchronous_commit=off',
    };
    return {
      bare: new PgQueue('bare', { connection }) as unknown as Queue,
      open: (run) => new PgWorker('bare', run as never, { ...options, connection }) as unknown as Worker,
      close: () => Promise.resolve(),
    };
  }
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    bare: new Queue('bare', { connection }),
    open: (run) => new Worker('bare', run, { ...options, connection }),
    close: () => connection.quit(),
  };
}

/** A handler that does nothing, and when it has been called so often. */
function countdown(jobs: number): { handle: () => Promise<'done'>; done: Promise<void> } {
  let left = jobs;
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  return {
    handle: () => {
      if (--left === 0) finish();
      return Promise.resolve('done' as const);
    },
    done,
  };
}

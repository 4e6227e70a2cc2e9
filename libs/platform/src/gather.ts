import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '#config';
import type { Engines } from '#engine';
import type { Gatherer } from '#http';
import { CandidateIndex } from '#index';
import { JobQueue } from '#jobs';
import { RECORD_KINDS } from '#matching';
import { OperationsStore, RerankingStore } from '#storage';
import { GAUGES } from './gauges.js';

/** Counts over whole tables are made this often at most, however often someone asks. */
const TOTALS_EVERY_MS = 60_000;

/** Who is asked; the last two where the process has the engine. */
interface Asked {
  operations: OperationsStore;
  reranking: RerankingStore;
  queue: JobQueue;
  index: CandidateIndex | undefined;
  engines: Engines | undefined;
}

/** What fills the gauges of a process; each part fails alone. */
export function gatherers(
  env: Pick<Env, 'DATA_DIR' | 'INDEX_URL'>,
  { operations, reranking, queue, index, engines }: Asked,
): Gatherer[] {
  return [
    // First: what the others ask PostgreSQL would count as waiting.
    {
      part: 'process',
      clears: [],
      gather() {
        const { used, idle, waiting } = operations.pool();
        GAUGES.connections.set({ state: 'used' }, used);
        GAUGES.connections.set({ state: 'idle' }, idle);
        GAUGES.connectionWaits.set(waiting);
        return Promise.resolve();
      },
    },
    {
      part: 'queue',
      clears: [GAUGES.queueJobs],
      async gather() {
        for (const [job, { waiting, active, delayed, failed }] of Object.entries(await queue.counts())) {
          const states = { waiting, active, delayed, failed };
          for (const [state, n] of Object.entries(states)) GAUGES.queueJobs.set({ job, state }, n);
        }
      },
    },
    {
      part: 'backlog',
      clears: [GAUGES.oldestUnfinished, GAUGES.indexWaiting, GAUGES.deliveriesWaiting],
      async gather() {
        const { oldestUnfinishedSeconds, indexWaiting, deliveriesWaiting } = await operations.backlog();
        GAUGES.oldestUnfinished.set(oldestUnfinishedSeconds);
        GAUGES.indexWaiting.set(indexWaiting);
        GAUGES.deliveriesWaiting.set(deliveriesWaiting);
      },
    },
    {
      part: 'totals',
      clears: [GAUGES.records, GAUGES.deliveriesDead, GAUGES.webhooksEnded, GAUGES.databaseBytes, GAUGES.indexMissing],
      gather: seldom(() => totals(operations, index)),
    },
    ...(engines
      ? [
          {
            part: 'reranking',
            clears: [GAUGES.rerankingLeft],
            gather: seldom(async () => {
              const counts = await reranking.counts((await engines.current()).digest);
              for (const [side, { done, total }] of Object.entries(counts)) {
                GAUGES.rerankingLeft.set({ side }, total - done);
              }
            }),
          },
        ]
      : []),
    {
      part: 'disk',
      clears: [GAUGES.diskFree, GAUGES.diskSize],
      gather: () => disk(env),
    },
  ];
}

async function totals(operations: OperationsStore, index: CandidateIndex | undefined): Promise<void> {
  const { records, deliveriesDead, webhooksEnded, databaseBytes } = await operations.totals();
  GAUGES.records.reset();
  for (const [state, n] of Object.entries(records)) GAUGES.records.set({ state }, n);
  GAUGES.deliveriesDead.set(deliveriesDead);
  GAUGES.webhooksEnded.set(webhooksEnded);
  GAUGES.databaseBytes.set(databaseBytes);
  if (!index) return;
  const rows = await Promise.all(RECORD_KINDS.map((kind) => index.count(kind)));
  const { profiled = 0, ranked = 0 } = records;
  const { indexWaiting } = await operations.backlog();
  const written = rows.reduce((sum, n) => sum + n, 0) + indexWaiting;
  GAUGES.indexMissing.set(Math.max(0, profiled + ranked - written));
}

async function disk({ DATA_DIR, INDEX_URL }: Pick<Env, 'DATA_DIR' | 'INDEX_URL'>): Promise<void> {
  const places = { data: DATA_DIR, index: INDEX_URL ?? join(DATA_DIR, 'index') };
  for (const [place, path] of Object.entries(places)) {
    if (/^[a-z0-9+]+:\/\//.test(path)) continue;
    const { bavail, blocks, bsize } = await statfs(path);
    GAUGES.diskFree.set({ place }, bavail * bsize);
    GAUGES.diskSize.set({ place }, blocks * bsize);
  }
}

/** Runs it at most once in a while; one that fails is tried again when next asked. */
function seldom(run: () => Promise<void>): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    if (performance.now() - last < TOTALS_EVERY_MS) return;
    await run();
    last = performance.now();
  };
}

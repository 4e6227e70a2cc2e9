import { join } from 'node:path';
import { backgroundTermsFile, loadBackgroundTerms } from '#engine';
import { JobQueue, openBackend } from '#jobs';
import { RecordStore } from '#storage';
import { hasRedisServer } from '../test/support/has-redis.js';
import { settled } from '../test/faults/checks.js';
import { Fleet } from '../test/faults/fleet.js';
import type { Member } from '../test/faults/fleet.js';
import { GeneratedRecords } from './generated-records.js';
import type { Benchmark } from './main.js';

const SEED = 20261123;
const SUPPLIES = 50;
const WORKERS: readonly Member[] = ['worker-1', 'worker-2', 'worker-3'];
/** What each number of workers is to do, of one worker's. */
const LEAST = [undefined, 1.7, 2.4];
/** As they are by default: nothing fails here. */
const SETTINGS = { WORKER_LOCK_SECONDS: '15', SWEEP_SECONDS: '30' };
const DELAY_MS = 1000;
const SLOW = {
  NODE_OPTIONS: `--import=${join(import.meta.dirname, 'slow-model.js')}`,
  SLOW_MODEL_MS: String(DELAY_MS),
};

/** Needs a second from the queue to stored pairings, by 1, 2 and 3 worker processes whose model is slow to answer. */
export const workers: Benchmark = async (options) => {
  const [needs, runs] = [Number(options['needs'] ?? 60), Number(options['runs'] ?? 3)];
  const withRedis = hasRedisServer();
  const rates: number[][] = WORKERS.map(() => []);
  for (let run = 0; run < runs; run++) {
    const fleet = await Fleet.start({
      members: ['worker-1'],
      queue: withRedis ? 'redis' : 'postgres',
      settings: SETTINGS,
    });
    const queue = new JobQueue(await openBackend(fleet.queueUrl));
    try {
      const generated = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED + run);
      await takenIn(fleet, queue, generated, 'achievement', SUPPLIES);
      for (const [i, worker] of WORKERS.entries()) {
        // A restart is also how one starts that did not run.
        await fleet.restart(worker, SLOW);
        await fleet.ready([worker]);
        rates[i]?.push(needs / (await takenIn(fleet, queue, generated, 'need', needs)));
        console.log(`run ${run + 1}: ${i + 1} workers, ${rates[i]?.at(-1)?.toFixed(1)} needs/s`);
      }
    } finally {
      await queue.close();
      await fleet.end();
    }
  }
  const [alone = []] = rates;
  return {
    title:
      `${needs} needs against ${SUPPLIES} supplies; each worker works on two at once and its model answers ` +
      `${DELAY_MS} ms late (simulated); queue on ${withRedis ? 'Redis' : 'PostgreSQL'}`,
    rows: [
      ...rates.map((times, i) => ({ what: `${i + 1} workers, needs/s`, times })),
      ...rates.slice(1).map((times, i) => ({
        what: `${i + 2} workers, times one`,
        times: times.map((rate, run) => rate / (alone[run] ?? NaN)),
        least: LEAST[i + 1],
      })),
    ],
  };
};

/** Posts records, as a bulk file does; seconds until the last of them is ranked. */
async function takenIn(
  fleet: Fleet,
  queue: JobQueue,
  generated: GeneratedRecords,
  kind: 'need' | 'achievement',
  count: number,
): Promise<number> {
  const mark = crypto.randomUUID();
  const rows = Array.from({ length: count }, (_row, i) => ({
    externalId: `${mark} ${i}`,
    organization: { name: `${kind} ${i % 20}`, kind: 'enterprise' as const, creditCode: null, region: null },
    content: generated.next(kind),
  }));
  const records = new RecordStore(fleet.source);
  await fleet.source.transaction((manager) => records.takeIn(manager, kind, rows, true, 'bench'));
  const mine = `FROM records WHERE starts_with(external_id, '${mark}') AND is_matched(records)`;
  const ids: { id: string; now: Date }[] = await fleet.source.query(`SELECT id, clock_timestamp() AS now ${mine}`);
  await queue.addAll(
    'profile',
    ids.map(({ id: recordId }) => ({ recordId })),
  );
  await settled(fleet);
  const [last]: { at: Date }[] = await fleet.source.query(`SELECT max(pipeline_at) AS at ${mine}`);
  return ((last?.at.getTime() ?? NaN) - (ids[0]?.now.getTime() ?? NaN)) / 1000;
}

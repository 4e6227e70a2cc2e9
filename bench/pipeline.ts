import { JobQueue } from '#jobs';
import { DataSource, RecordStore } from '#storage';
import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { WorkerModule } from '../apps/worker/src/worker.module.js';
import { enterpriseOf, FilledPlatform, post, rankOneByOne, readAhead, untilRanked } from './filled-platform.js';
import type { Benchmark } from './main.js';
import { median } from './quantile.js';

const NEEDS = 60;
const WARM_UP = 10;
const AT_ONCE = 400;
const LOOK_EVERY_MS = 5;
const GOAL = { p95: 300, needsASecond: 30, overhead: 1.3 };

/** From a posted need to its stored pairings through the queue: one at a time, and many at once, beside its parts. */
export const pipeline: Benchmark = async (options) => {
  const supplies = Number(options['supplies'] ?? 10_000);
  const needs = Number(options['needs'] ?? AT_ONCE);
  const work = async (platform: FilledPlatform): ReturnType<Benchmark> => {
    const parts = await platform.run(IndexingModule, async (app) => {
      await readAhead(app);
      return (await rankOneByOne(app, platform.generated, NEEDS, WARM_UP)).totals;
    });
    return platform.run(WorkerModule, async (app) => {
      const [records, queue, source] = [app.get(RecordStore), app.get(JobQueue), app.get(DataSource)];
      const organizationId = await enterpriseOf(app);
      await readAhead(app);

      const alone: number[] = [];
      for (let need = 0; need < NEEDS + WARM_UP; need++) {
        const began = performance.now();
        const { id } = await post(records, organizationId, platform.generated.next('need'));
        await queue.add('profile', { recordId: id });
        await untilRanked(source, [id], LOOK_EVERY_MS);
        if (need >= WARM_UP) alone.push(performance.now() - began);
      }

      const ids: string[] = [];
      for (let need = 0; need < needs; need++) {
        ids.push((await post(records, organizationId, platform.generated.next('need'))).id);
      }
      const began = performance.now();
      await queue.addAll(
        'profile',
        ids.map((recordId) => ({ recordId })),
      );
      await untilRanked(source, ids, 20 * LOOK_EVERY_MS);
      const seconds = (performance.now() - began) / 1000;
      return {
        title: `From a posted need to its stored pairings, ${supplies.toLocaleString('en-US')} supplies, everything in one process`,
        rows: [
          { what: 'parts, one by one, no queue, ms', times: parts },
          { what: 'one at a time, ms', times: alone, goal: GOAL.p95 },
          { what: 'one at a time ÷ parts', times: [median(alone) / median(parts)], goal: GOAL.overhead },
          { what: `needs a second, ${needs} at once`, times: [needs / seconds], least: GOAL.needsASecond },
          { what: 'at once: ms a need ÷ parts', times: [(seconds * 1000) / needs / median(parts)] },
        ],
      };
    });
  };
  return FilledPlatform.with(supplies, work, options);
};

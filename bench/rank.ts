import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { FilledPlatform, rankOneByOne, readAhead } from './filled-platform.js';
import type { Benchmark } from './main.js';

const NEEDS = 100;
const WARM_UP = 10;
/** A need is to be ranked within this, at 10,000 supplies. */
const GOAL_MS = 150;

/** From a need's text to its stored pairings, step by step, without the queue. */
export const rank: Benchmark = async (options) => {
  const supplies = Number(options['supplies'] ?? 10_000);
  const work = (platform: FilledPlatform): ReturnType<Benchmark> =>
    platform.run(IndexingModule, async (app) => {
      const readSeconds = await readAhead(app);
      const { steps, totals } = await rankOneByOne(app, platform.generated, NEEDS, WARM_UP);
      return {
        title: `A need against ${supplies.toLocaleString('en-US')} supplies, from text to stored pairings, no queue`,
        rows: [
          { what: 'reading ahead at the start, s', times: [readSeconds] },
          ...Object.entries(steps).map(([step, times]) => ({ what: `${step}, ms`, times })),
          { what: 'profile + rank + store, ms', times: totals, goal: GOAL_MS },
        ],
      };
    });
  return FilledPlatform.with(supplies, work, options);
};

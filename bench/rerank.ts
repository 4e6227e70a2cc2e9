import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Engines, EngineVersions } from '#engine';
import { JobQueue } from '#jobs';
import type { Side } from '#matching';
import { DataSource, RecordStore, RerankingStore } from '#storage';
import { WorkerModule } from '../apps/worker/src/worker.module.js';
import { enterpriseOf, FilledPlatform, post, readAhead, untilRanked } from './filled-platform.js';
import type { GeneratedRecords } from './generated-records.js';
import type { Benchmark } from './main.js';
import { median } from './quantile.js';

const SUPPLIES = 10_000;
const NEEDS = 400;
/** Needs posted one at a time, before and meanwhile; the first of them are not counted. */
const FRESH = 20;
const WARM_UP = 5;
const BETWEEN_FRESH_MS = 300;
/** Supplies whose pace is taken once the needs are done. */
const MOST_SUPPLIES = 500;
const LOOK_EVERY_MS = 5;
const GOAL = { needs: 100_000, hours: 2, pauseSeconds: 5 };

/** Ranking everything anew for another engine version: how fast, what it does to a need posted meanwhile, and pausing. */
export const rerank: Benchmark = async (options) => {
  const supplies = Number(options['supplies'] ?? SUPPLIES);
  const needs = Number(options['needs'] ?? NEEDS);
  const work = (platform: FilledPlatform): ReturnType<Benchmark> =>
    platform.run(WorkerModule, async (app) => {
      await readAhead(app);
      const bench = new Bench(app, await enterpriseOf(app), platform.generated);
      await bench.fill(needs);
      const alone = await bench.fresh(FRESH + WARM_UP, () => true);
      const began = performance.now();
      await bench.promote();
      const changedOver = (performance.now() - began) / 1000;

      const quiet = await bench.pace('need', Math.floor(needs / 2));
      const held = await bench.held();
      let isNeedsTurn = true;
      const busy = bench.pace('need', Infinity).then((pace) => {
        isNeedsTurn = false;
        return pace;
      });
      const meanwhile = await bench.fresh(Infinity, () => isNeedsTurn);
      const supplyPace = await bench.pace('supply', Math.min(MOST_SUPPLIES, supplies));
      const alsoMeanwhile = await bench.fresh(Math.max(0, FRESH - meanwhile.length), () => true);
      const counted = (times: number[]): number[] => times.slice(WARM_UP);
      const during = [...meanwhile, ...alsoMeanwhile];
      return {
        title:
          `${needs.toLocaleString('en-US')} needs ranked anew against ${supplies.toLocaleString('en-US')} supplies, ` +
          'everything in one process',
        rows: [
          { what: 'from promoting to the first new list, s', times: [changedOver] },
          { what: 'needs ranked anew a second', times: [quiet] },
          { what: 'the same, while others are posted', times: [await busy] },
          { what: `hours for ${GOAL.needs.toLocaleString('en-US')} needs`, times: [hoursFor(quiet)], goal: GOAL.hours },
          { what: 'supplies ranked anew a second', times: [supplyPace] },
          { what: 'fresh need, without it, ms', times: counted(alone) },
          { what: 'fresh need, meanwhile, ms', times: during },
          { what: 'fresh need, meanwhile ÷ without', times: [median(during) / median(counted(alone))] },
          { what: 'until a pause holds, s', times: [held], goal: GOAL.pauseSeconds },
        ],
      };
    });
  return FilledPlatform.with(supplies, work, options);
};

const hoursFor = (needsASecond: number): number => GOAL.needs / needsASecond / 3600;

class Bench {
  private readonly records: RecordStore;
  private readonly reranking: RerankingStore;
  private readonly engines: Engines;
  private readonly queue: JobQueue;
  private readonly source: DataSource;
  private isPromoted = false;
  /** Needs posted since and ranked. */
  private postedSince = 0;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly organizationId: string,
    private readonly generated: GeneratedRecords,
  ) {
    this.records = app.get(RecordStore);
    this.reranking = app.get(RerankingStore);
    this.engines = app.get(Engines);
    this.queue = app.get(JobQueue);
    this.source = app.get(DataSource);
  }

  /** Posts needs and waits until all of them have a list. */
  async fill(needs: number): Promise<void> {
    const ids: string[] = [];
    for (let i = 0; i < needs; i++) ids.push(await this.post());
    await this.queue.addAll(
      'profile',
      ids.map((recordId) => ({ recordId })),
    );
    await untilRanked(this.source, ids, 20 * LOOK_EVERY_MS);
  }

  /** Milliseconds from a posted need to its list, of needs posted one at a time. */
  async fresh(most: number, goesOn: () => boolean): Promise<number[]> {
    const times: number[] = [];
    while (times.length < most && goesOn()) {
      const began = performance.now();
      const id = await this.post();
      await this.queue.add('profile', { recordId: id });
      await untilRanked(this.source, [id], LOOK_EVERY_MS);
      if (this.isPromoted) this.postedSince++;
      times.push(performance.now() - began);
      await pause(BETWEEN_FRESH_MS);
    }
    return times;
  }

  /** Puts a version of other weights in force, and waits for the first list by it. */
  async promote(): Promise<void> {
    const versions = this.app.get(EngineVersions);
    const { version } = await versions.inForce();
    const weights = Object.fromEntries(Object.entries(version.weights).map(([name, weight]) => [name, weight * 1.1]));
    await versions.add({ ...version, version: 'bench', weights }, 'bench');
    await versions.promote('bench', 'bench');
    this.isPromoted = true;
    await this.queue.add('sweep', {});
    while ((await this.done('need')) === 0) await pause(LOOK_EVERY_MS);
  }

  /** Records of a side ranked anew a second, until so many more are, or all. */
  async pace(side: Side, most: number): Promise<number> {
    const began = performance.now();
    const before = await this.done(side);
    for (;;) {
      await pause(20 * LOOK_EVERY_MS);
      const done = await this.done(side);
      const isAll = !(await this.isAnyLeft(side));
      if (isAll || done - before >= most) return ((done - before) * 1000) / (performance.now() - began);
    }
  }

  /** Seconds from asking for a pause until nothing is ranked anew any more. */
  async held(): Promise<number> {
    const began = performance.now();
    await this.reranking.setPaused(true, 'bench');
    const underway = async (): Promise<number> => {
      const { waiting, active } = (await this.queue.counts()).rerank;
      return waiting + active;
    };
    while ((await underway()) > 0) await pause(LOOK_EVERY_MS);
    const seconds = (performance.now() - began) / 1000;
    await this.reranking.setPaused(false, 'bench');
    await this.queue.add('sweep', {});
    return seconds;
  }

  /** Records of a side that are ranked anew; those posted since are not among them. */
  private async done(side: Side): Promise<number> {
    const { digest } = await this.engines.current();
    const [row]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM records WHERE pipeline_state = 'ranked' AND ranked_by = $1
         AND (kind = 'need') = ($2 = 'need')`,
      [digest, side],
    );
    return (row?.n ?? 0) - (side === 'need' ? this.postedSince : 0);
  }

  private async isAnyLeft(side: Side): Promise<boolean> {
    const { digest } = await this.engines.current();
    const [first] = await this.reranking.due(digest, 1);
    if (first === undefined) return false;
    const record = await this.records.findAnyKind(first);
    return side === 'supply' || record?.kind === 'need';
  }

  private async post(): Promise<string> {
    return (await post(this.records, this.organizationId, this.generated.next('need'))).id;
  }
}

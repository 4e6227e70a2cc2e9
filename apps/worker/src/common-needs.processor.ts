import { setImmediate as others } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { EMBEDDER, Engines } from '#engine';
import type { OpenedEmbedder } from '#embedding';
import type { JobPayloads, Outcome } from '#jobs';
import {
  comparableNeed,
  COMMON_NEEDS_VERSION,
  contentHash,
  groupNeeds,
  MOST_GROUPED,
  OrganizationNames,
  wordingOf,
} from '#matching';
import type { ComparableNeed, NeedGroup, ProfiledNeed } from '#matching';
import { CommonNeedRunStore, CommonNeedStore, ProfileStore } from '#storage';
import type { GroupWithWording } from '#storage';

/** Between two runs that nobody asked for. */
const PAUSE_SECONDS = 600;
const BATCH = 200;
/** Milliseconds of work after which other jobs of the process get their turn. */
const TURN = 20;
/** Needs whose words a proposal is made of: the most central ones say it. */
const MOST_WORDED = 20;

/** Groups all needs and replaces what no person has decided on. */
@Injectable()
export class CommonNeedsProcessor {
  constructor(
    private readonly commonNeeds: CommonNeedStore,
    private readonly runs: CommonNeedRunStore,
    private readonly profiles: ProfileStore,
    private readonly engines: Engines,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  async process({ asked }: JobPayloads['common-needs']): Promise<Outcome> {
    const versions = await this.commonNeeds.groupable(MOST_GROUPED);
    const settled = await this.commonNeeds.settled();
    const { statistics } = (await this.engines.current()).context;
    const madeOf = contentHash({
      ...{ rules: COMMON_NEEDS_VERSION, model: this.embedder.embedder?.id ?? null, statistics: statistics.digest },
      ...{ settled, needs: versions.map(({ id, contentHash: hash }) => `${id} ${hash}`).sort() },
    });
    const { same, recent } = await this.runs.isFresh(madeOf, PAUSE_SECONDS);
    if (same) return { skipped: 'no need has changed' };
    if (recent && !asked) return { skipped: 'grouped a moment ago' };
    const run = await this.runs.begin(versions.length, madeOf);
    try {
      const needs = await this.comparable(
        versions.map(({ id }) => id),
        statistics,
      );
      const groups = await this.group(run, needs, settled);
      const isCurrent = await this.commonNeeds.replaceProposals(await this.worded(groups), settled);
      await this.runs.end(run, isCurrent ? 'done' : 'overtaken', groups.length);
      return isCurrent ? 'done' : { snooze: 1000 };
    } catch (error) {
      await this.runs.end(run, 'failed', null);
      throw error;
    }
  }

  /** Small forms of many needs, read in batches so that their whole profiles need not be held at a time. */
  private async comparable(
    ids: readonly string[],
    statistics: Parameters<typeof comparableNeed>[1],
  ): Promise<ComparableNeed[]> {
    const found: ComparableNeed[] = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      for (const profiled of await this.profiles.load(ids.slice(from, from + BATCH))) {
        found.push(comparableNeed(profiled as ProfiledNeed, statistics));
      }
      await others();
    }
    return found;
  }

  private async group(
    run: string,
    needs: readonly ComparableNeed[],
    settled: Awaited<ReturnType<CommonNeedStore['settled']>>,
  ): Promise<NeedGroup[]> {
    const steps = groupNeeds(needs, settled);
    let [turnFrom, toldAt] = [performance.now(), performance.now()];
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (performance.now() - turnFrom < TURN) continue;
      if (performance.now() - toldAt > 1000) {
        await this.runs.progress(run, step.value);
        toldAt = performance.now();
      }
      await others();
      turnFrom = performance.now();
    }
  }

  private async worded(groups: readonly NeedGroup[]): Promise<GroupWithWording[]> {
    const names = new OrganizationNames(await this.commonNeeds.organizationNames());
    const worded: GroupWithWording[] = [];
    for (const group of groups) {
      const ids = group.needs.slice(0, MOST_WORDED).map(({ id }) => id);
      const needs = await this.commonNeeds.toWord(ids);
      const central = ids.flatMap((id) => needs.get(id) ?? []);
      if (central.length > 0) worded.push({ ...group, wording: wordingOf(central, names) });
    }
    return worded;
  }
}

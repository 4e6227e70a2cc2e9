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
  MOST_OF_AN_ENTERPRISE,
  wordingOf,
} from '#matching';
import type { ComparableNeed, NeedGroup, ProfiledNeed, TermStatistics } from '#matching';
import { CommonNeedRunStore, CommonNeedStore, MOST_WORDED, ProfileStore } from '#storage';
import type { GroupWithWording } from '#storage';
import { Turns } from './turns.js';

/** Between two runs that nobody asked for. */
const PAUSE_SECONDS = 600;
const BATCH = 50;
const TELL_EVERY_MS = 1000;

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
    const versions = await this.commonNeeds.groupable(MOST_GROUPED, MOST_OF_AN_ENTERPRISE);
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
      const turns = new Turns();
      const ids = versions.map(({ id }) => id);
      const needs = await this.comparable(ids, statistics, turns);
      const groups = await turns.take(groupNeeds(needs, settled), this.telling(run));
      const worded = await this.worded(groups, statistics, turns);
      const isCurrent = await this.commonNeeds.replaceProposals(worded, settled);
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
    statistics: TermStatistics,
    turns: Turns,
  ): Promise<ComparableNeed[]> {
    const found: ComparableNeed[] = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      for (const profiled of await this.profiles.load(ids.slice(from, from + BATCH))) {
        found.push(comparableNeed(profiled as ProfiledNeed, statistics));
        await turns.pass();
      }
    }
    return found;
  }

  /** Says now and then how far a run is. */
  private telling(run: string): (done: number) => Promise<void> {
    let toldAt = performance.now();
    return async (done) => {
      if (performance.now() - toldAt < TELL_EVERY_MS) return;
      await this.runs.progress(run, done);
      toldAt = performance.now();
    };
  }

  private async worded(
    groups: readonly NeedGroup[],
    statistics: TermStatistics,
    turns: Turns,
  ): Promise<GroupWithWording[]> {
    const names = await this.commonNeeds.names(statistics);
    const worded: GroupWithWording[] = [];
    for (const group of groups) {
      const ids = group.needs.slice(0, MOST_WORDED).map(({ id }) => id);
      const central = await this.commonNeeds.toWord(ids);
      if (central.length > 0) worded.push({ ...group, wording: await turns.take(wordingOf(central, names)) });
    }
    return worded;
  }
}

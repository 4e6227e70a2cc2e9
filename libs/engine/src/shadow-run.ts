import { calibrate, proseLength, compareLists, scoreCandidates } from '#matching';
import type { AnyProfiled, Engine, EngineVersion, ListComparison, RankedPartner } from '#matching';
import { LIST_LENGTH } from '#storage';
import type { ProfileStore } from '#storage';
import type { Engines } from './engines.js';
import type { Matcher } from './matcher.js';

/** What a version would change of one need's list. */
export interface NeedShadow extends ListComparison {
  needId: string;
  title: string;
  /** Probability of the best supply now and with the other version; null without candidates. */
  bestFrom: number | null;
  bestTo: number | null;
  titles: ReadonlyMap<string, string>;
}

export interface ShadowReport {
  /** Engine digests: in force, and with the other version. */
  from: string;
  to: string;
  needs: NeedShadow[];
}

/** Ranks needs by another version beside the one in force, from the same candidates. Stores nothing. */
export class ShadowRun {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly engines: Engines,
    private readonly matcher: Matcher,
  ) {}

  /** @param most needs to look at; the same ones each time, as long as they are there */
  async run(version: EngineVersion, most: number, now: Date): Promise<ShadowReport> {
    const [inForce, other] = await Promise.all([this.engines.current(), this.engines.of(version)]);
    const needs: NeedShadow[] = [];
    for (const id of await this.profiles.sample('need', most)) {
      const [need] = await this.profiles.load([id]);
      if (need) needs.push(await this.compare(need, inForce, other, now));
    }
    return { from: inForce.digest, to: other.digest, needs };
  }

  private async compare(need: AnyProfiled, inForce: Engine, other: Engine, now: Date): Promise<NeedShadow> {
    const candidates = await this.matcher.candidatesFor(need, inForce);
    const [from, to] = [ranked(need, candidates, inForce, now), ranked(need, candidates, other, now)];
    const comparison = compareLists(from, to, LIST_LENGTH.need);
    const titles = new Map(candidates.map(({ record }) => [record.id, record.content.title]));
    return {
      needId: need.record.id,
      title: need.record.content.title,
      bestFrom: from[0]?.probability ?? null,
      bestTo: to[0]?.probability ?? null,
      titles,
      ...comparison,
    };
  }
}

const ranked = (need: AnyProfiled, candidates: readonly AnyProfiled[], engine: Engine, now: Date): RankedPartner[] =>
  scoreCandidates(need, candidates, engine, now).map(({ partnerId, supply, score }) => ({
    partnerId,
    probability: calibrate(engine.calibration, score, proseLength(supply.record.content)),
  }));

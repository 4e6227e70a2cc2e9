import { fieldRelation, maturityGapOf, sideOf, withLinks } from '#matching';
import type { AnyProfiled, Listed, ProfiledNeed, ProfiledSupply, ScoredCandidate } from '#matching';
import type { LinkStore, PairingStore, ProfileStore } from '#storage';

/** Experts looked at for one list, and achievements for one expert: more than any team or career has. */
const MOST_PEOPLE = 200;
const MOST_ACHIEVEMENTS = 500;
/** Facilities looked at for one achievement. */
const MOST_FACILITIES = 200;

/** How experts and facilities hang together with the achievements on needs' lists. */
export class Beside {
  constructor(
    private readonly links: LinkStore,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
  ) {}

  /** Experts who may be behind these achievements, and facilities that could take them where their needs want them. */
  async linkable(pairs: readonly ScoredCandidate[]): Promise<ProfiledSupply[]> {
    const teams = pairs.filter(({ supply }) => supply.record.content.team !== undefined);
    const experts = await this.links.expertsBehind(
      [...new Set(teams.map(({ supply }) => supply.record.id))],
      MOST_PEOPLE,
    );
    const gaps = pairs.flatMap(({ need, supply }) => maturityGapOf(need.record, supply.record) ?? []);
    const widest = { from: Math.max(...gaps.map(({ from }) => from)), to: Math.min(...gaps.map(({ to }) => to)) };
    const facilities = gaps.length > 0 ? await this.links.facilitiesFor(widest, MOST_FACILITIES) : [];
    return (await this.profiles.load([...experts, ...facilities])).filter(isSupply);
  }

  /**
   * Needs of these pairings to which one of `others` is linked by the pairing's achievement.
   * @param seen those that were looked at before are left out
   */
  linked(
    pairs: readonly ScoredCandidate[],
    others: readonly ProfiledSupply[],
    seen: ReadonlySet<string> = new Set(),
  ): string[] {
    const unseen = others.filter((other) => !seen.has(versionOf(other)));
    const isLinked = ({ need, supply, score }: ScoredCandidate): boolean =>
      unseen.some((other) => {
        const pair = { need, supply: other, partnerId: other.record.id, score: 1, readings: [] };
        return withLinks([pair], () => [{ supply, score }]).some(({ links }) => links?.length);
      });
    return [...new Set(pairs.filter(isLinked).map(({ need }) => need.record.id))];
  }

  /** Needs on whose lists is something that an expert may be behind. */
  async needsOfExpert({ record }: AnyProfiled): Promise<string[]> {
    return this.links.needsListing(await this.links.achievementsBehind(record.id, MOST_ACHIEVEMENTS));
  }

  /** Needs of one supply, best first; those of an expert or a facility each linked to its stored list. */
  async onManyLists(supply: AnyProfiled, scored: ScoredCandidate[]): Promise<ScoredCandidate[]> {
    const { kind } = supply.record;
    const lists = kind === 'expert' || kind === 'facility' ? await this.listsFor(supply, scored) : null;
    return withLinks(scored, (needId) => lists?.get(needId) ?? []);
  }

  /** Stored lists of these needs, as far as an expert or a facility could have to do with what is on them. */
  private async listsFor(supply: AnyProfiled, scored: readonly ScoredCandidate[]): Promise<Map<string, Listed[]>> {
    const { id, kind } = supply.record;
    const concerned = kind === 'expert' ? scored : scored.filter(({ need }) => couldBridge(supply, need));
    const places = await this.links.listsOf(concerned.map(({ partnerId }) => partnerId));
    const behind = kind === 'expert' ? new Set(await this.links.achievementsBehind(id, MOST_ACHIEVEMENTS)) : null;
    const relevant = places.filter(({ achievementId }) => !behind || behind.has(achievementId));
    const loaded = await this.profiles.load([...new Set(relevant.map(({ achievementId }) => achievementId))]);
    const byId = new Map(loaded.filter(isSupply).map((one) => [one.record.id, one]));
    const lists = new Map<string, Listed[]>();
    for (const { needId, achievementId, score } of relevant) {
      const found = byId.get(achievementId);
      if (found) lists.set(needId, [...(lists.get(needId) ?? []), { supply: found, score }]);
    }
    return lists;
  }

  /**
   * Needs whose experts or facilities may be others now that an achievement is ranked: something rests on a revision or a
   * score of it that is over, or on its being listed; or it is new on a list, and someone is behind it or could take it on.
   * @param kept its partners from now on
   * @param before ids of its partners until now
   */
  async needsToRenew(
    achievement: AnyProfiled,
    kept: readonly ScoredCandidate[],
    before: Iterable<string>,
    linkable: readonly ProfiledSupply[],
  ): Promise<string[]> {
    const { id, revision } = achievement.record;
    const now = new Map(kept.map((one) => [one.partnerId, one]));
    const resting = await this.links.restingOn(id, [...new Set([...before, ...now.keys()])]);
    const over = resting.filter(({ needId, achievementRevision, score }) => {
      const found = now.get(needId);
      return !found || achievementRevision !== revision || (score !== null && score !== found.score);
    });
    const gaining = linkable.length > 0 ? this.linked(await this.entering(achievement, kept), linkable) : [];
    return [...new Set([...over.map(({ needId }) => needId), ...gaining])];
  }

  /** Pairings by which this revision of an achievement comes onto a need's list. */
  private async entering(
    { record: { id, revision } }: AnyProfiled,
    kept: readonly ScoredCandidate[],
  ): Promise<ScoredCandidate[]> {
    const known = await this.links.pairedAt(id, revision);
    const fresh = kept.filter(({ partnerId }) => !known.has(partnerId));
    const ids = fresh.map(({ partnerId }) => partnerId);
    const toBeat = await this.pairings.scoresToBeat('need', ids);
    return fresh.filter(({ partnerId, score }) => score >= (toBeat.get(partnerId) ?? 0));
  }
}

/** What tells a supply, as it was looked at, from what it may say later. */
export const versionOf = ({ record, profile }: AnyProfiled): string =>
  `${record.id} ${record.revision} ${profile.tagRevision}`;

const isSupply = (profiled: AnyProfiled): profiled is ProfiledSupply => sideOf(profiled.record.kind) === 'supply';

/** Whether anything a need accepts could come out of a facility; spares reading the lists of all others. */
function couldBridge({ record, profile }: AnyProfiled, need: ProfiledNeed): boolean {
  if (record.kind !== 'facility') return false;
  const { bridgesFrom = 0, bridgesTo = 0 } = record.content;
  const asked = need.record.content.leastTrl ?? 0;
  return asked > bridgesFrom && asked <= bridgesTo && fieldRelation(need, { record, profile }) !== 'apart';
}

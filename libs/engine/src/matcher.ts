import type { CandidateIndex, IndexRow } from '#index';
import {
  bigramsOf,
  explain,
  normalize,
  otherSide,
  presentRegion,
  regionOf,
  retrievalVector,
  scoreCandidates,
  sideOf,
  SUPPLY_KINDS,
  textsOf,
  withLinks,
} from '#matching';
import type {
  AnyProfiled,
  BesideKind,
  Engine,
  ProfiledSupply,
  RecordKind,
  ScoredCandidate,
  SupplyKind,
} from '#matching';
import { listLength } from '#storage';
import type { PairingStore, ProfileStore, Ranking } from '#storage';
import { versionOf } from './beside.js';
import { candidateQueryOf } from './candidate-query.js';
import type { Beside } from './beside.js';

/** Profiles the index does not show yet that a ranking still looks at; with more, it waits for the index. */
export const MOST_DIRTY = 2000;
/** How far down a record's own ranking a partner may stand and still be offered to that partner's list. */
const OFFERED_TO_PARTNERS = 50;

/** Partners of a record kept before, by id, with their scores; null where another engine gave it. */
type Before = ReadonlyMap<string, number | null>;

/** What a ranking found, and how to find what it could not see. */
export interface Ranked extends Ranking {
  /**
   * To be asked once it is stored: needs to which experts or facilities are linked that came meanwhile. Those looked for
   * lists that were not stored yet, and were not to be found when this began, so neither ranking could link them.
   */
  late: () => Promise<string[]>;
}

/** Supplies for a need, by kind, each list best first. */
export interface ListsOfNeed {
  byKind: Record<SupplyKind, ScoredCandidate[]>;
  /** Achievements that its list shows. */
  onList: readonly ScoredCandidate[];
  /** Experts and facilities that could have to do with those. */
  linkable: readonly ProfiledSupply[];
}

type Awaitable<T> = T | Promise<T>;

/** Finds and ranks partners: candidates from the index, the truth from PostgreSQL, the order from the engine. */
export class Matcher {
  constructor(
    private readonly index: CandidateIndex,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly beside: Beside,
  ) {}

  /**
   * Likely partners of a record, stored or not, as PostgreSQL has them now; those not indexed yet included.
   * @param also to be looked at whether or not they are found; may still be on their way
   * @param kinds of supplies that a need is given
   */
  async candidatesFor(
    anchor: AnyProfiled,
    engine: Engine,
    also: Awaitable<Iterable<string>> = [],
    kinds: readonly SupplyKind[] = ['achievement'],
  ): Promise<AnyProfiled[]> {
    const [found, others] = await Promise.all([this.find(anchor, engine, kinds), also]);
    return this.profiles.load([...new Set([...found, ...others])]);
  }

  private async find(anchor: AnyProfiled, engine: Engine, kinds: readonly SupplyKind[]): Promise<string[]> {
    const asked: readonly RecordKind[] = anchor.record.kind === 'need' ? kinds : ['need'];
    // In this order: a profile on its way into the index is dirty until the index shows it. The other way round, one
    // that arrives between the two questions would be missed by both.
    const dirty = await this.profiles.dirtyIds(asked, MOST_DIRTY);
    const query = {
      ...candidateQueryOf(anchor, engine),
      excludeOrganizationId: anchor.record.organizationId,
      regionPrefixes: acceptedPrefixes(anchor),
    };
    const indexed = await Promise.all(asked.map((kind) => this.index.candidates(kind, query)));
    return [...indexed.flat(), ...dirty];
  }

  /** Needs for a supply, best first, not yet explained. */
  async score(supply: AnyProfiled, engine: Engine, now: Date, also: Iterable<string> = []): Promise<ScoredCandidate[]> {
    return scoreCandidates(supply, await this.candidatesFor(supply, engine, also), engine, now);
  }

  /** Supplies of any kind for a need by what they say alone, best first: what search answers with. */
  async scoreAll(need: AnyProfiled, engine: Engine, now: Date): Promise<ScoredCandidate[]> {
    return scoreCandidates(need, await this.candidatesFor(need, engine, [], SUPPLY_KINDS), engine, now);
  }

  /** What a need is given, not yet explained. */
  async listsFor(
    need: AnyProfiled,
    engine: Engine,
    now: Date,
    also: Awaitable<Iterable<string>> = [],
  ): Promise<ListsOfNeed> {
    const candidates = await this.candidatesFor(need, engine, also, SUPPLY_KINDS);
    const isAchievement = ({ record }: AnyProfiled): boolean => record.kind === 'achievement';
    const achievements = scoreCandidates(need, candidates.filter(isAchievement), engine, now);
    const onList = achievements.slice(0, listLength('need', 'achievement'));
    const linkable = await this.beside.linkable(onList);
    const others = [...linkable, ...candidates.filter((one) => !isAchievement(one))];
    const linked = withLinks(scoreCandidates(need, others, engine, now), () => onList);
    const of = (kind: BesideKind): ScoredCandidate[] => linked.filter(({ supply }) => supply.record.kind === kind);
    const byKind = {
      achievement: achievements,
      expert: of('expert'),
      facility: of('facility'),
      service: of('service'),
    };
    return { byKind, onList, linkable };
  }

  /** What a record's pairings are to be from now on: its own list, and its place on lists of its partners. */
  async rank(anchor: AnyProfiled, engine: Engine, now: Date): Promise<Ranked> {
    return anchor.record.kind === 'need' ? this.rankNeed(anchor, engine, now) : this.rankSupply(anchor, engine, now);
  }

  private async rankNeed(anchor: AnyProfiled, engine: Engine, now: Date): Promise<Ranked> {
    const reading = this.pairings.partnersOf(anchor.record.id, 'need', engine.digest);
    const also = reading.then((partners) => partners.keys());
    const { byKind, onList, linkable } = await this.listsFor(anchor, engine, now, also);
    const before = await reading;
    const kept = await Promise.all(SUPPLY_KINDS.map((kind) => this.keep(anchor, kind, byKind[kind], before)));
    return {
      pairings: kept.flat().map((candidate) => explain(candidate, engine)),
      considered: [...before.keys()],
      lowered: lowered(before, Object.values(byKind).flat()),
      late: () => this.late(onList, linkable),
    };
  }

  private async rankSupply(anchor: AnyProfiled, engine: Engine, now: Date): Promise<Ranked> {
    const kind = anchor.record.kind as SupplyKind;
    const before = await this.pairings.partnersOf(anchor.record.id, 'supply', engine.digest);
    const also = kind === 'expert' ? await this.beside.needsOfExpert(anchor) : [];
    const found = await this.score(anchor, engine, now, [...before.keys(), ...also]);
    const scored = await this.beside.onManyLists(anchor, found);
    const kept = await this.keep(anchor, kind, scored, before);
    const pairs = kind === 'achievement' ? kept : [];
    const seen = await this.beside.linkable(pairs);
    const changed = kind === 'achievement' ? await this.beside.needsToRenew(anchor, kept, before.keys(), seen) : [];
    return {
      pairings: kept.map((candidate) => explain(candidate, engine)),
      considered: [...before.keys()],
      lowered: [...new Set([...lowered(before, scored), ...changed])],
      late: () => this.late(pairs, seen),
    };
  }

  private async late(pairs: readonly ScoredCandidate[], seen: readonly ProfiledSupply[]): Promise<string[]> {
    return this.beside.linked(pairs, await this.beside.linkable(pairs), new Set(seen.map(versionOf)));
  }

  /** Of partners scored, best first, those on the anchor's own list, and those that enter a list of theirs. */
  private async keep(
    anchor: AnyProfiled,
    kind: SupplyKind,
    scored: readonly ScoredCandidate[],
    before: Before,
  ): Promise<ScoredCandidate[]> {
    const side = sideOf(anchor.record.kind);
    const length = listLength(side, kind);
    const offered = scored.slice(length, OFFERED_TO_PARTNERS).map(({ partnerId }) => partnerId);
    const toBeat = await this.pairings.scoresToBeat(otherSide(side), offered, kind);
    return scored.filter(
      ({ partnerId, score }, place) =>
        place < length ||
        before.has(partnerId) ||
        (place < OFFERED_TO_PARTNERS && score > (toBeat.get(partnerId) ?? 0)),
    );
  }
}

/** Partners that are served worse than before: someone better may be missing on their lists. */
function lowered(before: Before, scored: readonly ScoredCandidate[]): string[] {
  const after = new Map(scored.map(({ partnerId, score }) => [partnerId, score]));
  return [...before].flatMap(([id, score]) => (score !== null && (after.get(id) ?? 0) < score ? [id] : []));
}

/** A need's accepted regions as code prefixes; the index filters by them. */
function acceptedPrefixes({ record }: AnyProfiled): string[] {
  if (record.kind !== 'need') return [];
  return (record.content.acceptedRegions ?? []).map((area) => presentRegion(area).replace(/(00){1,2}$/, ''));
}

/** A profiled record as the index holds it. */
export function indexRowOf(profiled: AnyProfiled): IndexRow {
  const { record, profile } = profiled;
  const { title, body } = textsOf(record.content);
  return {
    id: record.id,
    kind: record.kind,
    contentHash: record.contentHash,
    organizationId: record.organizationId,
    region: presentRegion(regionOf(record) ?? ''),
    terms: [...bigramsOf(normalize(`${title}\n${body}`)), ...profile.titleWords, ...profile.bodyWords],
    vector: retrievalVector(profile),
  };
}

import type { CandidateIndex, IndexRow } from '#index';
import {
  bigramsOf,
  explain,
  normalize,
  otherSide,
  queryTermsOf,
  presentRegion,
  regionOf,
  retrievalVector,
  scoreCandidates,
  sideOf,
  textsOf,
} from '#matching';
import type { AnyProfiled, Engine, ScoredCandidate } from '#matching';
import { LIST_LENGTH } from '#storage';
import type { PairingStore, ProfileStore, Ranking } from '#storage';

/** Candidates asked of each search. Twice the best 100 leaves room for what only one search finds. */
export const CANDIDATES = 200;
/** Profiles the index does not show yet that a ranking still looks at; with more, it waits for the index. */
export const MOST_DIRTY = 2000;
/** How far down a record's own ranking a partner may stand and still be offered to that partner's list. */
const OFFERED_TO_PARTNERS = 50;

/** Finds and ranks partners: candidates from the index, the truth from PostgreSQL, the order from the engine. */
export class Matcher {
  constructor(
    private readonly index: CandidateIndex,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
  ) {}

  /** Likely partners of a record, stored or not, as PostgreSQL has them now; those not indexed yet included. */
  async candidatesFor(anchor: AnyProfiled, engine: Engine, also: Iterable<string> = []): Promise<AnyProfiled[]> {
    const side = otherSide(sideOf(anchor.record.kind));
    // In this order: a profile on its way into the index is dirty until the index shows it. The other way round, one
    // that arrives between the two questions would be missed by both.
    const dirty = await this.profiles.dirtyIds(side, MOST_DIRTY);
    const indexed = await this.index.candidates(side, {
      vector: retrievalVector(anchor.profile),
      terms: queryTermsOf(anchor, engine),
      limit: CANDIDATES,
      excludeOrganizationId: anchor.record.organizationId,
      regionPrefixes: acceptedPrefixes(anchor),
    });
    return this.profiles.load([...new Set([...indexed, ...dirty, ...also])]);
  }

  /** Partners of a record, best first, not yet explained. */
  async score(anchor: AnyProfiled, engine: Engine, now: Date, also: Iterable<string> = []): Promise<ScoredCandidate[]> {
    return scoreCandidates(anchor, await this.candidatesFor(anchor, engine, also), engine, now);
  }

  /** The pairings to store for a stored record: its own list, and entries into its partners' lists. */
  async rank(anchor: AnyProfiled, engine: Engine, now: Date): Promise<Ranking> {
    const side = sideOf(anchor.record.kind);
    const before = await this.pairings.partnersOf(anchor.record.id, side, engine.digest);
    const scored = await this.score(anchor, engine, now, before.keys());
    const offered = scored.slice(LIST_LENGTH[side], OFFERED_TO_PARTNERS).map(({ partnerId }) => partnerId);
    const toBeat = await this.pairings.scoresToBeat(otherSide(side), offered);
    const kept = scored.filter(
      ({ partnerId, score }, place) =>
        place < LIST_LENGTH[side] ||
        before.has(partnerId) ||
        (place < OFFERED_TO_PARTNERS && score > (toBeat.get(partnerId) ?? 0)),
    );
    const after = new Map(scored.map(({ partnerId, score }) => [partnerId, score]));
    const lowered = [...before].filter(([id, score]) => score !== null && (after.get(id) ?? 0) < score);
    return {
      pairings: kept.map((candidate) => explain(candidate, engine)),
      considered: [...before.keys()],
      lowered: lowered.map(([id]) => id),
    };
  }
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

import { calibrate, proseLength } from './calibrate.js';
import { BESIDE_CONSTRAINTS, CONSTRAINTS } from './constraints/catalogue.js';
import type { Engine } from './engine.js';
import type { Evidence, Gap } from './evidence.js';
import { gapsBetween, gapsOfKind } from './gaps.js';
import type { SupplyLink } from './links/link.js';
import type { AnyProfiled, ProfiledNeed, ProfiledSupply } from './profile.js';
import type { SupplyKind } from './records.js';
import { regionOf } from './signals/region.js';
import type { Reading } from './signals/signal.js';

/** A signal as stored with a pairing: `value` null and no evidence mean "unknown". */
export interface SignalReading {
  /** Name of the signal. */
  signal: string;
  value: number | null;
  /** Share of the score this signal had, 0–1; 0 when unknown. */
  share: number;
  evidence: Evidence | null;
}

/** One need version × one supply version, scored, with why. */
export interface ScoredPairing {
  needId: string;
  supplyId: string;
  supplyKind: SupplyKind;
  needRevision: number;
  supplyRevision: number;
  /** 0–1, what the order goes by; comparable within one engine digest. Not a probability. */
  score: number;
  /**
   * Share of pairings with this score and as full a supply that are judged to solve all or most of the need, 0–1. Null for
   * all but achievements: nobody has judged pairings of other kinds.
   */
  probability: number | null;
  signals: SignalReading[];
  gaps: Gap[];
  /** What an expert or a facility has to do with achievements on the need's list. */
  links: SupplyLink[];
  /** Whether it is there, or stands where it does, by its links alone. */
  isByLink: boolean;
  engineDigest: string;
  degraded: Degradation | null;
}

/** `no-model`: at least one side has no vectors, so meaning was not compared. */
export type Degradation = 'no-model';

type Readings = { signal: string; weight: number; reading: Reading | null }[];

/** Score of a pair and the readings behind it; constraints are not looked at. */
export function scorePair(
  need: ProfiledNeed,
  supply: ProfiledSupply,
  engine: Engine,
): { score: number; readings: Readings } {
  const readings: Readings = engine.signals.map(({ signal, weight }) => ({
    signal: signal.name,
    weight,
    reading: signal.read(need, supply, engine.context),
  }));
  let sum = 0;
  let known = 0;
  for (const { weight, reading } of readings) {
    if (!reading) continue;
    sum += weight * reading.value;
    known += weight;
  }
  return { score: known === 0 ? 0 : Math.round((sum / known) * 1e6) / 1e6, readings };
}

const ALL_CONSTRAINTS = [...CONSTRAINTS, ...BESIDE_CONSTRAINTS];

/** A pair with its score and the readings it came from, not yet explained. */
export interface ScoredCandidate {
  need: ProfiledNeed;
  supply: ProfiledSupply;
  /** The record that is not the anchor. */
  partnerId: string;
  /** What the order goes by. */
  score: number;
  /** What the readings come to, where a link raised the score above it. */
  ownScore?: number;
  readings: Readings;
  links?: readonly SupplyLink[];
  /** Whether it is there, or stands where it does, by its links alone. */
  isByLink?: boolean;
}

/**
 * Partners of one record among candidates of the other side that no constraint excludes, best first (score, then id).
 * Candidates may repeat and come in any order; the result does not depend on it.
 */
export function scoreCandidates(
  anchor: AnyProfiled,
  candidates: Iterable<AnyProfiled>,
  engine: Engine,
  now: Date,
): ScoredCandidate[] {
  const scored = new Map<string, ScoredCandidate>();
  for (const candidate of candidates) {
    const partnerId = candidate.record.id;
    if (scored.has(partnerId)) continue;
    const pair = pairOf(anchor, candidate);
    if (!ALL_CONSTRAINTS.every((constraint) => constraint.allows(pair.need.record, pair.supply.record, now))) continue;
    scored.set(partnerId, { ...pair, partnerId, ...scorePair(pair.need, pair.supply, engine) });
  }
  return [...scored.values()].sort(bestFirst);
}

/** By score, then by id. */
export const bestFirst = (
  a: Pick<ScoredCandidate, 'score' | 'partnerId'>,
  b: Pick<ScoredCandidate, 'score' | 'partnerId'>,
): number => b.score - a.score || (a.partnerId < b.partnerId ? -1 : 1);

/** The pairing as it is stored and shown: with the evidence of every signal, and the gaps. */
export function explain(candidate: ScoredCandidate, engine: Engine): ScoredPairing {
  const { need, supply, score, ownScore = score, readings, links = [], isByLink = false } = candidate;
  const { kind, content } = supply.record;
  return {
    needId: need.record.id,
    supplyId: supply.record.id,
    supplyKind: kind,
    needRevision: need.record.revision,
    supplyRevision: supply.record.revision,
    score,
    probability: kind === 'achievement' ? calibrate(engine.calibration, score, proseLength(content)) : null,
    signals: withShares(readings, ownScore),
    gaps: gapsOfKind(kind, gapsBetween(need.record.content, content, regionOf(supply.record))),
    links: [...links],
    isByLink,
    engineDigest: engine.digest,
    degraded: need.profile.model === null || supply.profile.model === null ? 'no-model' : null,
  };
}

/** Which of two records is the need; throws when both are on one side. */
function pairOf(anchor: AnyProfiled, candidate: AnyProfiled): { need: ProfiledNeed; supply: ProfiledSupply } {
  if (isNeed(anchor) && isSupply(candidate)) return { need: anchor, supply: candidate };
  if (isSupply(anchor) && isNeed(candidate)) return { need: candidate, supply: anchor };
  throw new TypeError(`records ${anchor.record.id} and ${candidate.record.id} are on the same side`);
}

const isNeed = (profiled: AnyProfiled): profiled is ProfiledNeed => profiled.record.kind === 'need';
const isSupply = (profiled: AnyProfiled): profiled is ProfiledSupply => profiled.record.kind !== 'need';

function withShares(readings: Readings, score: number): SignalReading[] {
  const known = readings.reduce((sum, { weight, reading }) => sum + (reading ? weight : 0), 0);
  return readings.map(({ signal, weight, reading }) => {
    if (!reading) return { signal, value: null, share: 0, evidence: null };
    const part = score > 0 ? (weight * reading.value) / known / score : 0;
    return { signal, value: round(reading.value), share: round(part), evidence: reading.evidence() };
  });
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

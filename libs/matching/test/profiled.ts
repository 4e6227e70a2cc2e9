import type { Engine } from '../src/engine.js';
import { engineOf } from '../src/engine.js';
import type { Evidence } from '../src/evidence.js';
import type { Profile, ProfiledNeed, ProfiledSupply } from '../src/profile.js';
import { explain, scorePair } from '../src/rank.js';
import type { SignalReading } from '../src/rank.js';
import { textsOf } from '../src/records.js';
import type { AchievementContent, NeedContent, RecordContent } from '../src/records.js';
import type { SignalName } from '../src/signals/catalogue.js';
import { normalize } from '../src/text/normalize.js';
import { TermStatistics } from '../src/text/term-statistics.js';
import { PRIOR_WEIGHTS } from '../src/weights.js';

/** Profiled records small enough to judge by eye. Text is given in spaced words, so that no dictionary is needed. */
const profileOf = (content: RecordContent, given: Partial<Profile>): Profile => {
  const { title, body } = textsOf(content);
  const words = (text: string): string[] =>
    normalize(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1);
  return {
    contentHash: 'h',
    language: 'zh',
    titleWords: words(title),
    bodyWords: words(body),
    tags: [],
    tagEdits: [],
    tagRevision: 0,
    model: null,
    titleVector: null,
    bodyVector: null,
    ...given,
  };
};

interface Beside {
  id?: string;
  organizationId?: string;
  organizationRegion?: string | null;
  revisedAt?: Date;
  profile?: Partial<Profile>;
}

export function profiledNeed(content: Partial<NeedContent> = {}, beside: Beside = {}): ProfiledNeed {
  const whole: NeedContent = { title: '需求', description: '', ...content };
  return {
    record: {
      id: beside.id ?? 'need-1',
      kind: 'need',
      revision: 1,
      contentHash: 'h',
      organizationId: beside.organizationId ?? 'enterprise-1',
      organizationRegion: beside.organizationRegion ?? null,
      content: whole,
      revisedAt: beside.revisedAt ?? new Date('2026-01-01T00:00:00Z'),
    },
    profile: profileOf(whole, beside.profile ?? {}),
  };
}

export function profiledSupply(content: Partial<AchievementContent> = {}, beside: Beside = {}): ProfiledSupply {
  const whole: AchievementContent = { title: '成果', description: '', ...content };
  return {
    record: {
      id: beside.id ?? 'supply-1',
      kind: 'achievement',
      revision: 1,
      contentHash: 'h',
      organizationId: beside.organizationId ?? 'university-1',
      organizationRegion: beside.organizationRegion ?? null,
      content: whole,
      revisedAt: beside.revisedAt ?? new Date('2026-01-01T00:00:00Z'),
    },
    profile: profileOf(whole, beside.profile ?? {}),
  };
}

/** Statistics in which every term is equally telling. */
export const evenStatistics = (): TermStatistics => new TermStatistics({ documents: 0, counts: new Map() });

/** Weights and a curve that no fit changes. */
export const PLAIN_VERSION = { weights: PRIOR_WEIGHTS, calibration: { kind: 'platt', a: 10, b: -5 } } as const;

export const plainEngine = (): Engine => engineOf(PLAIN_VERSION, evenStatistics(), null);

/** One signal of a pair as it would be stored. */
export function readingOf(
  signal: SignalName,
  need: ProfiledNeed,
  supply: ProfiledSupply,
  engine: Engine = plainEngine(),
): SignalReading {
  const scored = { need, supply, partnerId: supply.record.id, ...scorePair(need, supply, engine) };
  const found = explain(scored, engine).signals.find((reading) => reading.signal === signal);
  if (!found) throw new Error(`no signal ${signal}`);
  return found;
}

/** Evidence of a known signal, narrowed to its kind. */
export function evidenceOf<K extends Evidence['kind']>(
  { signal, evidence }: SignalReading,
  kind: K,
): Extract<Evidence, { kind: K }> {
  if (evidence?.kind !== kind) throw new Error(`${signal} gave ${evidence?.kind ?? 'no'} evidence, not ${kind}`);
  return evidence as Extract<Evidence, { kind: K }>;
}

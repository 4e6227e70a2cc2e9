import type { Span } from '../evidence.js';
import type { AnyProfiled } from '../profile.js';
import { textsOf } from '../records.js';
import { sharedPhrases } from '../signals/shared-phrases.js';
import type { LexicalForm, LexicalPart, LexicalUnit, SignalContext } from '../signals/signal.js';
import { normalize } from '../text/normalize.js';
import { cosine, dot, forEachShared } from '../text/sparse-vector.js';
import type { SparseVector } from '../text/sparse-vector.js';
import type { TermStatistics } from '../text/term-statistics.js';
import { numbersContradict, objectsContradict } from './contradictions.js';
import { peopleContradict } from './people.js';

/** Raise it when likeness changes: every record is then checked again in the background. */
export const DUPLICATES_VERSION = 1;

/**
 * From this likeness two records are shown as suspected duplicates. Those of one organization share its way of telling
 * who it is and what it has, so they must be more alike. Chosen on one half of planted pairs (docs/duplicates.md).
 */
const SUSPECTED_FROM = { otherOrganization: 0.47, sameOrganization: 0.57 } as const;
/** Two records with one title are suspected however their bodies differ. */
const SAME_TITLE = 0.8;
/** From here on the wording is copied, and another object in the same words is another record. */
const COPIED_FROM = 0.65;

/** What a person says of two suspected records. */
export const DUPLICATE_VERDICTS = ['same', 'different'] as const;
export type DuplicateVerdict = (typeof DUPLICATE_VERDICTS)[number];

/** A phrase both records use, with its places in the stored texts. */
export interface DuplicatePhrase {
  text: string;
  first: Span;
  second: Span;
}

/** What a suspicion rests on, to be judged by a person. */
export interface DuplicateEvidence {
  sameTitle: boolean;
  /** Cosine of the embeddings; null without a model. */
  similarity: number | null;
  /** The most telling ones first. */
  phrases: DuplicatePhrase[];
}

/** 疑似重复: two records of one kind that seem to say the same. */
export interface SuspectedDuplicate {
  /** 0–1; not a probability. */
  likeness: number;
  evidence: DuplicateEvidence;
}

/**
 * How alike two records of one kind are, 0–1, and 0 where people, numbers or objects contradict.
 */
export function likenessOf(a: AnyProfiled, b: AnyProfiled, context: SignalContext): number {
  const [formOfA, formOfB] = [context.lexicalForm(a), context.lexicalForm(b)];
  const whole = bodyOf(a) !== '' && bodyOf(b) !== '';
  const part: LexicalPart = whole ? 'whole' : 'title';
  const alike = (unit: LexicalUnit): number => cosine(formOfA.vector(part, unit), formOfB.vector(part, unit));
  const meaning = similarityOf(a, b, whole ? 'body' : 'title');
  const views = [
    alike('character'),
    alike('bigram'),
    containment(formOfA, formOfB, part, context.statistics),
    ...(meaning === null ? [] : [Math.max(0, meaning)]),
  ];
  const words = views.reduce((sum, one) => sum + one, 0) / views.length;
  const likeness = isSameTitle(a, b) ? Math.max(words, SAME_TITLE) : words;
  if (!isSuspected(a, b, likeness)) return likeness;
  if (peopleContradict(a.record.content, b.record.content)) return 0;
  if (numbersContradict(a.record.content, b.record.content)) return 0;
  return words >= COPIED_FROM && objectsContradict(a, b, formOfA, formOfB) ? 0 : likeness;
}

export const isSuspected = (a: AnyProfiled, b: AnyProfiled, likeness: number): boolean =>
  likeness >=
  SUSPECTED_FROM[a.record.organizationId === b.record.organizationId ? 'sameOrganization' : 'otherOrganization'];

/** The suspicion that two records are the same, or null where there is none. */
export function suspect(first: AnyProfiled, second: AnyProfiled, context: SignalContext): SuspectedDuplicate | null {
  const likeness = likenessOf(first, second, context);
  if (!isSuspected(first, second, likeness)) return null;
  const phrases = sharedPhrases(context.lexicalForm(first), context.lexicalForm(second), context.statistics);
  const similarity = similarityOf(first, second, 'body');
  return {
    likeness: round(likeness),
    evidence: {
      sameTitle: isSameTitle(first, second),
      similarity: similarity === null ? null : round(similarity),
      phrases: phrases.map(({ text, need, supply }) => ({ text, first: need, second: supply })),
    },
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const bodyOf = ({ record }: AnyProfiled): string => textsOf(record.content).body.trim();

/** Letters, digits and Han characters of a title alone: spaces, brackets and widths make no other title. */
const titleKey = ({ record }: AnyProfiled): string => normalize(record.content.title).replace(/[^\p{L}\p{N}]+/gu, '');
const isSameTitle = (a: AnyProfiled, b: AnyProfiled): boolean => titleKey(a) !== '' && titleKey(a) === titleKey(b);

function similarityOf(a: AnyProfiled, b: AnyProfiled, of: 'title' | 'body'): number | null {
  const vector = ({ profile }: AnyProfiled): Float32Array | null =>
    of === 'title' ? profile.titleVector : profile.bodyVector;
  const [one, other] = [vector(a), vector(b)];
  return one && other && a.profile.model === b.profile.model ? dot(one, other) : null;
}

/** Share of the shorter one's bigrams, by telling power, that the other one has too: an excerpt is a duplicate. */
function containment(a: LexicalForm, b: LexicalForm, part: LexicalPart, statistics: TermStatistics): number {
  const [ofA, ofB] = [a.vector(part, 'bigram'), b.vector(part, 'bigram')];
  const shorter = Math.min(telling(ofA, statistics), telling(ofB, statistics));
  if (shorter === 0) return 0;
  let shared = 0;
  forEachShared(ofA, ofB, (hash) => (shared += statistics.weightOf(hash)));
  return Math.min(1, shared / shorter);
}

/** Kept with each vector: a record is held against many. */
const tellingPowers = new WeakMap<SparseVector, number>();

function telling(vector: SparseVector, statistics: TermStatistics): number {
  let power = tellingPowers.get(vector);
  if (power === undefined) {
    power = vector.hashes.reduce((sum, hash) => sum + statistics.weightOf(hash), 0);
    tellingPowers.set(vector, power);
  }
  return power;
}

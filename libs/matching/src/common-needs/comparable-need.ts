import { retrievalVector } from '../profile.js';
import type { ProfiledNeed } from '../profile.js';
import { textsOf } from '../records.js';
import { normalize } from '../text/normalize.js';
import { cosine, dot, tfIdf } from '../text/sparse-vector.js';
import type { SparseVector } from '../text/sparse-vector.js';
import { hashesOf } from '../text/term-hash.js';
import type { TermStatistics } from '../text/term-statistics.js';
import { sectorOf } from './sector.js';
import type { Sector } from './sector.js';

/** What grouping keeps of a need: some 10 KB, so that ten thousand fit into memory where their profiles would not. */
export interface ComparableNeed {
  id: string;
  organizationId: string;
  sector: Sector;
  /** Identity of the embedding model; vectors of two models are not compared. */
  model: string | null;
  /** Mean of title and body, unit length; null without a model. */
  vector: Float32Array | null;
  /** Bigrams of the title, and of the whole text, as unit TF-IDF vectors. */
  title: SparseVector;
  text: SparseVector;
}

export function comparableNeed(need: ProfiledNeed, statistics: TermStatistics): ComparableNeed {
  const { title, body } = textsOf(need.record.content);
  const bigrams = (text: string): SparseVector => tfIdf(hashesOf(normalize(text), 'bigram'), statistics);
  return {
    id: need.record.id,
    organizationId: need.record.organizationId,
    sector: sectorOf(need),
    model: need.profile.model,
    vector: retrievalVector(need.profile),
    title: bigrams(title),
    text: bigrams(`${title}\n${body}`),
  };
}

/** Cosine of the embeddings, or null where they cannot be compared. */
export const meaningOf = (a: ComparableNeed, b: ComparableNeed): number | null =>
  a.vector && b.vector && a.model === b.model ? Math.max(0, dot(a.vector, b.vector)) : null;

/**
 * How much two needs ask for the same, 0–1; not a probability, and the same whichever is given first. Mean of nearness in
 * meaning (twice) and of the shared bigrams of titles and of whole texts, over what is known.
 */
export function needLikeness(a: ComparableNeed, b: ComparableNeed): number {
  const meaning = meaningOf(a, b);
  const words = (cosine(a.title, b.title) + cosine(a.text, b.text)) / 2;
  return meaning === null ? words : (meaning + words) / 2;
}

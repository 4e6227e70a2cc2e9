import { retrievalVector } from '../profile.js';
import type { ProfiledNeed } from '../profile.js';
import { textsOf } from '../records.js';
import type { Steps } from '../steps.js';
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
  /** Bigrams and characters of the whole text as unit TF-IDF vectors. */
  bigrams: SparseVector;
  characters: SparseVector;
}

export function comparableNeed(need: ProfiledNeed, statistics: TermStatistics): ComparableNeed {
  const { title, body } = textsOf(need.record.content);
  const text = normalize(`${title}\n${body}`);
  return {
    id: need.record.id,
    organizationId: need.record.organizationId,
    sector: sectorOf(need),
    model: need.profile.model,
    vector: retrievalVector(need.profile),
    bigrams: tfIdf(hashesOf(text, 'bigram'), statistics),
    characters: tfIdf(hashesOf(text, 'character'), statistics),
  };
}

/** Cosine of the embeddings, or null where they cannot be compared. */
export const meaningOf = (a: ComparableNeed, b: ComparableNeed): number | null =>
  a.vector && b.vector && a.model === b.model ? Math.max(0, dot(a.vector, b.vector)) : null;

/**
 * The needs with their terms weighed by how many of them have each, too: what most of them say ("希望提供方案", or the same
 * trade throughout) tells none from another. In the order given.
 */
export function* weighedAmongEachOther(needs: readonly ComparableNeed[]): Steps<ComparableNeed[]> {
  const [havingBigram, havingCharacter] = [new Map<number, number>(), new Map<number, number>()];
  for (const { bigrams, characters } of needs) {
    count(bigrams, havingBigram);
    count(characters, havingCharacter);
    yield undefined;
  }
  const weighed: ComparableNeed[] = [];
  for (const need of needs) {
    weighed.push({
      ...need,
      bigrams: reweighed(need.bigrams, havingBigram, needs.length),
      characters: reweighed(need.characters, havingCharacter, needs.length),
    });
    yield undefined;
  }
  return weighed;
}

function count({ hashes }: SparseVector, having: Map<number, number>): void {
  for (const hash of hashes) having.set(hash, (having.get(hash) ?? 0) + 1);
}

function reweighed({ hashes, weights }: SparseVector, having: ReadonlyMap<number, number>, of: number): SparseVector {
  const telling = weights.map((weight, i) => weight * Math.log((of + 1) / (having.get(hashes[i]!)! + 0.5)));
  const length = Math.sqrt(telling.reduce((sum, weight) => sum + weight * weight, 0)) || 1;
  return { hashes, weights: telling.map((weight) => weight / length) };
}

/**
 * How much two needs ask for the same, 0–1; not a probability, and the same whichever is given first. Mean of nearness in
 * meaning and of the bigrams and characters both use, over what is known.
 */
export function needLikeness(a: ComparableNeed, b: ComparableNeed): number {
  const views = [cosine(a.bigrams, b.bigrams), cosine(a.characters, b.characters), meaningOf(a, b)];
  const known = views.filter((view) => view !== null);
  return known.reduce((sum, view) => sum + view, 0) / known.length;
}

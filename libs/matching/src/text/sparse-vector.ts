import type { TermStatistics } from './term-statistics.js';

/**
 * Unit-length TF-IDF vector over hashed terms. Sorted by hash, so that a cosine is one merge of two arrays and its sum
 * runs in the same order on every machine; two terms that share a hash (one pair in four billion) count as one.
 */
export interface SparseVector {
  /** 32-bit hashes of the terms, ascending. */
  hashes: Uint32Array;
  weights: Float64Array;
}

/** FNV-1a over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) {
    hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** (1 + ln tf) · idf, normalised to length 1; empty for no terms. */
export function tfIdf(terms: readonly string[], statistics: TermStatistics): SparseVector {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const weighed: [number, number][] = [];
  for (const [term, count] of counts) weighed.push([hashOf(term), (1 + Math.log(count)) * statistics.weight(term)]);
  weighed.sort(([a], [b]) => a - b);
  const length = Math.sqrt(weighed.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
  return {
    hashes: Uint32Array.from(weighed, ([hash]) => hash),
    weights: Float64Array.from(weighed, ([, weight]) => weight / length),
  };
}

/** Calls `found` for every term two vectors share, with the product of its weights. */
export function forEachShared(a: SparseVector, b: SparseVector, found: (hash: number, product: number) => void): void {
  let i = 0;
  let j = 0;
  while (i < a.hashes.length && j < b.hashes.length) {
    const left = a.hashes[i]!;
    const right = b.hashes[j]!;
    if (left === right) found(left, a.weights[i++]! * b.weights[j++]!);
    else if (left < right) i++;
    else j++;
  }
}

/** Cosine of two unit-length sparse vectors, 0–1. */
export function cosine(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  let i = 0;
  let j = 0;
  const left = a.hashes;
  const right = b.hashes;
  while (i < left.length && j < right.length) {
    const difference = left[i]! - right[j]!;
    if (difference === 0) sum += a.weights[i++]! * b.weights[j++]!;
    else if (difference < 0) i++;
    else j++;
  }
  return sum;
}

/** Cosine of two unit-length dense vectors of the same size, −1–1. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

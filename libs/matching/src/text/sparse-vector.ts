import type { TermStatistics } from './term-statistics.js';

/** Unit-length TF-IDF vector: term → weight. */
export type SparseVector = ReadonlyMap<string, number>;

/** (1 + ln tf) · idf, normalised to length 1; empty for no terms. */
export function tfIdf(terms: readonly string[], statistics: TermStatistics): SparseVector {
  const vector = new Map<string, number>();
  for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + 1);
  let squares = 0;
  for (const [term, count] of vector) {
    const weight = (1 + Math.log(count)) * statistics.weight(term);
    vector.set(term, weight);
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  for (const [term, weight] of vector) vector.set(term, weight / length);
  return vector;
}

/** Cosine of two unit-length sparse vectors, 0–1. */
export function cosine(a: SparseVector, b: SparseVector): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of few) {
    const other = many.get(term);
    if (other !== undefined) sum += weight * other;
  }
  return sum;
}

/** Cosine of two unit-length dense vectors of the same size, −1–1. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

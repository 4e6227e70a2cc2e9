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

/**
 * (1 + ln tf) · idf, normalised to length 1; empty for no terms.
 * @param hashes of all terms of a text, repeats kept, in any order; sorted in place
 */
export function tfIdf(hashes: Uint32Array, statistics: TermStatistics): SparseVector {
  hashes.sort();
  const [distinct, weights] = [new Uint32Array(hashes.length), new Float64Array(hashes.length)];
  let size = 0;
  let squares = 0;
  for (let start = 0, end = 0; start < hashes.length; start = end) {
    const hash = hashes[start]!;
    while (end < hashes.length && hashes[end] === hash) end++;
    const weight = (end - start === 1 ? 1 : 1 + Math.log(end - start)) * statistics.weightOf(hash);
    distinct[size] = hash;
    weights[size++] = weight;
    squares += weight * weight;
  }
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < size; i++) weights[i] = weights[i]! / length;
  return inOneBlock(distinct, weights, size);
}

/** The first of both, in memory of their own and side by side: each block costs the garbage collector. */
function inOneBlock(hashes: Uint32Array, weights: Float64Array, size: number): SparseVector {
  const block = new ArrayBuffer(12 * size);
  const vector = { weights: new Float64Array(block, 0, size), hashes: new Uint32Array(block, 8 * size, size) };
  vector.hashes.set(hashes.subarray(0, size));
  vector.weights.set(weights.subarray(0, size));
  return vector;
}

/** Mean of unit-length vectors: its product with another is the mean of their cosines with that one. */
export function meanOf(a: SparseVector, b: SparseVector): SparseVector {
  const hashes = new Uint32Array(a.hashes.length + b.hashes.length);
  const weights = new Float64Array(hashes.length);
  let size = 0;
  for (let i = 0, j = 0; i < a.hashes.length || j < b.hashes.length;) {
    const left = i < a.hashes.length ? a.hashes[i]! : Infinity;
    const right = j < b.hashes.length ? b.hashes[j]! : Infinity;
    hashes[size] = Math.min(left, right);
    const sum = (left <= right ? a.weights[i++]! : 0) + (right <= left ? b.weights[j++]! : 0);
    weights[size++] = sum / 2;
  }
  return inOneBlock(hashes, weights, size);
}

/** Whether a vector has a term, by its hash. */
export function has({ hashes }: SparseVector, hash: number): boolean {
  let [low, high] = [0, hashes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hashes[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === hash;
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

/** Sum of products over shared terms: of two unit-length vectors their cosine, 0–1. */
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

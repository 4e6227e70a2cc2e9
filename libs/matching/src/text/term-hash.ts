import { isHan, runsOf } from './normalize.js';

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const mix = (hash: number, unit: number): number => Math.imul(hash ^ unit, PRIME);

/** FNV-1a over UTF-16 units, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function hashOf(term: string): number {
  let hash = OFFSET;
  for (let i = 0; i < term.length; i++) hash = mix(hash, term.charCodeAt(i));
  return hash >>> 0;
}

/** Hashes of `charactersOf` or, two at a time, `bigramsOf`, without making a string for each. */
export function hashesOf(normal: string, unit: 'character' | 'bigram'): Uint32Array {
  const size = unit === 'character' ? 1 : 2;
  const hashes = new Uint32Array(normal.length);
  let count = 0;
  for (const run of runsOf(normal)) {
    if (!isHan(run)) {
      hashes[count++] = hashOf(run);
      continue;
    }
    for (let i = 0; i + size <= run.length; i++) {
      const first = mix(OFFSET, run.charCodeAt(i));
      hashes[count++] = size === 1 ? first : mix(first, run.charCodeAt(i + 1));
    }
  }
  return hashes.slice(0, count);
}

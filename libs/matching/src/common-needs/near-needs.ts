import type { Steps } from '../steps.js';
import type { SparseVector } from '../text/sparse-vector.js';
import { meaningOf } from './comparable-need.js';
import type { ComparableNeed } from './comparable-need.js';
import { mayMeet } from './sector.js';

/** Neighbours kept of each need by either search. */
const NEAREST = 25;
/** Telling bigrams a need is looked up by. */
const LOOKED_UP = 30;
/** Below this nearness in meaning nothing is a neighbour. */
const LEAST_MEANING = 0.2;

/**
 * Pairs worth comparing, by position, `first < second`: each need's nearest in meaning and those that share its most
 * telling bigrams, in industries that may go together. A step is one need.
 *
 * The search by meaning compares every pair: n²/2 products of vectors. That by bigrams reads n × LOOKED_UP short lists.
 */
export function* nearNeeds(needs: readonly ComparableNeed[]): Steps<[number, number][]> {
  const lookup = new BigramLookup(needs.length);
  for (const { bigrams } of needs) {
    lookup.add(bigrams);
    yield undefined;
  }
  const later = needs.map(() => new Set<number>());
  const keep = (from: number, nearest: Nearest): void => {
    for (const { at } of nearest.kept()) later[Math.min(from, at)]!.add(Math.max(from, at));
  };
  const byMeaning = needs.map(() => new Nearest());
  for (const [i, need] of needs.entries()) {
    for (let j = 0; j < i; j++) {
      const other = needs[j]!;
      const meaning = mayMeet(need.sector, other.sector) ? meaningOf(need, other) : null;
      if (meaning === null || meaning < LEAST_MEANING) continue;
      byMeaning[i]!.offer(j, meaning);
      byMeaning[j]!.offer(i, meaning);
    }
    const byWords = new Nearest();
    for (const [j, weight] of lookup.sharing(i)) {
      if (mayMeet(need.sector, needs[j]!.sector)) byWords.offer(j, weight);
    }
    keep(i, byWords);
    yield i + 1;
  }
  for (const [i, nearest] of byMeaning.entries()) {
    keep(i, nearest);
    yield undefined;
  }
  const pairs: [number, number][] = [];
  for (const [first, seconds] of later.entries()) {
    for (const second of [...seconds].sort((a, b) => a - b)) pairs.push([first, second]);
    yield undefined;
  }
  return pairs;
}

/** The best NEAREST of what is offered; of equals those that come first. */
class Nearest {
  private all: { at: number; weight: number }[] = [];
  /** What is below has been beaten by enough others. */
  private floor = 0;

  offer(at: number, weight: number): void {
    if (weight < this.floor) return;
    this.all.push({ at, weight });
    if (this.all.length < 4 * NEAREST) return;
    this.all = this.kept();
    this.floor = this.all.at(-1)!.weight;
  }

  kept(): { at: number; weight: number }[] {
    return this.all.sort((a, b) => b.weight - a.weight || a.at - b.at).slice(0, NEAREST);
  }
}

/** Which needs have which bigram, of those that tell something. */
class BigramLookup {
  private readonly lists = new Map<number, { at: number; weight: number }[]>();
  private readonly asked: { hash: number; weight: number }[][] = [];
  private readonly longest: number;

  constructor(count: number) {
    // What a twentieth of all needs say tells them from nothing.
    this.longest = Math.max(50, count / 20);
  }

  /** The next need, in the order of positions. */
  add({ hashes, weights }: SparseVector): void {
    const at = this.asked.length;
    const terms = [...hashes].map((hash, i) => ({ hash, weight: weights[i]! }));
    for (const { hash, weight } of terms) {
      const list = this.lists.get(hash);
      if (list) list.push({ at, weight });
      else this.lists.set(hash, [{ at, weight }]);
    }
    this.asked.push(terms.sort((a, b) => b.weight - a.weight || a.hash - b.hash).slice(0, LOOKED_UP));
  }

  sharing(of: number): Map<number, number> {
    const found = new Map<number, number>();
    for (const { hash, weight } of this.asked[of]!) {
      const list = this.lists.get(hash)!;
      if (list.length > this.longest) continue;
      for (const other of list) {
        if (other.at !== of) found.set(other.at, (found.get(other.at) ?? 0) + weight * other.weight);
      }
    }
    return found;
  }
}

import type { Steps } from '../steps.js';

/** Two clusters that could become one; `a` and `b` are their numbers. */
interface Link {
  a: number;
  b: number;
  likeness: number;
}

export interface Cluster<T> {
  /** Positions of its items, ascending. */
  items: number[];
  /** What decides whether it may join another. */
  label: T;
}

export interface AverageLink<T> {
  /** One cluster of one or more items each to begin with; no item in two. */
  start: readonly Cluster<T>[];
  /** Pairs of items to look at. A pair that is not here joins nothing by itself, but counts where others do. */
  pairs: readonly (readonly [number, number])[];
  likeness: (a: number, b: number) => number;
  /** The label of two clusters joined; null where they must stay apart. */
  join: (a: T, b: T) => T | null;
  /** Mean likeness of all pairs between two clusters from which they are joined. */
  from: number;
}

/**
 * Agglomerative clustering by average link: again and again the two clusters that are likest on average become one, while
 * they are alike enough. Equals go by the number of the first cluster, so the same input gives the same clusters.
 *
 * Joining two clusters makes neither likelier to a third than the likelier of the two was: a link below `from` can be
 * forgotten. So a join costs the neighbours of both, and the whole pairs · log pairs plus the likenesses it lacks. A step
 * is at most one item against a cluster.
 */
export function* averageLink<T>({ start, pairs, likeness, join, from }: AverageLink<T>): Steps<Cluster<T>[]> {
  const clusters: (Cluster<T> | null)[] = start.map(({ items, label }) => ({ items: [...items], label }));
  const clusterOf = new Map(
    clusters.flatMap((cluster, number) => cluster!.items.map((item) => [item, number] as const)),
  );
  const links: Map<number, number>[] = clusters.map(() => new Map<number, number>());
  const queue = new LikestFirst();
  function* cross(a: Cluster<T>, b: Cluster<T>): Steps<number> {
    let sum = 0;
    for (const one of a.items) {
      for (const other of b.items) sum += likeness(one, other);
      yield undefined;
    }
    return sum;
  }
  const link = (a: number, b: number, sum: number): void => {
    const [one, other] = [clusters[a]!, clusters[b]!];
    const mean = sum / (one.items.length * other.items.length);
    if (mean < from || join(one.label, other.label) === null) return;
    links[a]!.set(b, sum);
    links[b]!.set(a, sum);
    queue.add({ a: Math.min(a, b), b: Math.max(a, b), likeness: mean });
  };
  for (const [i, j] of pairs) {
    const [a, b] = [clusterOf.get(i)!, clusterOf.get(j)!];
    if (a !== b && !links[a]!.has(b)) link(a, b, yield* cross(clusters[a]!, clusters[b]!));
  }
  for (let next = queue.take(); next; next = queue.take()) {
    const [one, other] = [clusters[next.a], clusters[next.b]];
    if (!one || !other) continue;
    const label = join(one.label, other.label);
    if (label === null) continue;
    const number = clusters.length;
    clusters.push({ items: [...one.items, ...other.items].sort((i, j) => i - j), label });
    links.push(new Map());
    [clusters[next.a], clusters[next.b]] = [null, null];
    const [ofOne, ofOther] = [links[next.a]!, links[next.b]!];
    for (const neighbour of new Set([...ofOne.keys(), ...ofOther.keys()])) {
      const third = clusters[neighbour];
      if (!third) continue;
      const sumOfOne = ofOne.get(neighbour) ?? (yield* cross(one, third));
      const sumOfOther = ofOther.get(neighbour) ?? (yield* cross(other, third));
      links[neighbour]!.delete(next.a);
      links[neighbour]!.delete(next.b);
      link(number, neighbour, sumOfOne + sumOfOther);
    }
    ofOne.clear();
    ofOther.clear();
  }
  return clusters.filter((cluster) => cluster !== null);
}

/** A binary heap: the likest link on top, then the one of the earlier clusters. */
class LikestFirst {
  private readonly heap: Link[] = [];

  add(link: Link): void {
    const { heap } = this;
    let at = heap.push(link) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(link, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = link;
  }

  take(): Link | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

const isBefore = (one: Link, other: Link): boolean =>
  one.likeness > other.likeness ||
  (one.likeness === other.likeness && (one.a < other.a || (one.a === other.a && one.b < other.b)));

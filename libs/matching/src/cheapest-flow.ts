/** A flow from left nodes over edges of capacity 1 to right nodes. Costs are whole numbers, none above 0. */
export interface FlowTask {
  /** Most that flows in all. */
  most: number;
  /** What the first, second, … unit through each left node costs, rising; after those, units cost nothing. */
  left: readonly (readonly number[])[];
  /** Most that each right node takes, at least 1. */
  right: readonly number[];
  edges: readonly { left: number; right: number; cost: number }[];
}

/** Arcs as parallel lists; arc `a ^ 1` is the way back of arc `a`. */
class Network {
  readonly to: number[] = [];
  readonly room: number[] = [];
  readonly cost: number[] = [];
  readonly out: number[][];

  constructor(nodes: number) {
    this.out = Array.from({ length: nodes }, () => []);
  }

  connect(from: number, to: number, room: number, cost: number): number {
    const arc = this.to.length;
    this.to.push(to, from);
    this.room.push(room, 0);
    this.cost.push(cost, -cost);
    this.out[from]?.push(arc);
    this.out[to]?.push(arc + 1);
    return arc;
  }
}

/**
 * Which edges the cheapest flow uses: successive shortest paths with potentials (Edmonds and Karp 1972), exact. Since no
 * edge costs more than nothing, as much flows as can. The same task gives the same flow.
 */
export function cheapestFlow({ most, left, right, edges }: FlowTask): boolean[] {
  const source = left.length + right.length;
  const sink = source + 1;
  const net = new Network(sink + 1);
  const arcs = edges.map((edge) => net.connect(edge.left, left.length + edge.right, 1, edge.cost));
  left.forEach((costs, node) => {
    for (const cost of costs) net.connect(source, node, 1, cost);
    net.connect(source, node, most, 0);
  });
  right.forEach((room, node) => net.connect(left.length + node, sink, room, 0));

  const potential = startPotential({ most, left, right, edges });
  for (let flow = 0; flow < most; flow++) {
    const path = shortestPath(net, potential, source, sink);
    if (!path) break;
    for (const arc of path) {
      net.room[arc] = (net.room[arc] ?? 0) - 1;
      net.room[arc ^ 1] = (net.room[arc ^ 1] ?? 0) + 1;
    }
  }
  return arcs.map((arc) => net.room[arc] === 0);
}

/** Minus the distance to the sink: with it no arc is cheaper than nothing, as the search for shortest paths needs. */
function startPotential({ left, right, edges }: FlowTask): number[] {
  const potential = Array.from({ length: left.length + right.length + 2 }, () => 0);
  for (const { left: node, cost } of edges) potential[node] = Math.max(potential[node] ?? 0, -cost);
  potential[left.length + right.length] = left.reduce(
    (most, costs, node) => Math.max(most, (potential[node] ?? 0) - (costs[0] ?? 0)),
    0,
  );
  return potential;
}

/** Arcs of a cheapest way from source to sink, or null; moves the potentials on. */
function shortestPath(net: Network, potential: number[], source: number, sink: number): number[] | null {
  const distance = new Map<number, number>([[source, 0]]);
  const by = new Map<number, number>();
  const settled = new Set<number>();
  const queue = new MinHeap();
  queue.push(0, source);
  for (let node = queue.pop(); node !== null; node = queue.pop()) {
    if (settled.has(node)) continue;
    settled.add(node);
    if (node === sink) break;
    const soFar = (distance.get(node) ?? 0) + (potential[node] ?? 0);
    for (const arc of net.out[node] ?? []) {
      if ((net.room[arc] ?? 0) === 0) continue;
      const next = net.to[arc] ?? 0;
      const far = soFar + (net.cost[arc] ?? 0) - (potential[next] ?? 0);
      if (far >= (distance.get(next) ?? Infinity)) continue;
      distance.set(next, far);
      by.set(next, arc);
      queue.push(far, next);
    }
  }
  if (!settled.has(sink)) return null;
  const far = distance.get(sink) ?? 0;
  // What lies beyond the sink moves by as much as the sink: relative to it nothing changes there.
  for (const node of settled) potential[node] = (potential[node] ?? 0) + (distance.get(node) ?? 0) - far;
  const path: number[] = [];
  for (let node = sink; node !== source;) {
    const arc = by.get(node) ?? 0;
    path.push(arc);
    node = net.to[arc ^ 1] ?? source;
  }
  return path;
}

/** Smallest key first; equal keys by the smaller node. */
class MinHeap {
  private readonly items: { key: number; node: number }[] = [];

  push(key: number, node: number): void {
    const { items } = this;
    let at = items.push({ key, node }) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(at, above)) break;
      this.swap(at, above);
      at = above;
    }
  }

  pop(): number | null {
    const { items } = this;
    const [first] = items;
    const last = items.pop();
    if (!first || !last) return null;
    if (items.length > 0) {
      items[0] = last;
      for (let at = 0; ;) {
        let least = at;
        for (const below of [2 * at + 1, 2 * at + 2]) {
          if (below < items.length && this.isBefore(below, least)) least = below;
        }
        if (least === at) break;
        this.swap(at, least);
        at = least;
      }
    }
    return first.node;
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.items[a], this.items[b]];
    if (!one || !other) return false;
    return one.key < other.key || (one.key === other.key && one.node < other.node);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.items[a], this.items[b]];
    if (one && other) [this.items[a], this.items[b]] = [other, one];
  }
}

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
  const distance = new Float64Array(net.out.length).fill(Infinity);
  const by = new Int32Array(net.out.length);
  const settled: number[] = [];
  const isSettled = new Uint8Array(net.out.length);
  const queue = new MinHeap();
  distance[source] = 0;
  queue.push(0, source);
  for (let node = queue.pop(); node !== null; node = queue.pop()) {
    if (isSettled[node] === 1) continue;
    isSettled[node] = 1;
    settled.push(node);
    if (node === sink) break;
    const soFar = (distance[node] ?? 0) + (potential[node] ?? 0);
    for (const arc of net.out[node] ?? []) {
      if (net.room[arc] === 0) continue;
      const next = net.to[arc] ?? 0;
      const far = soFar + (net.cost[arc] ?? 0) - (potential[next] ?? 0);
      if (far >= (distance[next] ?? 0) || far > (distance[sink] ?? 0)) continue;
      distance[next] = far;
      by[next] = arc;
      queue.push(far, next);
    }
  }
  if (isSettled[sink] === 0) return null;
  const far = distance[sink] ?? 0;
  // What lies beyond the sink moves by as much as the sink: relative to it nothing changes there.
  for (const node of settled) potential[node] = (potential[node] ?? 0) + (distance[node] ?? 0) - far;
  const path: number[] = [];
  for (let node = sink; node !== source;) {
    const arc = by[node] ?? 0;
    path.push(arc);
    node = net.to[arc ^ 1] ?? source;
  }
  return path;
}

/** Smallest key first; equal keys by the smaller node. */
class MinHeap {
  private readonly keys: number[] = [];
  private readonly nodes: number[] = [];

  push(key: number, node: number): void {
    const { keys, nodes } = this;
    let at = keys.length;
    for (; at > 0;) {
      const above = (at - 1) >> 1;
      if (!isBefore(key, node, keys[above] ?? 0, nodes[above] ?? 0)) break;
      keys[at] = keys[above] ?? 0;
      nodes[at] = nodes[above] ?? 0;
      at = above;
    }
    keys[at] = key;
    nodes[at] = node;
  }

  pop(): number | null {
    const { keys, nodes } = this;
    const [first] = nodes;
    const [key, node] = [keys.pop(), nodes.pop()];
    if (first === undefined || key === undefined || node === undefined) return null;
    const { length } = keys;
    if (length === 0) return first;
    let at = 0;
    for (let below = 1; below < length; below = 2 * at + 1) {
      const right = below + 1;
      if (right < length && isBefore(keys[right] ?? 0, nodes[right] ?? 0, keys[below] ?? 0, nodes[below] ?? 0))
        below = right;
      if (!isBefore(keys[below] ?? 0, nodes[below] ?? 0, key, node)) break;
      keys[at] = keys[below] ?? 0;
      nodes[at] = nodes[below] ?? 0;
      at = below;
    }
    keys[at] = key;
    nodes[at] = node;
    return first;
  }
}

const isBefore = (key: number, node: number, otherKey: number, otherNode: number): boolean =>
  key < otherKey || (key === otherKey && node < otherNode);

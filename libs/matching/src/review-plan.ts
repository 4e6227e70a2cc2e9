import { cheapestFlow } from './cheapest-flow.js';

/** A pairing that may be given to a broker: neither decided nor held. */
export interface OpenPairing {
  id: string;
  needId: string;
  supplyId: string;
  /** See `reviewValueOf`; 0 or more. */
  expectedValue: number;
}

export interface ReviewTask {
  pairings: readonly OpenPairing[];
  /** Needs whose list is to be reviewed, with what was decided on it or is held already. */
  needs: readonly { id: string; given: number }[];
  /** More that each broker can take. */
  brokers: readonly { id: string; left: number }[];
  /** Reviews each need is to get. */
  floor: number;
  /** More reviews that a supply may be in. */
  supplyLeft: (supplyId: string) => number;
}

/**
 * What keeps a need from its reviews. `all-decided`: nothing open is left on its list; `too-few-pairings`: all of it
 * together is less than the floor; `supply-quota`: the supplies that are left are in enough reviews already;
 * `no-broker-capacity`: the brokers are.
 */
export const UNMET_REASONS = ['all-decided', 'too-few-pairings', 'supply-quota', 'no-broker-capacity'] as const;
export type UnmetReason = (typeof UNMET_REASONS)[number];

export interface ReviewPlan {
  /** Pairings by broker, the most valuable first. */
  byBroker: Map<string, OpenPairing[]>;
  /** Needs that get fewer reviews than the floor, ordered by id. */
  unmet: { needId: string; wanted: number; given: number; reason: UnmetReason }[];
}

/** Expected values are compared to six places. */
const SCALE = 1e6;

/**
 * Who reviews what, within everyone's capacity. First comes fairness: with a floor of 3 a need's first review counts 3, its
 * second 2, its third 1, and the sum over all needs is as large as it can be; so no need gets a second while another could
 * have a first instead. Among all such plans it is the one with the largest sum of expected values. Exact, as a cheapest
 * flow from needs through pairings to supplies, and the same whatever order things come in.
 */
export function planReviews(task: ReviewTask): ReviewPlan {
  const brokers = [...task.brokers].sort(byId);
  const capacity = brokers.reduce((sum, { left }) => sum + left, 0);
  const chosen = chooseWithin(task, capacity);
  return { byBroker: dealOut(chosen, brokers), unmet: unmetOf(task, chosen, chosen.length >= capacity) };
}

function chooseWithin({ pairings, needs, floor, supplyLeft }: ReviewTask, capacity: number): OpenPairing[] {
  const given = new Map(needs.map((need) => [need.id, need.given]));
  const open = pairings.filter(({ needId, supplyId }) => given.has(needId) && supplyLeft(supplyId) > 0).sort(byId);
  const needIds = [...new Set(open.map(({ needId }) => needId))].sort();
  const supplyIds = [...new Set(open.map(({ supplyId }) => supplyId))].sort();
  const needAt = new Map(needIds.map((id, i) => [id, i]));
  const supplyAt = new Map(supplyIds.map((id, i) => [id, i]));
  const values = open.map(({ expectedValue }) => Math.round(expectedValue * SCALE));
  // One step of fairness outweighs every value that could be chosen together.
  const step = capacity * values.reduce((most, value) => Math.max(most, value), 0) + 1;
  const used = cheapestFlow({
    most: capacity,
    left: needIds.map((id) => {
      const lacking = Math.max(0, floor - (given.get(id) ?? 0));
      return Array.from({ length: lacking }, (_, i) => -(lacking - i) * step);
    }),
    right: supplyIds.map(supplyLeft),
    edges: open.map(({ needId, supplyId }, i) => ({
      left: needAt.get(needId) ?? 0,
      right: supplyAt.get(supplyId) ?? 0,
      cost: -(values[i] ?? 0),
    })),
  });
  return open.filter((_pairing, i) => used[i]);
}

/** A need's pairings go to one broker while they fit, so that it is read once; then to whoever has most room. */
function dealOut(chosen: readonly OpenPairing[], brokers: ReviewTask['brokers']): Map<string, OpenPairing[]> {
  const byBroker = new Map<string, OpenPairing[]>(brokers.map(({ id }) => [id, []]));
  const room = new Map(brokers.map(({ id, left }) => [id, left]));
  const roomiest = (): string =>
    [...room].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0] as [string, number])[0];
  const held = new Map<string, string>();
  for (const pairing of [...chosen].sort(byValue)) {
    const same = held.get(pairing.needId);
    const broker = same !== undefined && (room.get(same) ?? 0) > 0 ? same : roomiest();
    held.set(pairing.needId, broker);
    room.set(broker, (room.get(broker) ?? 0) - 1);
    byBroker.get(broker)?.push(pairing);
  }
  return byBroker;
}

function unmetOf(
  { pairings, needs, floor, supplyLeft }: ReviewTask,
  chosen: readonly OpenPairing[],
  isFull: boolean,
): ReviewPlan['unmet'] {
  const planned = new Set(chosen.map(({ id }) => id));
  const uses = countsOf(chosen, ({ supplyId }) => supplyId);
  const given = countsOf(chosen, ({ needId }) => needId);
  const rest = new Map<string, OpenPairing[]>();
  for (const pairing of pairings) {
    if (!planned.has(pairing.id)) rest.set(pairing.needId, [...(rest.get(pairing.needId) ?? []), pairing]);
  }
  const hasRoom = ({ supplyId }: OpenPairing): boolean => (uses.get(supplyId) ?? 0) < supplyLeft(supplyId);
  return [...needs].sort(byId).flatMap((need): ReviewPlan['unmet'] => {
    const now = need.given + (given.get(need.id) ?? 0);
    if (now >= floor) return [];
    const left = rest.get(need.id) ?? [];
    const nothingLeft = (given.get(need.id) ?? 0) === 0 && need.given > 0 ? 'all-decided' : 'too-few-pairings';
    const reason =
      left.length === 0 ? nothingLeft : isFull && left.some(hasRoom) ? 'no-broker-capacity' : 'supply-quota';
    return [{ needId: need.id, wanted: floor, given: now, reason }];
  });
}

function countsOf(pairings: readonly OpenPairing[], of: (pairing: OpenPairing) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pairing of pairings) counts.set(of(pairing), (counts.get(of(pairing)) ?? 0) + 1);
  return counts;
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
/** The most valuable first; equal ones by id. */
export const byValue = (a: OpenPairing, b: OpenPairing): number => b.expectedValue - a.expectedValue || byId(a, b);

import type { Steps } from '../steps.js';
import { averageLink } from './average-link.js';
import type { Cluster } from './average-link.js';
import { needLikeness, weighedAmongEachOther } from './comparable-need.js';
import type { ComparableNeed } from './comparable-need.js';
import { nearNeeds } from './near-needs.js';
import { together } from './sector.js';
import type { Sector } from './sector.js';

/** Raise it when grouping changes: proposals are then made anew. */
export const COMMON_NEEDS_VERSION = 1;
/** Different enterprises that make a need a common one. */
export const LEAST_ENTERPRISES = 3;
/** Needs grouped at a time; the search by meaning grows with their square. */
export const MOST_GROUPED = 10_000;
/** Needs of one enterprise among them, beside those that people put somewhere: nobody crowds out the others. */
export const MOST_OF_AN_ENTERPRISE = 500;
/** Pairs whose likeness is kept, some 50 MB; beyond, it is worked out each time. */
const MOST_REMEMBERED = 1_000_000;

/** Mean likeness from which needs are taken to ask for the same. Chosen on other planted groups than it is tested on (docs/common-needs.md). */
export const GROUPED_FROM = { withModel: 0.45, byWordsAlone: 0.4 } as const;

/** A group that a person has settled. Its needs stay together and never meet those of another such group. */
export interface SettledGroup {
  id: string;
  needIds: readonly string[];
  /** Needs that a person took out of it. */
  excluded: readonly string[];
}

export interface GroupedNeed {
  id: string;
  /** Mean likeness to the others of the group, 0–1; 1 where it is alone. */
  likeness: number;
}

/** Needs that ask for the same. */
export interface NeedGroup {
  /** The settled group it grew from; null: a new proposal, of at least LEAST_ENTERPRISES enterprises. */
  settledId: string | null;
  /** The most central first. */
  needs: GroupedNeed[];
  /** GB/T 4754 division that all have who state one; null where none does. */
  industry: string | null;
  /** Mean likeness of its pairs, 0–1; 1 for a single need. */
  cohesion: number;
}

interface Label {
  sector: Sector;
  settled: SettledGroup | null;
  /** Needs of it, as far as a person took one of them out of some group. */
  barred: readonly string[];
}

/**
 * Groups of needs that ask for the same in one industry. The order in which needs are given makes no difference.
 */
export function* groupNeeds(
  given: readonly ComparableNeed[],
  settled: readonly SettledGroup[] = [],
  from?: number,
): Steps<NeedGroup[]> {
  const needs = yield* weighedAmongEachOther([...given].sort((a, b) => (a.id < b.id ? -1 : 1)));
  const near = yield* nearNeeds(needs);
  const at = new Map(needs.map(({ id }, i) => [id, i]));
  const present = [...settled]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((group) => ({ group, items: group.needIds.flatMap((id) => at.get(id) ?? []).sort((i, j) => i - j) }))
    .filter(({ items }) => items.length > 0);
  const taken = new Set(present.flatMap(({ items }) => items));
  const everExcluded = new Set(settled.flatMap(({ excluded }) => excluded));
  const likeness = remembered(needs);
  const threshold = from ?? (needs.some(({ vector }) => vector) ? GROUPED_FROM.withModel : GROUPED_FROM.byWordsAlone);
  const start: Cluster<Label>[] = [
    ...present.map(({ group, items }) => ({
      items,
      label: { sector: sectorOfAll(items.map((i) => needs[i]!)), settled: group, barred: [] },
    })),
    ...needs.flatMap(({ id, sector }, i) =>
      taken.has(i) ? [] : [{ items: [i], label: { sector, settled: null, barred: everExcluded.has(id) ? [id] : [] } }],
    ),
  ];
  // Needs that were taken out come last: what is like one of them would be kept from the group with it.
  const free = near.filter((pair) => !pair.some((i) => everExcluded.has(needs[i]!.id)));
  let clusters = yield* averageLink({ start, pairs: free, likeness, join, from: threshold });
  if (free.length < near.length) {
    clusters = yield* averageLink({ start: clusters, pairs: near, likeness, join, from: threshold });
  }
  const groups: NeedGroup[] = [];
  for (const { items, label } of clusters) {
    const isCommon = new Set(items.map((i) => needs[i]!.organizationId)).size >= LEAST_ENTERPRISES;
    if (label.settled || isCommon) groups.push(yield* groupOf(items, label, needs, likeness));
  }
  return groups.sort((a, b) => (a.needs[0]!.id < b.needs[0]!.id ? -1 : 1));
}

function join(a: Label, b: Label): Label | null {
  if (a.settled && b.settled) return null;
  const isBarred = (group: Label, other: Label): boolean =>
    other.barred.some((id) => group.settled?.excluded.includes(id) === true);
  if (isBarred(a, b) || isBarred(b, a)) return null;
  const sector = together(a.sector, b.sector);
  return sector && { sector, settled: a.settled ?? b.settled, barred: [...a.barred, ...b.barred] };
}

/** A person may have put different industries together: then the first need's holds. */
function sectorOfAll(needs: readonly ComparableNeed[]): Sector {
  const [first, ...rest] = needs.map(({ sector }) => sector);
  return rest.reduce((sector, one) => together(sector, one) ?? sector, first!);
}

function* groupOf(
  items: readonly number[],
  { sector, settled }: Label,
  needs: readonly ComparableNeed[],
  likeness: (a: number, b: number) => number,
): Steps<NeedGroup> {
  const grouped: GroupedNeed[] = [];
  for (const i of items) {
    const others = items.filter((j) => j !== i);
    const sum = others.reduce((total, j) => total + likeness(i, j), 0);
    grouped.push({ id: needs[i]!.id, likeness: others.length === 0 ? 1 : round(sum / others.length) });
    yield undefined;
  }
  const cohesion = grouped.reduce((sum, one) => sum + one.likeness, 0) / grouped.length;
  grouped.sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1));
  const coded = items.some((i) => needs[i]!.sector.divisions.length > 0);
  return {
    settledId: settled?.id ?? null,
    needs: grouped,
    industry: coded ? (sector.divisions[0] ?? null) : null,
    cohesion: round(cohesion),
  };
}

/** Likeness by position, each pair compared once as far as they can be kept. */
function remembered(needs: readonly ComparableNeed[]): (a: number, b: number) => number {
  const known = new Map<number, number>();
  return (a, b) => {
    const key = a < b ? a * needs.length + b : b * needs.length + a;
    let likeness = known.get(key);
    if (likeness === undefined) {
      likeness = needLikeness(needs[a]!, needs[b]!);
      if (known.size < MOST_REMEMBERED) known.set(key, likeness);
    }
    return likeness;
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

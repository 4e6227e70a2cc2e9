import { DEFAULT_EXPOSURE_CAP, exposureAt, exposureCapsOf, shownScore } from '#matching';
import type { Side } from '#matching';
import { ndcg } from './metrics.js';
import { compare } from './resampling.js';
import type { Comparison } from './resampling.js';

/** What the platform stores of a need and a supply. */
const LIST_LENGTH: Readonly<Record<Side, number>> = { need: 20, supply: 10 };

/** One need as ranked: candidates with their scores, and what was judged, by place of the supply. */
export interface RankedNeed {
  id: string;
  candidates: { supply: number; score: number }[];
  judged: { supply: number; score: number; grade: number }[];
}

export interface Spread {
  /** Of one supply: 1 ÷ log2(1 + place), summed over needs' lists. */
  largestExposure: number;
  /** Most needs that one supply is among the first five of. */
  mostInFirstFive: number;
  /** Supplies among the first five of some need. */
  seenInFirstFive: number;
  gini: number;
  topPercentShare: number;
}
export interface TwoSides {
  /** Lists by score alone, and as shown. */
  byScore: Spread;
  shown: Spread;
  /** As shown less by score; need by need, supply by supply. */
  cost: Record<Side, Comparison>;
}

interface Stored {
  need: number;
  supply: number;
  score: number;
  rank: Record<Side, number>;
}

/** Lists of both sides by score alone and as they are shown, from the same ranking. */
export function twoSides(needs: readonly RankedNeed[], supplies: number, cap = DEFAULT_EXPOSURE_CAP): TwoSides {
  const caps = exposureCapsOf(cap);
  const all = needs.flatMap(({ candidates }, need) =>
    candidates.map(({ supply, score }): Stored => ({ need, supply, score, rank: { need: 0, supply: 0 } })),
  );
  rankWithin(all, 'need');
  rankWithin(all, 'supply');
  const stored = all.filter(({ rank }) => rank.need <= LIST_LENGTH.need || rank.supply <= LIST_LENGTH.supply);
  rankWithin(stored, 'need');
  rankWithin(stored, 'supply');
  const listOf = (side: Side, capped: boolean): Map<number, Stored[]> => {
    const other: Side = side === 'need' ? 'supply' : 'need';
    const shown = (one: Stored): number => (capped ? shownScore(one.score, one.rank[other], caps[other]) : one.score);
    const lists = groupBy(
      stored.filter(({ rank }) => rank[side] <= LIST_LENGTH[side]),
      side,
    );
    for (const list of lists.values()) list.sort((a, b) => shown(b) - shown(a) || a.rank[side] - b.rank[side]);
    return lists;
  };
  const gains = (side: Side, capped: boolean): (number | null)[] => gainsOf(needs, side, listOf(side, capped));
  const cost = (side: Side): Comparison => compare(gains(side, true), gains(side, false));
  return {
    byScore: spreadOf(listOf('need', false), supplies),
    shown: spreadOf(listOf('need', true), supplies),
    cost: { need: cost('need'), supply: cost('supply') },
  };
}

function groupBy(pairings: readonly Stored[], side: Side): Map<number, Stored[]> {
  const groups = new Map<number, Stored[]>();
  for (const one of pairings) {
    const group = groups.get(one[side]);
    if (group) group.push(one);
    else groups.set(one[side], [one]);
  }
  return groups;
}

function rankWithin(pairings: readonly Stored[], side: Side): void {
  const other: Side = side === 'need' ? 'supply' : 'need';
  for (const group of groupBy(pairings, side).values()) {
    group.sort((a, b) => b.score - a.score || a[other] - b[other]);
    group.forEach((one, place) => (one.rank[side] = place + 1));
  }
}

function spreadOf(lists: ReadonlyMap<number, readonly Stored[]>, supplies: number): Spread {
  const exposure = new Float64Array(supplies);
  const first = new Int32Array(supplies);
  for (const list of lists.values()) {
    list.forEach(({ supply }, place) => {
      exposure[supply]! += exposureAt(place + 1);
      if (place < 5) first[supply]! += 1;
    });
  }
  exposure.sort();
  const total = exposure.reduce((sum, one) => sum + one, 0);
  const weighed = exposure.reduce((sum, one, i) => sum + (2 * (i + 1) - supplies - 1) * one, 0);
  const top = exposure.slice(-Math.ceil(supplies / 100)).reduce((sum, one) => sum + one, 0);
  return {
    largestExposure: exposure.at(-1) ?? 0,
    mostInFirstFive: Math.max(0, ...first),
    seenInFirstFive: first.filter((times) => times > 0).length,
    gini: weighed / supplies / total,
    topPercentShare: top / total,
  };
}

/** nDCG@10 of the judged pairs of every record of one side; what is off its list stands below it, by score. */
function gainsOf(
  needs: readonly RankedNeed[],
  side: Side,
  lists: ReadonlyMap<number, readonly Stored[]>,
): (number | null)[] {
  const places = new Map<string, number>();
  for (const list of lists.values())
    list.forEach(({ need, supply }, place) => places.set(`${need} ${supply}`, LIST_LENGTH[side] + 1 - place));
  const judged = new Map<number, { grades: number[]; orders: number[] }>();
  needs.forEach((one, need) => {
    for (const { supply, score, grade } of one.judged) {
      const owner = side === 'need' ? need : supply;
      const group = judged.get(owner) ?? { grades: [], orders: [] };
      group.grades.push(grade);
      group.orders.push(places.get(`${need} ${supply}`) ?? score);
      judged.set(owner, group);
    }
  });
  return [...judged.values()]
    .filter(({ grades }) => new Set(grades).size > 1)
    .map(({ grades, orders }) => ndcg(grades, orders));
}

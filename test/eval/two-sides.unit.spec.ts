/**
 * 1 Where one supply fits every need a little better than its like, the first places are shared out: the most wanted
 *   stands first where it is needed most, and on every list still.
 * 2 Where nobody is wanted by more than the cap, nothing changes; nor with a cap of 0.
 * 3 What it costs is told for both sides.
 */
import { describe, expect, it } from '@jest/globals';
import { twoSides } from './two-sides.js';
import type { RankedNeed } from './two-sides.js';

/** 60 needs and 30 supplies that all fit alike, but for the first supply, which is a hair better everywhere. */
const crowd = (needs: number): RankedNeed[] =>
  Array.from({ length: needs }, (_need, n) => ({
    id: `n${n}`,
    candidates: Array.from({ length: 30 }, (_supply, supply) => ({
      supply,
      score: supply === 0 ? 0.62 - n / 1e4 : 0.6 - ((n * 7 + supply * 13) % 30) / 500,
    })),
    judged: [
      { supply: 0, score: 0.62 - n / 1e4, grade: 3 },
      { supply: 1, score: 0.6 - ((n * 7 + 13) % 30) / 500, grade: 3 },
      { supply: 2, score: 0.6 - ((n * 7 + 26) % 30) / 500, grade: 0 },
    ],
  }));

describe('twoSides', () => {
  it('1 shares out the first places', () => {
    const { byScore, shown } = twoSides(crowd(60), 30);
    expect([byScore.largestExposure, byScore.mostInFirstFive]).toEqual([60, 60]);
    expect(shown.largestExposure).toBeLessThan(30);
    expect(shown.mostInFirstFive).toBeLessThan(30);
    expect(shown.mostInFirstFive).toBeGreaterThanOrEqual(5);
    expect(shown.gini).toBeLessThan(byScore.gini);
    // Still on each of the 60 lists: a last place is worth 0.228.
    expect(shown.largestExposure).toBeGreaterThan(60 * 0.228);
  });

  it('2 leaves the rest as it is', () => {
    const few = twoSides(crowd(5), 30);
    expect(few.shown).toEqual(few.byScore);
    const off = twoSides(crowd(60), 30, 0);
    expect(off.shown).toEqual(off.byScore);
  });

  it('3 tells the cost', () => {
    const { cost } = twoSides(crowd(60), 30);
    expect(cost.need.difference).toBeLessThanOrEqual(0);
    expect(cost.need.difference).toBeGreaterThan(-0.2);
    expect(Number.isFinite(cost.supply.difference)).toBe(true);
  });
});

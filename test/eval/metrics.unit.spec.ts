/**
 * 1 nDCG is 1 for the ideal order, known by hand for a small one, and null where nothing is relevant.
 * 2 Equal scores share the mean gain of the places they fill, so that their order does not matter.
 * 3 Recall counts the relevant among the first; the reciprocal rank looks at the first of them.
 * 4 A mean leaves out what has no value.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mean, ndcg, recall, reciprocalRank } from './metrics.js';

const LOG2_3 = Math.log2(3);

describe('metrics', () => {
  it('1 nDCG by hand', () => {
    expect(ndcg([3, 2, 0], [0.9, 0.5, 0.1])).toBe(1);
    // Ranked 0, 2, 3: gains 0, 2 ÷ log2 3, 3 ÷ 2 against 3, 2 ÷ log2 3.
    expect(ndcg([3, 2, 0], [0.1, 0.5, 0.9])).toBeCloseTo((2 / LOG2_3 + 1.5) / (3 + 2 / LOG2_3), 12);
    expect(ndcg([0, 0], [1, 2])).toBeNull();
    expect(ndcg([], [])).toBeNull();
  });

  it('1 nDCG looks no deeper than asked, in the ideal too', () => {
    expect(ndcg([1, 1, 0], [3, 2, 1], 1)).toBe(1);
    expect(ndcg([0, 1, 1], [3, 2, 1], 1)).toBe(0);
  });

  it('2 averages ties by hand', () => {
    // Two of equal score, grades 2 and 0: each place is worth 1.
    expect(ndcg([2, 0], [0.5, 0.5])).toBeCloseTo((1 + 1 / LOG2_3) / 2, 12);
    // A tie that the cut runs through: the mean of the three stands at the one place counted.
    expect(ndcg([3, 0, 0], [1, 1, 1], 1)).toBeCloseTo(1 / 3, 12);
  });

  it('2 does not depend on the order candidates are given in', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0.1, 0.2, 0.3)), { minLength: 2 });
    const shuffled = pairs.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    const of = (all: [number, number][]): number | null =>
      ndcg(
        all.map(([grade]) => grade),
        all.map(([, score]) => score),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(of(other) ?? -1).toBeCloseTo(of(one) ?? -1, 12);
        expect(of(one) ?? 0).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('3 recall and reciprocal rank by hand', () => {
    const relevant = new Set(['b', 'd', 'z']);
    const ranked = ['a', 'b', 'c', 'd'];
    expect(recall(relevant, ranked)).toBeCloseTo(2 / 3, 12);
    expect(recall(relevant, ranked, 2)).toBeCloseTo(1 / 3, 12);
    expect(reciprocalRank(relevant, ranked)).toBe(1 / 2);
    expect(reciprocalRank(relevant, ranked, 1)).toBe(0);
    expect([recall(new Set(), ranked), reciprocalRank(new Set(), ranked)]).toEqual([null, null]);
  });

  it('4 means over what is known', () => {
    expect(mean([1, null, 0])).toBe(0.5);
    expect(mean([null])).toBe(0);
  });
});

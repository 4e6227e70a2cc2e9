/**
 * 1 nDCG is 1 for the ideal order, known by hand for a small one, and null where nothing is relevant.
 * 2 Equal scores share the places they fill, so that their order never matters, in any metric.
 * 3 Precision, recall and reciprocal rank by hand.
 * 4 The area under the curve is the chance to stand above, half for a tie.
 * 5 Calibration: bins of equal mass, error and Brier by hand; a weight counts a pair that many times.
 * 6 A mean leaves out what has no value.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  areaUnderCurve,
  brier,
  calibrationBins,
  calibrationError,
  mean,
  ndcg,
  placeChances,
  precision,
  recall,
  reciprocalRank,
} from './metrics.js';

const LOG2_3 = Math.log2(3);

describe('ranking metrics', () => {
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
    expect(precision([1, 1, 1, 1], [true, false, false, false], 2)).toBeCloseTo(1 / 4, 12);
    expect(recall([2, 1, 1], [true, true, false], 2)).toBeCloseTo(3 / 4, 12);
    // One of two tied: first or second, equally likely.
    expect(reciprocalRank([1, 1], [true, false])).toBeCloseTo(3 / 4, 12);
    // Two of three tied behind a miss: first of the tie with chance 2/3, else second.
    expect(reciprocalRank([9, 1, 1, 1], [false, true, true, false])).toBeCloseTo(2 / 3 / 2 + 1 / 3 / 3, 12);
    expect([...placeChances([5, 3, 3, 1], 2)]).toEqual([1, 0.5, 0.5, 0]);
    expect([...placeChances([5, 3], 20)]).toEqual([1, 1]);
  });

  it('2 no metric depends on the order candidates are given in', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0.1, 0.2, 0.3)), { minLength: 2 });
    const shuffled = pairs.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    const of = (all: [number, number][]): number[] => {
      const grades = all.map(([grade]) => grade);
      const scores = all.map(([, score]) => score);
      const good = grades.map((grade) => grade >= 2);
      return [
        ndcg(grades, scores),
        precision(scores, good),
        recall(scores, good, 3),
        reciprocalRank(scores, good),
        areaUnderCurve(scores, good),
        calibrationError(scores.map((probability, i) => ({ probability, outcome: good[i] ?? false }))),
      ].map((value) => value ?? -1);
    };
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [here, there] = [of(one), of(other)];
        here.forEach((value, i) => expect(there[i]).toBeCloseTo(value, 9));
        expect(Math.max(...here)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('3 precision, recall and reciprocal rank by hand', () => {
    const scores = [4, 3, 2, 1];
    const good = [false, true, false, true];
    expect(precision(scores, good, 2)).toBe(1 / 2);
    expect(precision(scores, good)).toBe(2 / 5);
    expect(recall(scores, good)).toBe(1);
    expect(recall(scores, good, 2)).toBe(1 / 2);
    // A third relevant one is not on the list at all.
    expect(recall(scores, good, 100, 3)).toBeCloseTo(2 / 3, 12);
    expect(reciprocalRank(scores, good)).toBe(1 / 2);
    expect(reciprocalRank(scores, good, 1)).toBe(0);
    const none = [false, false];
    expect([precision([2, 1], none), recall([2, 1], none), areaUnderCurve([2, 1], none)]).toEqual([null, null, null]);
  });

  it('4 area under the curve by hand', () => {
    expect(areaUnderCurve([4, 3, 2, 1], [true, true, false, false])).toBe(1);
    expect(areaUnderCurve([4, 3, 2, 1], [false, true, false, true])).toBe(1 / 4);
    expect(areaUnderCurve([1, 1], [true, false])).toBe(1 / 2);
  });
});

describe('calibration metrics', () => {
  const said = (probability: number, ...outcomes: number[]) =>
    outcomes.map((outcome) => ({ probability, outcome: outcome === 1 }));

  it('5 by hand', () => {
    const forecasts = [...said(0.2, 0, 0, 0, 1), ...said(0.9, 1, 1, 1, 0)];
    expect(calibrationBins(forecasts, 2)).toEqual([
      { count: 4, said: expect.closeTo(0.2, 9), found: 0.25 },
      { count: 4, said: expect.closeTo(0.9, 9), found: 0.75 },
    ]);
    expect(calibrationError(forecasts, 2)).toBeCloseTo((0.05 + 0.15) / 2, 9);
    expect(brier(forecasts)).toBeCloseTo((3 * 0.04 + 0.64 + 3 * 0.01 + 0.81) / 8, 9);
    expect([brier([]), calibrationError([])]).toEqual([0, 0]);
  });

  it('5 a perfect forecast errs by nothing, whatever the bins', () => {
    const forecasts = [...said(0.25, 0, 0, 0, 1), ...said(0.5, 1, 0), ...said(1, 1, 1, 1)];
    expect(calibrationError(forecasts)).toBeCloseTo(0, 9);
  });

  it('5 one probability for all fills every bin alike', () => {
    const bins = calibrationBins(said(0.5, 1, 0, 0, 0, 1), 10);
    expect(bins).toHaveLength(10);
    for (const { count, found } of bins) {
      expect(count).toBeCloseTo(0.5, 9);
      expect(found).toBeCloseTo(0.4, 9);
    }
  });

  it('5 a weight counts like repeats', () => {
    const weighed = [
      { probability: 0.3, outcome: true, weight: 2 },
      { probability: 0.6, outcome: false, weight: 3 },
    ];
    const repeated = [...said(0.3, 1, 1), ...said(0.6, 0, 0, 0)];
    expect(calibrationError(weighed)).toBeCloseTo(calibrationError(repeated), 9);
    expect(brier(weighed)).toBeCloseTo(brier(repeated), 9);
  });
});

it('6 means over what is known', () => {
  expect(mean([1, null, 0])).toBe(0.5);
  expect(mean([null])).toBe(0);
});

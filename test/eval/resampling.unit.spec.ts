/**
 * 1 The same values give the same interval and p, run after run.
 * 2 An interval holds the mean, is a point for equal values, and narrows with more of them.
 * 3 A difference that is always there is told from chance; one that goes either way is not.
 * 4 What only one of the two has a value for is left out of a comparison.
 */
import { expect, it } from '@jest/globals';
import { compare, meanInterval, seeded } from './resampling.js';

const noise = (count: number, seed: number): number[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, random);
};

it('1 is repeatable', () => {
  const values = noise(40, 1);
  expect(meanInterval(values)).toEqual(meanInterval(values));
  expect(compare(values, noise(40, 2))).toEqual(compare(values, noise(40, 2)));
});

it('2 intervals of means', () => {
  expect(meanInterval([0.5, 0.5, null, 0.5])).toEqual([0.5, 0.5]);
  const widths = [20, 400].map((count) => {
    const values = noise(count, 3);
    const [low, high] = meanInterval(values);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    return high - low;
  });
  expect(widths[1]).toBeLessThan((widths[0] ?? 0) / 2);
});

it('3 tells a lasting difference from chance', () => {
  const values = noise(30, 4);
  const better = values.map((value, i) => value + 0.05 + (i % 3) * 0.01);
  const lasting = compare(better, values);
  expect(lasting.difference).toBeCloseTo(0.06, 9);
  expect(lasting.interval[0]).toBeGreaterThan(0.05);
  expect(lasting.p).toBeLessThan(0.001);
  const wavering = values.map((value, i) => value + (i % 2 === 0 ? 0.05 : -0.05));
  expect(compare(wavering, values).p).toBeGreaterThan(0.9);
});

it('4 pairs only what both have', () => {
  expect(compare([1, null, 3], [0.5, 2, null]).difference).toBe(0.5);
});

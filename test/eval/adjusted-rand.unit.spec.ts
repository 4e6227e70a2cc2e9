/**
 * 1 The same division gives 1, whatever its labels; it does not matter which is given first.
 * 2 The example of the paper's kind, counted by hand.
 * 3 Chance gives about 0.
 */
import { expect, it } from '@jest/globals';
import { adjustedRand } from './adjusted-rand.js';
import { seeded } from './resampling.js';

it('1 the same division', () => {
  expect(adjustedRand([...'aabbc'], [...'xxyyz'])).toBe(1);
  expect(adjustedRand([...'aabb'], [...'aaab'])).toBe(adjustedRand([...'aaab'], [...'aabb']));
});

it('2 counted by hand', () => {
  // Pairs: 4 in both divisions, 6 in the first, 7 in the second, 15 in all: (4 − 42/15) ÷ (13/2 − 42/15).
  expect(adjustedRand([...'aaabbb'], [...'aabbbb'])).toBeCloseTo((4 - (6 * 7) / 15) / (6.5 - (6 * 7) / 15), 12);
});

it('3 chance', () => {
  const random = seeded(7);
  const labels = (): string[] => Array.from({ length: 600 }, () => String(Math.floor(random() * 12)));
  expect(Math.abs(adjustedRand(labels(), labels()))).toBeLessThan(0.03);
});

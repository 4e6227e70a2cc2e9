/**
 * 1 Up to the cap, and with a cap of 0, a list is ordered by the score alone.
 * 2 Beyond it a pairing gives way, more the more its partner is wanted elsewhere, and little: never past one far behind.
 * 3 Of two pairings of one partner rank, the better scored never stands below.
 * 4 The first place is worth 1, and each further one less.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exposureAt, exposureCapsOf, shownScore } from './two-sides.js';

it('1 within the cap', () => {
  for (const rank of [1, 4, 5]) expect(shownScore(0.4321, rank, 5)).toBe(0.4321);
  expect(shownScore(0.4321, 100_000, 0)).toBe(0.4321);
  expect(exposureCapsOf(0)).toEqual({ need: 0, supply: 0 });
});

it('2 beyond the cap', () => {
  const shown = [5, 6, 10, 100, 10_000].map((rank) => shownScore(0.6, rank, 5));
  expect(shown).toEqual([...shown].sort((a, b) => b - a));
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown[2]).toBeGreaterThan(0.56);
  expect(shown.at(-1)).toBeGreaterThan(0.2);
});

it('3 monotone in the score', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      score,
      score,
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 0, max: 100 }),
      (a, b, rank, cap) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(shownScore(high, rank, cap)).toBeGreaterThanOrEqual(shownScore(low, rank, cap));
      },
    ),
  );
});

it('4 exposure', () => {
  const places = [1, 2, 3, 20].map(exposureAt);
  expect(places[0]).toBe(1);
  expect(places).toEqual([...places].sort((a, b) => b - a));
});

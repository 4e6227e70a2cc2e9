/**
 * 1 By hand: half where the curve crosses, and Platt's formula elsewhere.
 * 2 Always 0–1, and never lower for a better score.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calibrate } from './calibrate.js';

it('1 by hand', () => {
  expect(calibrate({ kind: 'platt', a: 10, b: -5 }, 0.5)).toBe(0.5);
  expect(calibrate({ kind: 'platt', a: 10, b: -5 }, 0.7)).toBe(0.8808);
  expect(calibrate({ kind: 'platt', a: 0, b: 0 }, 0.3)).toBe(0.5);
});

it('2 is bounded and monotone', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const a = fc.double({ min: 0, max: 1000, noNaN: true });
  const b = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(score, score, a, b, (one, other, slope, shift) => {
      const curve = { kind: 'platt', a: slope, b: shift } as const;
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) => calibrate(curve, at));
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(high!);
    }),
  );
});

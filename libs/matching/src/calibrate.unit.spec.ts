/**
 * 1 By hand: half where the curve crosses, and Platt's formula elsewhere.
 * 2 Always 0–1, and never lower for a better score, whatever the length.
 * 3 By length: a title has the short end's curve, a page the long end's, halfway in ln length the mean of both.
 * 4 A record's prose is its title and every other text, codes and contacts left out.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calibrate, fullness, proseLength } from './calibrate.js';

it('1 by hand', () => {
  expect(calibrate({ kind: 'platt', a: 10, b: -5 }, 0.5, 100)).toBe(0.5);
  expect(calibrate({ kind: 'platt', a: 10, b: -5 }, 0.7, 100)).toBe(0.8808);
  expect(calibrate({ kind: 'platt', a: 0, b: 0 }, 0.3, 100)).toBe(0.5);
});

it('2 is bounded and monotone', () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const end = fc.record({
    a: fc.double({ min: 0, max: 1000, noNaN: true }),
    b: fc.double({ min: -1000, max: 1000, noNaN: true }),
  });
  const platt = end.map(({ a, b }) => ({ kind: 'platt' as const, a, b }));
  const byLength = fc.record({ kind: fc.constant('by-length' as const), short: end, long: end });
  fc.assert(
    fc.property(score, score, fc.oneof(platt, byLength), fc.nat(20_000), (one, other, curve, length) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map((at) => calibrate(curve, at, length));
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(high!);
    }),
  );
});

it('3 goes from the curve of a title to that of a page', () => {
  const curve = { kind: 'by-length', short: { a: 1, b: 0 }, long: { a: 3, b: -2 } } as const;
  // At 0.23 the logarithm is of 1, so that b alone speaks: odds 1 : 1, e⁻² and e⁻¹.
  expect(calibrate(curve, 0.23, 12)).toBe(0.5);
  expect(calibrate(curve, 0.23, 500)).toBe(0.1192);
  expect(calibrate(curve, 0.23, Math.sqrt(250 * 500))).toBe(0.2689);
  // At 0.48 it is of 2: odds 2 : 1 for a title, 8 ÷ e² for a page.
  expect(calibrate(curve, 0.48, 250)).toBe(0.6667);
  expect(calibrate(curve, 0.48, 5000)).toBe(0.5198);
  expect([0, 250, 500, 9999].map(fullness)).toEqual([0, 0, 1, 1]);
});

it('4 counts prose', () => {
  expect(proseLength({ title: '四字标题', description: '' })).toBe(4);
  expect(
    proseLength({
      title: '四字标题',
      description: '说明',
      keywords: ['电池'],
      technicalFields: ['4.1'],
      region: '440100',
    }),
  ).toBe(8);
});

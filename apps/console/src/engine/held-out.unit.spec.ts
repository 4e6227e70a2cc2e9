/**
 * Figures of a version, read off its metrics.
 * 1 The shipped version has them.
 * 2 A version without them, or with something else there, has none; nothing is made up.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { heldOutOf } from './held-out.js';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', '..', 'models', 'engine', 'default.json');

describe('heldOutOf', () => {
  it('1 the shipped version', () => {
    const { metrics } = JSON.parse(readFileSync(SHIPPED, 'utf8')) as { metrics: Record<string, unknown> };
    const found = heldOutOf(metrics);
    expect(found?.needs).toBeGreaterThan(100);
    expect(found?.ece).toBeLessThan(0.05);
    const bins = found?.bins ?? [];
    expect(bins).toHaveLength(10);
    expect(bins.map(({ said }) => said)).toEqual(bins.map(({ said }) => said).sort((a, b) => a - b));
    const gap = bins.reduce((sum, { said, found: true_, count }) => sum + count * Math.abs(said - true_), 0);
    expect(gap / (found?.pairs ?? 1)).toBeCloseTo(found?.ece ?? 1, 3);
  });

  it.each([undefined, {}, { heldOut: null }, { heldOut: { all: { needs: 3 } } }, { heldOut: { all: 'good' } }])(
    '2 %j',
    (metrics) => {
      expect(heldOutOf(metrics)).toBeNull();
    },
  );

  it.each([undefined, [], 'good', [{ said: 0.1, found: 0.2 }], [null]])('2 no curve of the bins %j', (bins) => {
    const all = { needs: 1, pairs: 1, 'nDCG@10': 1, ECE: 0, Brier: 0, bins };
    expect(heldOutOf({ heldOut: { all } })?.bins).toBeNull();
  });
});

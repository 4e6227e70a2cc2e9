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
  });

  it.each([undefined, {}, { heldOut: null }, { heldOut: { all: { needs: 3 } } }, { heldOut: { all: 'good' } }])(
    '2 %j',
    (metrics) => {
      expect(heldOutOf(metrics)).toBeNull();
    },
  );
});

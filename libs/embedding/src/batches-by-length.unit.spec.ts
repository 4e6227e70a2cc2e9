/**
 * 1 every text is in one batch, whatever the lengths
 * 2 a batch is bounded in texts, and padded by at most a fifth
 * 3 a text too long for any batch has one of its own
 */
import { expect, it } from '@jest/globals';
import { assert, array, constant, nat, oneof, property } from 'fast-check';
import { batchesByLength } from './batches-by-length.js';

const lengths = array(oneof(nat(40), nat(600), nat(20_000), constant(0)), { maxLength: 300 });
const batched = (of: readonly number[]): number[][] => [...batchesByLength(of.map((length) => '字'.repeat(length)))];

it('1 leaves no text out and takes none twice', () => {
  assert(
    property(lengths, (of) => {
      expect(
        batched(of)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(of.map((_length, i) => i));
    }),
    { numRuns: 50 },
  );
});

it('2 pads little, and asks of the model only so much at once', () => {
  assert(
    property(lengths, (of) => {
      for (const batch of batched(of)) {
        const own = batch.map((i) => of[i] ?? 0);
        const padded = batch.length * Math.max(...own);
        expect(batch.length).toBeLessThanOrEqual(64);
        expect(padded).toBeLessThanOrEqual(1.2 * own.reduce((sum, length) => sum + length, 0) + 1e-9);
        if (batch.length > 1) expect(padded).toBeLessThanOrEqual(2_048);
      }
    }),
    { numRuns: 50 },
  );
});

it('3 keeps titles and bodies of one length together', () => {
  const of = [12, 400, 12, 400, 12, 400, 20_000, 20_000];
  expect(batched(of)).toEqual([[0, 2, 4], [1, 3, 5], [6], [7]]);
});

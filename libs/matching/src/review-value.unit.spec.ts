/**
 * 1 A likelier pairing is worth more; so is one with a larger budget, up to half as much again.
 * 2 A nearer deadline adds up to half; one far off, or past, adds nothing.
 * 3 What the engine does not know adds a little: never as much as a tenth of an accepted pairing.
 */
import { expect, it } from '@jest/globals';
import { reviewValueOf } from './review-value.js';
import type { Awaiting } from './review-value.js';

const TODAY = '2026-11-22';
const of = (changes: Partial<Awaiting> = {}) =>
  reviewValueOf({ probability: 1, budgetMaxFen: null, deadline: null, ...changes }, TODAY);

it('1 chance and worth', () => {
  expect(of().expectedValue).toBe(1);
  expect(of({ probability: 0 }).expectedValue).toBe(0);
  const chances = [0.1, 0.3, 0.5, 0.7, 0.9].map((probability) => of({ probability }).expectedValue);
  expect(chances).toEqual([...chances].sort((a, b) => a - b));
  const worths = [null, 5_000_000, 10_000_000, 100_000_000, 1_000_000_000, 1e13].map(
    (budgetMaxFen) => of({ budgetMaxFen }).why.worth,
  );
  expect(worths).toEqual([1, 1, 1, 1.25, 1.5, 1.5]);
});

it.each([
  ['2026-11-22', 0, 1, 1.5],
  ['2027-01-06', 45, 0.5, 1.25],
  ['2027-02-20', 90, 0, 1],
  ['2028-01-01', 405, 0, 1],
  ['2026-11-21', -1, 0, 1],
])('2 due on %s', (deadline, daysLeft, nearness, expectedValue) => {
  expect(of({ deadline })).toMatchObject({ expectedValue, why: { deadline: { daysLeft, nearness } } });
});

it('3 a label', () => {
  expect(of({ probability: 0.5 })).toMatchObject({ expectedValue: 0.6, why: { uncertainty: 1 } });
  expect(of({ probability: 0.1 }).why.uncertainty).toBeCloseTo(0.469, 3);
});

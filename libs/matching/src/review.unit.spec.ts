/**
 * 1 Every decision and reason has its place in the table: a label about content, or none.
 * 2 The chance of being looked at falls with the rank, is never 0, and weighs at most five times.
 * 3 A superseded review does not count, whatever took its place.
 * 4 Several reviewers make one label; each version of a record has its own.
 * 5 The order reviews come in changes nothing.
 */
import { describe, expect, it } from '@jest/globals';
import {
  DECISIONS,
  DECLINE_REASON_CODES,
  examinationChance,
  inversePropensity,
  labelledPairs,
  labelOf,
  MOST_INVERSE_PROPENSITY,
} from './review.js';
import type { Decision, DeclineReason, ReviewedPair } from './review.js';

const review = (id: string, decision: Decision, changes: Partial<ReviewedPair> = {}): ReviewedPair => ({
  id,
  needId: 'n1',
  supplyId: 's1',
  needRevision: 1,
  supplyRevision: 1,
  decision,
  reason: null,
  supersedes: null,
  propensity: 1,
  ...changes,
});
const gradesOf = (...reviews: ReviewedPair[]): number[] => labelledPairs(reviews).map(({ grade }) => grade);

describe('labelOf', () => {
  it.each<[Decision, DeclineReason | null, number | null]>([
    ['accept', null, 3],
    ['recommend', null, 2],
    ['not-sure', null, null],
    ['decline', 'wrong-field', 0],
    ['decline', 'application-unclear', 1],
    ['decline', 'benefit-unclear', 1],
    ['decline', 'too-early', 2],
    ['decline', 'price', 2],
    ['decline', 'ip', 2],
    ['decline', 'region', 2],
    ['decline', 'route-unclear', null],
    ['decline', 'scientific-doubt', null],
    ['decline', 'duplicate', null],
    ['decline', 'in-contact', null],
    ['decline', 'other', null],
  ])('1 %s %s', (decision, reason, grade) => {
    expect(labelOf(decision, reason)?.grade ?? null).toBe(grade);
  });

  it('1 what was inferred is less sure than what was said', () => {
    expect(labelOf('decline', 'price')?.certainty).toBeLessThan(labelOf('decline', 'wrong-field')?.certainty ?? 0);
    const all = [
      ...DECISIONS.map((one) => labelOf(one, null)),
      ...DECLINE_REASON_CODES.map((r) => labelOf('decline', r)),
    ];
    for (const label of all) if (label) expect(label.certainty > 0 && label.certainty <= 1).toBe(true);
  });
});

describe('examinationChance', () => {
  it('2 falls from 1', () => {
    expect([1, 2, 3, 20].map((rank) => Math.round(examinationChance(rank) * 100) / 100)).toEqual([1, 0.63, 0.5, 0.23]);
  });

  it('2 weighs within bounds', () => {
    expect(inversePropensity(1)).toBe(1);
    expect(inversePropensity(0.5)).toBe(2);
    expect(inversePropensity(examinationChance(1000))).toBe(MOST_INVERSE_PROPENSITY);
    expect(inversePropensity(null)).toBe(1);
  });
});

describe('labelledPairs', () => {
  it('3 the last word of a reviewer counts', () => {
    const first = review('r1', 'accept');
    expect(gradesOf(first)).toEqual([3]);
    expect(gradesOf(first, review('r2', 'decline', { reason: 'wrong-field', supersedes: 'r1' }))).toEqual([0]);
    // Taken back without a new opinion: nothing is left.
    expect(gradesOf(first, review('r2', 'not-sure', { supersedes: 'r1' }))).toEqual([]);
    // The last word was on an edited need: the old version has no label any more.
    const edited = labelledPairs([first, review('r2', 'recommend', { supersedes: 'r1', needRevision: 2 })]);
    expect(edited).toMatchObject([{ needRevision: 2, grade: 2 }]);
  });

  it.each<[string, ReviewedPair[], number]>([
    ['3 and 2', [review('a', 'accept'), review('b', 'recommend')], 2],
    ['3, 3 and 2', [review('a', 'accept'), review('b', 'accept'), review('c', 'recommend')], 3],
    ['3 and 0', [review('a', 'accept'), review('b', 'decline', { reason: 'wrong-field' })], 1],
    [
      '2 inferred and 0',
      [review('a', 'decline', { reason: 'price' }), review('b', 'decline', { reason: 'wrong-field' })],
      1,
    ],
    ['3 and no label', [review('a', 'accept'), review('b', 'not-sure')], 3],
  ])('4 %s', (_what, reviews, grade) => {
    expect(gradesOf(...reviews)).toEqual([grade]);
  });

  it('4 weighs by certainty and by the best place it stood at', () => {
    const [pair] = labelledPairs([
      review('a', 'decline', { reason: 'price', propensity: 0.5 }),
      review('b', 'recommend', { propensity: 0.25 }),
    ]);
    expect(pair?.weight).toBeCloseTo(0.75 * 2);
  });

  it('4 versions apart', () => {
    expect(
      gradesOf(review('a', 'accept'), review('b', 'decline', { reason: 'wrong-field', supplyRevision: 2 })),
    ).toEqual([3, 0]);
  });

  it('5 in any order', () => {
    const reviews = [
      review('a', 'accept'),
      review('b', 'recommend', { supplyId: 's2' }),
      review('c', 'decline', { reason: 'wrong-field', supersedes: 'a', propensity: 0.4 }),
      review('d', 'recommend', { propensity: 0.6 }),
    ];
    expect(labelledPairs([...reviews].reverse())).toEqual(labelledPairs(reviews));
  });
});

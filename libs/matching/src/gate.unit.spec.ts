/**
 * 1 What the rubric holds back is returned with its question, whoever posted it; a person's approval passes it.
 * 2 What an agent posted waits for its owner, even when approved; only then for a review.
 * 3 With a person at the gate, or after a person returned it, a record waits for a person.
 * 4 Dates that have ended make it expired, not lost. The last day still counts.
 * 5 A record is prolonged from today, never shortened, and one without an end keeps none; days are those of China.
 */
import { expect, it } from '@jest/globals';
import { atTheGate, awaitedBy } from './gate.js';
import type { Submission } from './gate.js';
import type { NeedContent } from './records.js';
import { chinaDay, dayAfter, prolonged } from './validity.js';

const GOOD: NeedContent = {
  title: '锂电池隔膜耐热涂层',
  description: '隔膜在高温下收缩过大，导致电芯短路，希望找到耐热涂层工艺。',
};
const POOR: NeedContent = { title: '隔膜', description: '待补充' };
const submission = (changes: Partial<Submission> = {}): Submission => ({
  ...{ kind: 'need', content: GOOD, isUnconfirmed: false, isApproved: false, wasReturnedByPerson: false },
  ...changes,
});
const TODAY = '2030-06-15';
const state = (changes: Partial<Submission>, gate: 'automatic' | 'review' = 'automatic'): string =>
  atTheGate(submission(changes), gate, TODAY).state;

it('1 the rubric', () => {
  expect(atTheGate(submission(), 'automatic', TODAY)).toEqual({ state: 'published', hold: null });
  expect(atTheGate(submission({ content: POOR, isUnconfirmed: true }), 'automatic', TODAY)).toMatchObject({
    state: 'returned',
    hold: { by: 'gate', pointer: '/description' },
  });
  expect(state({ content: POOR, isApproved: true })).toBe('published');
});

it('2 the owner', () => {
  expect(state({ isUnconfirmed: true }, 'review')).toBe('submitted');
  expect(state({ isUnconfirmed: true, isApproved: true })).toBe('submitted');
  expect([awaitedBy('submitted', true), awaitedBy('submitted', false), awaitedBy('published', true)]).toEqual([
    'confirmation',
    'review',
    null,
  ]);
});

it('3 a person', () => {
  expect(state({}, 'review')).toBe('submitted');
  expect(state({ wasReturnedByPerson: true })).toBe('submitted');
  expect(state({ wasReturnedByPerson: true, isApproved: true }, 'review')).toBe('published');
});

it('4 dates', () => {
  expect(state({ content: { ...GOOD, validUntil: '2030-06-14' } })).toBe('expired');
  expect(state({ content: { ...GOOD, validUntil: TODAY } })).toBe('published');
});

it('5 prolonging', () => {
  expect(chinaDay(new Date('2030-06-14T15:59:59Z'))).toBe('2030-06-14');
  expect(chinaDay(new Date('2030-06-14T16:00:00Z'))).toBe(TODAY);
  expect(dayAfter('2028-02-28', 2)).toBe('2028-03-01');
  expect(prolonged({ ...GOOD, validUntil: '2030-06-01' }, TODAY, 30).validUntil).toBe('2030-07-15');
  expect(prolonged({ ...GOOD, validUntil: '2035-01-01' }, TODAY, 30).validUntil).toBe('2035-01-01');
  expect(prolonged(GOOD, TODAY, 30)).toEqual(GOOD);
});

/**
 * 1 what an error quotes of what was given is withheld, from its stack too
 * 2 everything else is told, cut where it is long
 */
import { expect, it } from '@jest/globals';
import { saidOf, stackOf } from './said-of.js';

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

it.each([
  ['JSON around a fault', thrownBy(() => JSON.parse('{"name": 甄隐言}'))],
  ['a value PostgreSQL cannot take', Object.assign(new Error('invalid input syntax: "甄隐言"'), { code: '22P02' })],
  ['the same by TypeORM', Object.assign(new Error('"甄隐言" is out of range'), { driverError: { code: '22003' } })],
])('1 %s', (_what, error) => {
  expect(saidOf(error)).toContain('withheld');
  expect(saidOf(error) + stackOf(error)).not.toContain('甄');
  expect(stackOf(error)).toMatch(/\n {4}at .+:\d+:\d+/);
});

it('2 other errors', () => {
  const error = Object.assign(new Error('relation "records" does not exist'), { code: '42P01' });
  expect([saidOf(error), saidOf('in words'), saidOf({ secret: 'x' })]).toEqual([error.message, 'in words', 'object']);
  expect(saidOf(new Error('x'.repeat(5000)))).toHaveLength(1000);
});

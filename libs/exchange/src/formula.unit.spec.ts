/**
 * 1 whatever could begin a formula begins with an apostrophe, and everything else stays
 * 2 reading gives back what was written, whatever it is
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { neutralCell, plainCell } from './formula.js';

it.each(['=1+1', '+86 139', '-2', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1", "''@x"])('1 %j', (text) => {
  expect(neutralCell(text)).toBe(`'${text}`);
});
it.each(['锂电池', "'quoted'", 'a=b', '', ' =1', "it's"])('1 %j stays', (text) => {
  expect(neutralCell(text)).toBe(text);
});

it('2 any text', () => {
  const signs = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', '＝') });
  fc.assert(
    fc.property(fc.oneof(signs, fc.string()), (text) => {
      expect(plainCell(neutralCell(text))).toBe(text);
    }),
  );
});

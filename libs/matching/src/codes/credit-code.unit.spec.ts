/**
 * 1 The vectors of the standard are told apart.
 * 2 Any one changed character is caught, the check character included.
 * 3 Any two unlike neighbours that changed places are caught.
 * 4 Length, case and letters outside the alphabet (I O S V Z) are refused.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCreditCode } from './credit-code.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const VALID = ['91350100M000100Y43', '91512081MA62K0260E'];
const replaced = (code: string, at: number, character: string): string =>
  code.slice(0, at) + character + code.slice(at + 1);

describe('isCreditCode', () => {
  it('1 takes the valid vectors and refuses the invalid one', () => {
    expect(VALID.map(isCreditCode)).toEqual([true, true]);
    expect(isCreditCode('91350100M000100Y4Z')).toBe(false);
  });

  it('2 catches any one changed character', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VALID),
        fc.integer({ min: 0, max: 17 }),
        fc.constantFrom(...ALPHABET),
        (code, at, character) => {
          fc.pre(code.charAt(at) !== character);
          expect(isCreditCode(replaced(code, at, character))).toBe(false);
        },
      ),
    );
  });

  it('3 catches two unlike neighbours that changed places', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VALID), fc.integer({ min: 0, max: 15 }), (code, at) => {
        const [a, b] = [code.charAt(at), code.charAt(at + 1)];
        fc.pre(a !== b);
        expect(isCreditCode(replaced(replaced(code, at, b), at + 1, a))).toBe(false);
      }),
    );
  });

  it('4 refuses another length, lower case and letters that the alphabet leaves out', () => {
    for (const code of ['', '91350100M000100Y4', '91350100M000100Y430', '91350100m000100y43', '9135010OM000100Y43']) {
      expect([code, isCreditCode(code)]).toEqual([code, false]);
    }
  });
});

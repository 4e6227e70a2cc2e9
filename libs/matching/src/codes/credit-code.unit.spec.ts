/**
 * 1 The vectors of the standard are told apart.
 * 2 Any one changed character is caught, the check character included.
 * 3 Any two unlike neighbours that changed places are caught.
 * 4 Length, case and letters outside the alphabet (I O S V Z) are refused.
 * 5 The fault says what is wrong and where: the length, the strange character, the part, the exchange, the check character.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditCodeFault } from './credit-code.js';

const isCreditCode = (code: string): boolean => creditCodeFault(code) === null;
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const VALID = ['91350100M000100Y43', '91512081MA62K0260E'];
const replaced = (code: string, at: number, character: string): string =>
  code.slice(0, at) + character + code.slice(at + 1);

describe('creditCodeFault', () => {
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

  it.each([
    ['91350100M000100Y4', '现为 17 位', 'this one has 17'],
    ['9135O100M000100Y43', '第 5 位“O”不可用', 'was “0” meant'],
    ['91350100m000100Y43', '是否应为“M”', 'was “M” meant'],
    ['91350100M000100Y4X', '末位应为“3”', 'the last should be “3”'],
    ['91350200M000100Y43', '请核对第 1 至 8 位', 'check characters 1 to 8'],
    ['91350100M070100Y43', '第 9 至 17 位', 'characters 9 to 17'],
    ['91530100M000100Y43', '第 3、4 位可能写颠倒了', 'characters 3 and 4'],
    ['91512081AM62K0260E', '第 9、10 位可能写颠倒了', 'characters 9 and 10'],
  ])('5 %s: %s', (code, zh, en) => {
    expect(creditCodeFault(code)).toEqual({ zh: expect.stringContaining(zh), en: expect.stringContaining(en) });
  });
});

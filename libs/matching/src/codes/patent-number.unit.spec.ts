/**
 * 1 Application numbers with their check digit are taken as people write them; one published, one from before 2003.
 * 2 Any one changed digit is caught, the check digit included.
 * 3 Two unlike neighbours that changed places are caught.
 * 4 A number contradicts itself, or what it is said to protect: type digit, kind letter, year.
 * 5 Publication numbers: CN, 7 to 9 digits, a letter that fits.
 * 6 The check digit may be left out; numbers of other offices pass; other Chinese forms do not.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { patentCheckOf, patentNumberFault } from './patent-number.js';

/** Of the office's rule on numbers (ZC 0006-2003), and of patents in force. */
const PUBLISHED = ['200310102344.5', '201510224934.8', '201510271409.1'];
const said = (number: string, kind?: 'invention' | 'utility-model' | 'design'): string => {
  const { zh, en } = patentNumberFault(number, kind ?? null) ?? { zh: '', en: '' };
  return `${zh} ${en}`.trim();
};
const application = fc
  .record({
    start: fc.oneof(fc.integer({ min: 2004, max: 2026 }), fc.integer({ min: 85, max: 99 })),
    type: fc.constantFrom('1', '2', '3', '8', '9'),
    serial: fc.integer({ min: 0, max: 99_999 }),
  })
  .map(({ start, type, serial }) => {
    const digits = `${start}${type}${String(serial).padStart(start > 99 ? 7 : 5, '0')}`;
    return `${digits}.${patentCheckOf(digits)}`;
  });

describe('Chinese patent numbers', () => {
  it.each(PUBLISHED.flatMap((number) => [number, `ZL${number}`, `CN ${number}`, `zl ${number.replace('.', '')}`]))(
    '1 takes %s',
    (number) => expect(said(number, 'invention')).toBe(''),
  );

  it('1 takes numbers of 8 digits, and X for 10', () => {
    // 8·2 + 5·3 + 1·4 + 0·5 + 0·6 + 0·7 + 0·8 + 1·9 = 44 = 4 · 11
    expect(said('85100001.0')).toBe('');
    expect(patentCheckOf('202010998877')).toBe('X');
    expect(said('ZL202010998877.X')).toBe('');
    expect(said('ZL202010998877.x')).toBe('');
  });

  it('2 catches any one changed digit', () => {
    fc.assert(
      fc.property(application, fc.nat(), fc.constantFrom(...'0123456789X'), (number, place, digit) => {
        const at = place % number.length;
        fc.pre(number.charAt(at) !== '.' && number.charAt(at) !== digit);
        expect(said(number.slice(0, at) + digit + number.slice(at + 1))).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it('3 catches two neighbours that changed places', () => {
    fc.assert(
      fc.property(application, fc.nat(), (number, place) => {
        const digits = number.slice(0, number.indexOf('.'));
        const at = place % (digits.length - 1);
        const [a, b] = [digits.charAt(at), digits.charAt(at + 1)];
        fc.pre(a !== b);
        expect(said(digits.slice(0, at) + b + a + digits.slice(at + 2) + number.slice(digits.length))).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['200310102344.6', undefined, '校验位应为“5”'],
    ['200340102344.5', undefined, '第 5 位数字“4”不是专利类型'],
    ['200310102344.5', 'design', '表示发明，与所选类型“外观设计”不符'],
    ['199910102344.5', undefined, '年份“1999”'],
    ['04100001.1', undefined, '年份“04”'],
    ['CN101234567U', undefined, '自相矛盾'],
    ['CN101234567X', undefined, '不是中国专利文献种类代码'],
    ['CN201234567U', 'invention', '表示实用新型'],
  ] as const)('4 %s as %s: %s', (number, kind, zh) => {
    expect(said(number, kind)).toContain(zh);
  });

  it.each([
    'CN101234567A',
    'CN101234567B',
    'CN1234567C',
    'CN 2345678 Y',
    'CN201234567U',
    'CN301234567S',
    'CN85100001A',
  ])('5 takes %s', (number) => expect(said(number)).toBe(''));

  it.each(['200310102344', 'ZL200310102344', 'US1234567B2', 'EP 3 123 456 A1', 'PCT/CN2019/012345', 'WO2020123456A1'])(
    '6 takes %s',
    (number) => expect(said(number)).toBe(''),
  );
  it.each(['ZL2003101023', 'CN12', '2003.101', 'CN101234567', '申请中', 'X00410000000.8'])('6 refuses %s', (number) =>
    expect(said(number)).toContain('不是中国专利号'),
  );
});

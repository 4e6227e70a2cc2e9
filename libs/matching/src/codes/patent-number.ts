import { codeFault, weighedSum } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** Of Chinese patents, by the digit that numbers carry. 8 and 9 are international applications in the national phase. */
export const PATENT_TYPES = {
  '1': 'invention',
  '2': 'utility-model',
  '3': 'design',
  '8': 'invention',
  '9': 'utility-model',
} as const;
export type PatentKind = (typeof PATENT_TYPES)[keyof typeof PATENT_TYPES];

const KIND_IN_WORDS: Readonly<Record<PatentKind, { zh: string; en: string }>> = {
  invention: { zh: '发明', en: 'an invention' },
  'utility-model': { zh: '实用新型', en: 'a utility model' },
  design: { zh: '外观设计', en: 'a design' },
};
/** Letters that end a publication number. */
const PUBLICATION_KINDS: Readonly<Record<string, PatentKind>> = {
  A: 'invention',
  B: 'invention',
  C: 'invention',
  U: 'utility-model',
  Y: 'utility-model',
  S: 'design',
  D: 'design',
};
const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/** Check character of an application number of 8 (before October 2003) or 12 digits: mod 11, X for 10. */
export function patentCheckOf(digits: string): string {
  const remainder = weighedSum(digits, '0123456789', WEIGHTS.slice(0, digits.length)) % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

/** A number as people write it, without spaces, in upper case. */
const compact = (number: string): string => number.replaceAll(/\s/g, '').toUpperCase();

/**
 * Chinese application numbers (ZC 0006-2003: 8 or 12 digits, a point and a check character, after ZL, CN or nothing) and
 * publication numbers (CN, 7 to 9 digits, a letter). The check character may be left out; where it stands, it has to fit.
 * Numbers of other offices (US…, EP…, PCT/…) are taken as they are.
 * @param kind what the number is said to protect; null where nobody says
 */
export function patentNumberFault(number: string, kind: PatentKind | null = null): CodeFault | null {
  const code = compact(number);
  if (/^(?!ZL|CN)[A-Z]{2}/.test(code)) return null;
  const application = /^(?:ZL|CN)?(\d{12}|\d{8})(?:\.?([\dX]))?$/.exec(code);
  const publication = /^CN(\d{7,9})([A-Z])\d?$/.exec(code);
  if (publication) return publicationFault(publication[1] ?? '', publication[2] ?? '', kind);
  const fault = application && applicationFault(application[1] ?? '', application[2], kind);
  // Nine digits after CN may as well be a publication number whose letter is missing.
  if (application && !(fault && /^CN\d{9}$/.test(code))) return fault;
  return codeFault(
    '不是中国专利号：申请号为 12 位（2003 年 10 月前 8 位）数字加“.”和校验位，例如 ZL200310102344.5；公开（公告）号以字母结尾，例如 CN101234567B；尚无号码时请留空。',
    'not a Chinese patent number: an application has 12 digits (8 before October 2003), a point and a check digit, ' +
      'e.g. ZL200310102344.5; a publication ends with a letter, e.g. CN101234567B; without a number leave it empty.',
  );
}

function applicationFault(digits: string, check: string | undefined, kind: PatentKind | null): CodeFault | null {
  const isLong = digits.length === 12;
  const year = Number(digits.slice(0, isLong ? 4 : 2));
  const isYear = isLong ? year >= 2003 && year < 2100 : year >= 85 || year <= 3;
  const place = isLong ? 5 : 3;
  if (!isYear) {
    return codeFault(
      `申请号开头的年份“${digits.slice(0, isLong ? 4 : 2)}”不可能：12 位申请号始于 2003 年，8 位申请号为 1985 至 2003 年。`,
      `the year “${digits.slice(0, isLong ? 4 : 2)}” at the start cannot be: numbers of 12 digits began in 2003, ` +
        'those of 8 digits are of 1985 to 2003.',
    );
  }
  const wrongType = typeFault(digits.charAt(place - 1), place, kind);
  if (wrongType) return wrongType;
  const expected = patentCheckOf(digits);
  if (check === undefined || check === expected) return null;
  return codeFault(
    `专利申请号校验位不符：若前 ${digits.length} 位无误，校验位应为“${expected}”，现为“${check}”。`,
    `the check digit of this application number does not fit: if the first ${digits.length} digits are right, it ` +
      `should be “${expected}”, not “${check}”.`,
  );
}

function publicationFault(digits: string, letter: string, kind: PatentKind | null): CodeFault | null {
  const stands = PUBLICATION_KINDS[letter];
  if (!stands) {
    return codeFault(
      `公开（公告）号末尾的“${letter}”不是中国专利文献种类代码：发明 A、B、C，实用新型 U、Y，外观设计 S、D。`,
      `“${letter}” at the end is no kind of Chinese patent document: inventions A, B, C; utility models U, Y; designs S, D.`,
    );
  }
  // Numbers of 8 digits are of 1985 to 1988: a year and an application of it.
  const place = digits.length === 8 ? 3 : 1;
  const wrongType = typeFault(digits.charAt(place - 1), place, kind);
  if (wrongType) return wrongType;
  const typed = PATENT_TYPES[digits.charAt(place - 1) as keyof typeof PATENT_TYPES];
  if (typed === stands) return null;
  return codeFault(
    `公开（公告）号自相矛盾：第 ${place} 位数字表示${KIND_IN_WORDS[typed].zh}，末尾的“${letter}”表示${KIND_IN_WORDS[stands].zh}。`,
    `this publication number contradicts itself: digit ${place} says ${KIND_IN_WORDS[typed].en}, “${letter}” at the end ` +
      `${KIND_IN_WORDS[stands].en}.`,
  );
}

function typeFault(digit: string, place: number, kind: PatentKind | null): CodeFault | null {
  const typed = (PATENT_TYPES as Readonly<Record<string, PatentKind>>)[digit];
  if (!typed) {
    return codeFault(
      `第 ${place} 位数字“${digit}”不是专利类型：1 发明、2 实用新型、3 外观设计、8 和 9 为国际申请。`,
      `digit ${place}, “${digit}”, is no type of patent: 1 invention, 2 utility model, 3 design, 8 and 9 international.`,
    );
  }
  if (kind === null || kind === typed) return null;
  return codeFault(
    `号码第 ${place} 位“${digit}”表示${KIND_IN_WORDS[typed].zh}，与所选类型“${KIND_IN_WORDS[kind].zh}”不符；请改正其一。`,
    `digit ${place} of the number, “${digit}”, says ${KIND_IN_WORDS[typed].en}, the chosen kind ${KIND_IN_WORDS[kind].en}; ` +
      'mend one of them.',
  );
}

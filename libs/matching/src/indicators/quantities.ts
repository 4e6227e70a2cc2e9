import { unitAt } from './units.js';

/** A number or range with its unit, where it stands in a text. `low` equals `high` for a single value. */
export interface Quantity {
  start: number;
  end: number;
  low: number;
  high: number;
  /** In plain form; empty for a bare number. */
  unit: string;
  shape: 'value' | 'range' | 'tolerance';
}

/**
 * Each character in the form patterns are written in. One UTF-16 unit gives one unit, so that every position is a
 * position of the stored text; case is kept, because mPa is not MPa.
 */
export const plainForm = (text: string): string => text.replace(UNPLAIN, (one) => PLAIN[one] ?? fullWidth(one));
const PLAIN: Record<string, string> = {
  '−': '-',
  '﹣': '-',
  '‐': '-',
  '‑': '-',
  '–': '–',
  '—': '–',
  '～': '~',
  '∼': '~',
  '〜': '~',
  '≧': '≥',
  '⩾': '≥',
  '≦': '≤',
  '⩽': '≤',
  '≮': '≥',
  '≯': '≤',
  '﹥': '>',
  '﹤': '<',
  µ: 'μ',
  Ω: 'Ω',
  '・': '·',
  '⋅': '·',
  '∙': '·',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u3000': ' ',
  '\t': ' ',
  '≈': '约',
  '≃': '约',
};
const UNPLAIN = /[−﹣‐‑—～∼〜≧⩾≦⩽≮≯﹥﹤µΩ・⋅∙\u00a0\u2009\u202f\u3000\t≈≃！-｝]/g;
const fullWidth = (one: string): string => String.fromCharCode(one.charCodeAt(0) - 0xfee0);

const DIGITS = String.raw`\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const POWER = String.raw`(?: ?[×x*] ?10(?:\^?-?\d{1,2}|[⁻¹²³⁴⁵⁶⁷⁸⁹⁰]+)|[eE][-+]?\d{1,2}(?![A-Za-z\d]))`;
const MULTIPLE = String.raw` ?(?:万亿|千万|百万|万|亿)| (?:million|billion|thousand)\b`;
const NUMBER = `([-+]?(?:${DIGITS}))(${POWER})?(${MULTIPLE})?`;
const FIRST = new RegExp(NUMBER, 'y');
const SECOND = new RegExp(` ?(~|–|-|至|到|to | to |±|\\+/-) ?${NUMBER}`, 'y');
const ANY_DIGIT = /\d/g;

const MULTIPLES: Record<string, number> = {
  百万: 1e6,
  千万: 1e7,
  万亿: 1e12,
  万: 1e4,
  亿: 1e8,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
};
const SUPERSCRIPT_DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** All quantities of a text in plain form, in order. Numbers inside names (PA66, QT700-2A, 2024年) are not quantities. */
export function quantitiesIn(text: string): Quantity[] {
  const found: Quantity[] = [];
  ANY_DIGIT.lastIndex = 0;
  for (let digit = ANY_DIGIT.exec(text); digit; digit = ANY_DIGIT.exec(text)) {
    const one = quantityAt(text, digit.index);
    ANY_DIGIT.lastIndex = one.end;
    if (one.quantity) append(found, one.quantity, text);
  }
  return found;
}

/** 6 min 50 s is one duration. */
function append(found: Quantity[], next: Quantity, text: string): void {
  const last = found.at(-1);
  const seconds = last && last.shape === 'value' && next.shape === 'value' && secondsOf(last.unit);
  const then = secondsOf(next.unit);
  if (last && seconds && then && then < seconds && text.slice(last.end, next.start).trim() === '') {
    const value = last.low + (next.low * then) / seconds;
    found[found.length - 1] = { ...last, end: next.end, low: value, high: value };
  } else found.push(next);
}
const SECONDS: Record<string, number> = { h: 3600, 小时: 3600, min: 60, 分钟: 60, 分: 60, s: 1, 秒: 1 };
const secondsOf = (unit: string): number | undefined => SECONDS[unit];

function quantityAt(text: string, digit: number): { end: number; quantity: Quantity | null } {
  let start = digit;
  const sign = text.charAt(digit - 1);
  // A hyphen between letters and digits joins them; after space, bracket, comparator or Han character it is a sign.
  if ((sign === '-' || sign === '+') && !/[\w)\]%℃]/.test(text.charAt(digit - 2))) start--;
  const tolerance = /(?:±|\+\/-) ?$/.exec(text.slice(Math.max(0, digit - 4), digit))?.[0];
  if (tolerance !== undefined) start = digit;
  FIRST.lastIndex = start;
  const first = FIRST.exec(text);
  if (!first) return { end: digit + 1, quantity: null };
  const end = start + first[0].length;
  if (isInsideName(text, start)) return { end: wordEnd(text, end), quantity: null };
  const value = valueOf(first, 1);
  let unit = unitAfter(text, end);
  SECOND.lastIndex = unit.end;
  let second = SECOND.exec(text);
  // "-2" after a number is a range only where a unit or nothing follows it, not in 2024-05-11 or 316-2A.
  if (second?.[1] === '-' && /^(?:-\d|[A-Za-z]\d)/.test(text.slice(SECOND.lastIndex))) second = null;
  if (second && unit.text === '' && first[3] === undefined && second[1] === '-' && /^0\d/.test(second[2] ?? ''))
    second = null;
  if (!second) {
    if (isDate(value, unit.text, text, end)) return { end: unit.end, quantity: null };
    if (/[A-Za-z\d.]/.test(text.charAt(unit.end)) && unit.text === '')
      return { end: wordEnd(text, end), quantity: null };
    const one = { end: unit.end, unit: unit.text };
    return {
      end: unit.end,
      quantity:
        tolerance === undefined
          ? { ...one, start, low: value, high: value, shape: 'value' }
          : { ...one, start: digit - tolerance.length, low: -value, high: value, shape: 'tolerance' },
    };
  }
  const after = unitAfter(text, SECOND.lastIndex);
  const other = valueOf(second, 2);
  if (unit.text === '') unit = after;
  const shared = after.text === '' ? unit.text : after.text;
  const bare = first[3] === undefined && second[4] !== undefined && second[1] !== '±';
  const low = bare ? value * multipleOf(second[4]) : value;
  // 20 ℃ to 60 % is two quantities; 0.1 MPa~500 kPa is too rare to be worth a second unit.
  if (unit.text !== '' && after.text !== '' && unit.text !== after.text) {
    return {
      end: unit.end,
      quantity: { start, end: unit.end, low: value, high: value, unit: unit.text, shape: 'value' },
    };
  }
  if (second[1] === '±' || second[1] === '+/-') {
    const by = Math.abs(after.text === '%' && unit.text !== '%' ? (value * other) / 100 : other);
    return {
      end: after.end,
      quantity: { start, end: after.end, low: value - by, high: value + by, unit: shared, shape: 'range' },
    };
  }
  return {
    end: after.end,
    quantity: {
      start,
      end: after.end,
      low: Math.min(low, other),
      high: Math.max(low, other),
      unit: shared,
      shape: 'range',
    },
  };
}

function unitAfter(text: string, at: number): { text: string; end: number } {
  const spaces = text.charAt(at) === ' ' ? 1 : 0;
  const unit = unitAt(text, at + spaces);
  if (unit === null) return { text: '', end: at };
  return { text: unit, end: at + spaces + unit.length };
}

function valueOf(match: RegExpExecArray, group: number): number {
  const digits = (match[group] ?? '').replaceAll(',', '');
  const power = match[group + 1];
  // Read as one literal: 2 × 10 ** -5 is not 2e-5.
  return Number(power ? `${digits}e${exponentOf(power)}` : digits) * multipleOf(match[group + 2]);
}
const multipleOf = (written: string | undefined): number => MULTIPLES[written?.trim() ?? ''] ?? 1;

function exponentOf(written: string): number {
  const exponent = written.replace(/^ ?[×x*] ?10\^?|^[eE]/, '');
  const plain = [...exponent].map((one) => {
    const digit = SUPERSCRIPT_DIGITS.indexOf(one);
    return one === '⁻' ? '-' : digit >= 0 ? String(digit) : one;
  });
  return Number(plain.join(''));
}

/** PA66, QT700-2A, GB/T 22900, UL 94. */
const isInsideName = (text: string, start: number): boolean =>
  /[A-Za-zα-ωΑ-Ω_.\d]/.test(text.charAt(start - 1)) ||
  /[A-Za-z\d]-$|\b(?:UL|ISO|IEC|IEEE|ASTM|EN|DIN|JIS|GB|GB\/T|No\.?) ?$/.test(
    text.slice(Math.max(0, start - 6), start),
  );
const wordEnd = (text: string, at: number): number => {
  let end = at;
  while (/[A-Za-z\d._-]/.test(text.charAt(end))) end++;
  return end;
};
const isDate = (value: number, unit: string, text: string, end: number): boolean =>
  (unit === '年' && value >= 1900 && value < 2100 && Number.isInteger(value)) || /^ ?月/.test(text.slice(end, end + 2));

import { readXml } from './xml-events.js';

/** What a number stands for, told by its format. */
export type NumberMeaning = 'number' | 'date' | 'time' | 'percent';

/** Formats without a code of their own, ECMA-376 part 1, 18.8.30, the East Asian ones included. */
const BUILT_IN: ReadonlyMap<number, NumberMeaning> = new Map([
  ...[9, 10].map((id) => [id, 'percent'] as const),
  ...[14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, 'time'] as const),
]);

/** What a format code such as `yyyy"年"m"月"` or `0.0%` makes of a number. */
export function meaningOf(code: string): NumberMeaning {
  const [positive = ''] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .toLowerCase()
    .split(';');
  if (positive.includes('general')) return 'number';
  const hasClock = /[hs]/.test(positive);
  if (/[yd]/.test(positive) || (positive.includes('m') && !hasClock)) return 'date';
  if (hasClock) return 'time';
  return positive.includes('%') ? 'percent' : 'number';
}

/** What the numbers of each cell style mean, by the index that cells name. */
export async function readFormats(styles: string): Promise<NumberMeaning[]> {
  const own = new Map<number, NumberMeaning>();
  const meanings: NumberMeaning[] = [];
  let inCellFormats = false;
  await readXml('styles.xml', styles, {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), meaningOf(attributes['formatCode'] ?? ''));
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        meanings.push(own.get(id) ?? BUILT_IN.get(id) ?? 'number');
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return meanings;
}

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 date system, its invented 29 February 1900 taken into account, and what the 1904 one adds. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1462;
/** Excel keeps 15 digits; beyond them a number is not what was typed. */
const DIGITS = 15;

/** A number as a person reads it in the sheet: 2026-05-01, 08:30, 85%, 0.3. */
export function textOfNumber(value: number, meaning: NumberMeaning, isFrom1904: boolean): string {
  if (meaning === 'percent') return `${plain(value * 100)}%`;
  if (meaning === 'number') return plain(value);
  const serial = value + (isFrom1904 ? DAYS_TO_1904 : 0);
  const at = new Date(DAY_ZERO + Math.round(serial * DAY_MS));
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return plain(value);
  const iso = at.toISOString();
  if (meaning === 'time' && serial < 1) return iso.slice(11, 19).replace(/:00$/, '');
  return Number.isInteger(serial) ? iso.slice(0, 10) : iso.slice(0, 19);
}

const plain = (value: number): string => String(Number(value.toPrecision(DIGITS)));

/** Whether a whole number lost digits: 18-digit codes typed as numbers end in zeros. */
export const hasLostDigits = (value: number): boolean => Number.isInteger(value) && Math.abs(value) >= 10 ** DIGITS;

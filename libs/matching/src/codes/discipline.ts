import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';
import { DISCIPLINES } from './discipline-names.js';

/** GB/T 13745-2009 discipline: 3, 5 or 7 digits below a known one of the first level, e.g. 430, 43045. */
export function disciplineFault(code: string): CodeFault | null {
  if (!/^\d{3}(\d{2}){0,2}$/.test(code)) {
    return codeFault(
      '应为 GB/T 13745 学科代码：3、5 或 7 位数字，例如 430、43045。',
      'should be a GB/T 13745 code of 3, 5 or 7 digits, e.g. 430 or 43045.',
    );
  }
  if (code.slice(0, 3) in DISCIPLINES) return null;
  return codeFault(
    `GB/T 13745 没有一级学科 ${code.slice(0, 3)}，请核对前三位。`,
    `GB/T 13745 has no discipline ${code.slice(0, 3)}; check the first three digits.`,
  );
}

/** Path of a discipline, first level first: 4304510 → 430, 43045, 4304510. */
export const disciplinePath = (code: string): string[] =>
  [3, 5, 7].filter((length) => length <= code.length).map((length) => code.slice(0, length));

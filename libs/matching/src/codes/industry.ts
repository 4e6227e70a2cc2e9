import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';
import { INDUSTRIES } from './industry-names.js';

const divisionsOf = (letter: string): string[] =>
  Object.keys(INDUSTRIES).filter((code) => code.length === 3 && code.startsWith(letter));

/** GB/T 4754-2017: section letter and 2 to 4 digits whose division lies in that section, e.g. C35, C3841. */
export function industryFault(code: string): CodeFault | null {
  if (!/^[A-T]\d{2,4}$/.test(code)) {
    return codeFault(
      '应为 GB/T 4754-2017 行业代码：门类字母（A–T）加 2 至 4 位数字，例如 C3841。',
      'should be a GB/T 4754-2017 code: a section letter (A–T) and 2 to 4 digits, e.g. C3841.',
    );
  }
  const [letter, division] = [code.slice(0, 1), code.slice(0, 3)];
  if (division in INDUSTRIES) return null;
  const belongs = Object.keys(INDUSTRIES).find((one) => one.length === 3 && one.slice(1) === division.slice(1));
  if (belongs) {
    return codeFault(
      `GB/T 4754-2017 的 ${division.slice(1)} 大类属于门类 ${belongs.slice(0, 1)}：是否应为 ${belongs}${code.slice(3)}？`,
      `division ${division.slice(1)} of GB/T 4754-2017 lies in section ${belongs.slice(0, 1)}; was ` +
        `${belongs}${code.slice(3)} meant?`,
    );
  }
  const all = divisionsOf(letter);
  return codeFault(
    `GB/T 4754-2017 没有大类 ${division}；门类 ${letter} 的大类为 ${all[0]} 至 ${all.at(-1)}。`,
    `GB/T 4754-2017 has no division ${division}; those of section ${letter} are ${all[0]} to ${all.at(-1)}.`,
  );
}

/** Path of an industry code in the tree, section first: C3841 → C, C38, C384, C3841. */
export const industryPath = (code: string): string[] =>
  [code.slice(0, 1), code.slice(0, 3), code.slice(0, 4), code.slice(0, 5)].filter(
    (step, i, all) => step !== all[i - 1],
  );

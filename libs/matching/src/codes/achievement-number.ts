import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** 科技成果登记号: 3 characters of region or department, the year, Y, 4 digits. No check digit is known. */
export function achievementNumberFault(code: string): CodeFault | null {
  if (/^[0-9A-Z]{3}(?:19|20)\d{2}Y\d{4}$/.test(code)) return null;
  return codeFault(
    '科技成果登记号应为 3 位地区或部门代码、4 位年份、Y 和 4 位流水号，例如 3502019Y0123。',
    'a registration number of an achievement is 3 characters of region or department, the year, Y and 4 digits, ' +
      'e.g. 3502019Y0123.',
  );
}

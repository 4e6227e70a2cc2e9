import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** ORCID in its hyphenated form, with its ISO 7064 mod 11-2 check character. */
export function orcidFault(code: string): CodeFault | null {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(code)) {
    return codeFault(
      'ORCID 应为 16 位、每 4 位以“-”分隔，例如 0000-0002-1825-0097。',
      'an ORCID has 16 digits in groups of four, e.g. 0000-0002-1825-0097.',
    );
  }
  const digits = code.replaceAll('-', '');
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const remainder = (12 - (total % 11)) % 11;
  const check = remainder === 10 ? 'X' : String(remainder);
  if (digits.charAt(15) === check) return null;
  return codeFault(
    `ORCID 校验位不符：若前 15 位无误，末位应为“${check}”，请核对。`,
    `the check digit of this ORCID does not fit: if the first 15 digits are right, the last should be “${check}”.`,
  );
}

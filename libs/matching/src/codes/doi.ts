import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** DOI as `10.`, the registrant's number, `/` and a suffix without spaces (ISO 26324; it has no check digit). */
export function doiFault(code: string): CodeFault | null {
  if (/^10\.\d{4,9}(?:\.\d+)*\/[\x21-\x7E]+$/.test(code)) return null;
  return codeFault(
    'DOI 应以“10.”开头，不带网址和空格，例如 10.1000/182。',
    'a DOI begins with 10. and has no address and no spaces, e.g. 10.1000/182.',
  );
}

import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

/** 技术合同登记编号: 16 digits, 14 in the older form. No check digit is known. */
export function contractNumberFault(code: string): CodeFault | null {
  if (/^(?:\d{16}|\d{14})$/.test(code)) return null;
  return codeFault(
    `技术合同登记编号应为 16 位数字（旧编号 14 位），现为 ${code.length} 位${/\D/.test(code) ? '且含有非数字' : ''}。`,
    `a contract's registration number has 16 digits (14 in the older form); this has ${code.length} characters` +
      `${/\D/.test(code) ? ', some of them no digits' : ''}.`,
  );
}

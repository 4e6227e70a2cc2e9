/** 技术合同登记编号: 16 digits, 14 in the older form. No check digit is known. */
export const isContractNumber = (code: string): boolean => /^(?:\d{16}|\d{14})$/.test(code);

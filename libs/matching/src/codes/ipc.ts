/** IPC: section, class, subclass and, where given, group: H01M or H01M 10/0525. */
export const isIpc = (code: string): boolean => /^[A-H]\d{2}[A-Z](\s?\d{1,4}\/\d{2,6})?$/.test(code);

/** GB/T 13745 discipline: 3, 5 or 7 digits. */
export const isDiscipline = (code: string): boolean => /^\d{3}(\d{2}){0,2}$/.test(code);

import type { Fault } from '../errors.js';

/** What is wrong with a code and how to mend it, in both languages. */
export type CodeFault = Pick<Fault, 'zh' | 'en'>;

/** Null for a code that may be taken. */
export type CodeCheck = (code: string) => CodeFault | null;

export const codeFault = (zh: string, en: string): CodeFault => ({ zh, en });

/** Sum of digits times weights; characters stand for their place in the alphabet. */
export function weighedSum(code: string, alphabet: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * alphabet.indexOf(code.charAt(i)), 0);
}

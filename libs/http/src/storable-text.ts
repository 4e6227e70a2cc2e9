import { z } from 'zod';
import { says } from './zod-faults.js';

/** U+0000 and lone surrogates, which PostgreSQL cannot store. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** Trimmed text of 1 to `most` characters that can be stored. */
export const storableText = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(
      isStorable,
      says(
        '含有无法保存的字符（U+0000 或不成对的代理字符），请删除。',
        'holds characters that cannot be stored (U+0000 or lone surrogates); remove them.',
      ),
    );

/** A text that is kept as it is told, not as it was given: what cannot be stored of it is replaced by U+FFFD. */
export const madeStorable = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();

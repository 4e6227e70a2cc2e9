import { madeStorable } from '#http';

/** Names of columns may be as long as a row. */
const LONGEST = 2000;
const told = (words: string): string => madeStorable(words.slice(0, LONGEST));

/** The file as a whole cannot be read; says why and what to do in both languages. */
export class UnreadableFile extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(zh: string, en: string) {
    super(`${told(zh)}\n${told(en)}`);
    this.zh = told(zh);
    this.en = told(en);
  }
}

import { bigramsOf, COOPERATION_MODE_CODES, TECHNICAL_FIELDS } from '#matching';
import type { RecordContent, TermCounts } from '#matching';
import { seeded } from '../test/eval/resampling.js';

/** Words of one field are drawn this often; the rest are words of every field. */
const OF_ITS_FIELD = 0.6;
const FIELDS = 200;
const WORDS_OF_A_FIELD = 80;

/** Characters of a body: log-normal about a median, as records of the field are (mean 538, 99th percentile 3,388). */
const BODY = {
  achievement: { median: 300, spread: 1.0, most: 20_000 },
  need: { median: 250, spread: 0.75, most: 5_000 },
} as const;
const TITLE_CHARACTERS = 20;
const UNITS = ['%', '℃', 'MPa', 'mm', 'h', 'kW'];

/** A record, and the words it was put together from: what a segmenter would find, without waiting for one. */
export interface Generated {
  content: RecordContent;
  titleWords: string[];
  bodyWords: string[];
}

/**
 * Records that never were, of shipped words: of one size, vocabulary and clustering with real ones, and without sense.
 * The same seed gives the same records.
 */
export class GeneratedRecords {
  private readonly random: () => number;
  private readonly words: { word: string; upTo: number }[] = [];
  private readonly fields: string[][];
  /** What was drawn for the text that is being made. */
  private drawn: string[] = [];

  constructor(terms: TermCounts, seed: number) {
    this.random = seeded(seed);
    let sum = 0;
    for (const [word, count] of [...terms.counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!/^[一-鿿]{2,5}$/.test(word) || bigramsOf(word).length === 0) continue;
      this.words.push({ word, upTo: (sum += count) });
    }
    this.fields = Array.from({ length: FIELDS }, () => Array.from({ length: WORDS_OF_A_FIELD }, () => this.anyWord()));
  }

  /** Each word that a record may be made of. */
  get vocabulary(): string[] {
    return this.words.map(({ word }) => word);
  }

  next(kind: 'need' | 'achievement'): RecordContent {
    return this.nextWithWords(kind).content;
  }

  nextWithWords(kind: 'need' | 'achievement'): Generated {
    const field = this.fields[Math.floor(this.random() * FIELDS)] ?? [];
    const { median, spread, most } = BODY[kind];
    const characters = Math.min(most, Math.round(median * Math.exp(spread * this.normal())));
    this.drawn = [];
    const title = this.text(field, TITLE_CHARACTERS);
    const titleWords = this.drawn;
    const bodyWords = (this.drawn = []);
    const content = {
      title,
      description: `${this.text(field, characters)}。`,
      keywords: this.sometimes(() => this.several(4, () => this.ownWord(field))),
      indicators: this.sometimes(() => this.several(3, () => this.indicator(field, kind))),
      technicalFields: this.sometimes(() => [this.oneOf(Object.keys(TECHNICAL_FIELDS))]),
      cooperationModes: this.sometimes(() => [this.oneOf(COOPERATION_MODE_CODES)]),
    };
    const [level, fen] = [1 + Math.floor(this.random() * 9), Math.round(1e7 * Math.exp(this.normal()))];
    const whole =
      kind === 'need'
        ? { ...content, leastTrl: this.sometimes(() => level), budgetMax: this.sometimes(() => fen) }
        : { ...content, trl: this.sometimes(() => level), priceMin: this.sometimes(() => fen) };
    return { content: whole, titleWords, bodyWords };
  }

  private indicator(field: readonly string[], kind: 'need' | 'achievement'): string {
    const value = Math.round(this.random() * 100);
    return `${this.ownWord(field)}${kind === 'need' ? '不低于' : '达到'} ${value} ${this.oneOf(UNITS)}`;
  }

  /** Half of the records say it. */
  private sometimes<T>(make: () => T): T | undefined {
    return this.random() < 0.5 ? make() : undefined;
  }

  private several<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  private oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)]!;
  }

  /** The words a field leans on most are those at the head of its list. */
  private ownWord(field: readonly string[]): string {
    return this.draw(field[Math.floor(field.length * this.random() ** 2)] ?? '');
  }

  private text(field: readonly string[], characters: number): string {
    let text = '';
    for (let words = 1; text.length < characters; words++) {
      text += this.random() < OF_ITS_FIELD ? this.ownWord(field) : this.anyWord();
      if (words % 6 === 0) text += words % 18 === 0 ? '。' : '，';
    }
    return text;
  }

  private anyWord(): string {
    const at = this.random() * (this.words.at(-1)?.upTo ?? 0);
    let [low, high] = [0, this.words.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.words[middle]?.upTo ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return this.draw(this.words[low]?.word ?? '');
  }

  private draw(word: string): string {
    this.drawn.push(word);
    return word;
  }

  /** Standard normal, by Box and Muller. */
  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
  }
}

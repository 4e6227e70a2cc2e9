import type { SharedPhrase, Span } from '../evidence.js';
import { textFieldsOf } from '../records.js';
import type { RecordContent, TextField } from '../records.js';
import { bigramsOf, isHan, normalizeWithOffsets } from '../text/normalize.js';
import type { NormalizedText } from '../text/normalize.js';
import type { TermStatistics } from '../text/term-statistics.js';

const SHOWN_PHRASES = 8;
const LONGEST_HAN_PHRASE = 16;
const MAY_NOT_START = /^[的了和与及在对为等是或中以可将其于并由时后能有]/;
const MAY_NOT_END = /[的了和与及在对为等是或以可将其于并由能有]$/;

interface Field extends TextField {
  normal: NormalizedText;
}

/** The longest phrases both records use, the most telling first, each with where it stands in the stored texts. */
export function sharedPhrases(need: RecordContent, supply: RecordContent, statistics: TermStatistics): SharedPhrase[] {
  const needFields = fieldsOf(need);
  const supplyFields = fieldsOf(supply);
  const found = new Map<string, SharedPhrase & { weight: number }>();
  for (const field of needFields) {
    for (const run of field.normal.text.matchAll(/[㐀-䶿一-鿿]{2,}|[a-z0-9α-ω]{2,}/g)) {
      for (const [phrase, at] of isHan(run[0]) ? hanPhrases(run[0], supplyFields) : wholeWord(run[0], supplyFields)) {
        if (found.has(phrase)) continue;
        const other = locate(phrase, supplyFields);
        if (!other) continue;
        const weight = bigramsOf(phrase).reduce((sum, term) => sum + statistics.weight(term), 0);
        found.set(phrase, { text: phrase, need: spanOf(field, run.index + at, phrase.length), supply: other, weight });
      }
    }
  }
  const ranked = [...found.values()].sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1));
  const kept: SharedPhrase[] = [];
  for (const { text, need: asked, supply: offered } of ranked) {
    if (kept.length === SHOWN_PHRASES) break;
    if (!kept.some((longer) => longer.text.includes(text))) kept.push({ text, need: asked, supply: offered });
  }
  return kept;
}

const fieldsOf = (content: RecordContent): Field[] =>
  textFieldsOf(content).map((field) => ({ ...field, normal: normalizeWithOffsets(field.text) }));

/** Greedy cover of a Han run by the longest pieces that the other side also has. */
function* hanPhrases(run: string, fields: Field[]): Generator<[string, number]> {
  let at = 0;
  while (at + 2 <= run.length) {
    let length = 0;
    while (
      length < LONGEST_HAN_PHRASE &&
      at + length < run.length &&
      (length < 1 || fields.some(({ normal }) => normal.text.includes(run.slice(at, at + length + 1))))
    ) {
      length++;
    }
    let start = at;
    let end = at + length;
    while (start < end && MAY_NOT_START.test(run.slice(start, end))) start++;
    while (start < end && MAY_NOT_END.test(run.slice(start, end))) end--;
    if (end - start >= 2) yield [run.slice(start, end), start];
    at += Math.max(1, length - 1);
  }
}

function* wholeWord(word: string, fields: Field[]): Generator<[string, number]> {
  if (!/^\d+$/.test(word) && word.length > 2 && locate(word, fields)) yield [word, 0];
}

function locate(phrase: string, fields: Field[]): Span | null {
  const bounded = !isHan(phrase);
  for (const field of fields) {
    let at = field.normal.text.indexOf(phrase);
    while (at >= 0) {
      if (!bounded || !isInsideWord(field.normal.text, at, phrase.length)) return spanOf(field, at, phrase.length);
      at = field.normal.text.indexOf(phrase, at + 1);
    }
  }
  return null;
}

const isInsideWord = (text: string, at: number, length: number): boolean =>
  /[a-z0-9α-ω]/.test(text.charAt(at - 1)) || /[a-z0-9α-ω]/.test(text.charAt(at + length));

const spanOf = ({ path, normal }: Field, start: number, length: number): Span => ({
  path,
  start: normal.offsets[start] ?? 0,
  end: normal.offsets[start + length] ?? 0,
});

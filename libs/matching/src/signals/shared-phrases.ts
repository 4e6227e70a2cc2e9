import type { SharedPhrase, Span } from '../evidence.js';
import { bigramsOf, isHan } from '../text/normalize.js';
import { has } from '../text/sparse-vector.js';
import { hashOf } from '../text/term-hash.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { LexicalForm, NormalizedField } from './signal.js';

const SHOWN_PHRASES = 8;
/** Inverse document frequency, in nats, that a phrase has on average: 技术, 问题, 目前 and 现有 say nothing of a pair. */
const LEAST_TELLING = 4;
const LONGEST_HAN_PHRASE = 16;
const MAY_NOT_START = /^[的了和与及在对为等是或中以可将其于并由时后能有种个]/;
const MAY_NOT_END = /[的了和与及在对为等是或以可将其于并由能有]$/;

/** English words that every text uses: the counted background is Chinese and takes them for rare. */
const EVERYDAY = new Set(
  (
    'about above after again against all also among and any are because been before being below between both but can ' +
    'could did does down due during each for from further had has have high how into its less like low made make makes ' +
    'many may more most much must need needs new not now off one only other our out over own per same several shall ' +
    'should since some such than that the their them then there these they this those three through too two under ' +
    'until use used uses using very was way well were what when where which while who will with within without would ' +
    'you your'
  ).split(' '),
);

/** The longest phrases both records use, the most telling first, each with where it stands in the stored texts. */
export function sharedPhrases(need: LexicalForm, supply: LexicalForm, statistics: TermStatistics): SharedPhrase[] {
  // Every bigram of the supply: tells quickly that a phrase is not there.
  const bigrams = supply.vector('whole', 'bigram');
  const known = (bigram: string): boolean => has(bigrams, hashOf(bigram));
  const fields = supply.fields();
  const found = new Map<string, SharedPhrase & { weight: number }>();
  for (const field of need.fields()) {
    for (const run of field.text.matchAll(/[㐀-䶿一-鿿]{2,}|[a-z0-9α-ω]{3,}/g)) {
      const phrases = isHan(run[0]) ? hanPhrases(run[0], fields, known) : wholeWord(run[0], known);
      for (const [phrase, at] of phrases) {
        if (found.has(phrase) || cutsCharacter(field, run.index + at, phrase.length)) continue;
        const other = locate(phrase, fields);
        if (!other) continue;
        const terms = bigramsOf(phrase);
        const weight = terms.reduce((sum, term) => sum + statistics.weight(term), 0);
        if (weight < LEAST_TELLING * terms.length) continue;
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

/** Greedy cover of a Han run by the longest pieces that the other side also has. */
function* hanPhrases(
  run: string,
  fields: readonly NormalizedField[],
  known: (bigram: string) => boolean,
): Generator<[string, number]> {
  for (let at = 0; at + 2 <= run.length;) {
    // Most positions end here: no phrase starts where not even two characters are shared.
    if (!known(run.slice(at, at + 2))) {
      at++;
      continue;
    }
    let length = 2;
    while (
      length < LONGEST_HAN_PHRASE &&
      at + length < run.length &&
      known(run.slice(at + length - 1, at + length + 1)) &&
      fields.some(({ text }) => text.includes(run.slice(at, at + length + 1)))
    ) {
      length++;
    }
    let start = at;
    let end = at + length;
    while (start < end && MAY_NOT_START.test(run.slice(start, end))) start++;
    while (start < end && MAY_NOT_END.test(run.slice(start, end))) end--;
    if (end - start >= 2) yield [run.slice(start, end), start];
    at += length - 1;
  }
}

function* wholeWord(word: string, known: (bigram: string) => boolean): Generator<[string, number]> {
  if (known(word) && !EVERYDAY.has(word) && !/^\d+$/.test(word)) yield [word, 0];
}

/** Where a phrase first stands in the stored texts; letters count as a word of their own, not inside another. */
export function locate(phrase: string, fields: readonly NormalizedField[]): Span | null {
  for (const field of fields) {
    let at = field.text.indexOf(phrase);
    while (at >= 0) {
      if (!cutsCharacter(field, at, phrase.length) && !cutsWord(field.text, at, phrase.length))
        return spanOf(field, at, phrase.length);
      at = field.text.indexOf(phrase, at + 1);
    }
  }
  return null;
}

const isLetter = (character: string): boolean => /[a-z0-9α-ω]/.test(character);
const cutsWord = (text: string, at: number, length: number): boolean =>
  [at, at + length].some((edge) => isLetter(text.charAt(edge - 1)) && isLetter(text.charAt(edge)));

const spanOf = ({ path, offsets }: NormalizedField, start: number, length: number): Span => ({
  path,
  start: offsets[start] ?? 0,
  end: offsets[start + length] ?? 0,
});

const cutsCharacter = ({ offsets }: NormalizedField, at: number, length: number): boolean =>
  (at > 0 && offsets[at] === offsets[at - 1]) || offsets[at + length] === offsets[at + length - 1];

import { isHan, normalize } from '#matching';

const LONGEST_PHRASE = 4;
const ROUNDS = 8;
/** A word's translation is used when it was met this often, and is at least this likely. */
const LEAST_MET = 2;
const LEAST_LIKELY = 0.3;

const stem = (word: string): string => word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
const wordsOf = (text: string): string[] => (normalize(text).match(/[a-z0-9]+/g) ?? []).map(stem);
const best = (counts: ReadonlyMap<string, number>): [string, number] | undefined =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];

export interface TermList {
  /** Chinese terms for what an English text says, as far as they are known. */
  translate(text: string): string[];
}

/**
 * Learns from lines of a Chinese and an English term, in either order: whole phrases by frequency, single words by
 * expectation–maximisation over the words of both terms (IBM model 1). Formulas and long terms are dropped.
 */
export function learnTerms(tsv: string, segment: (text: string) => string[]): TermList {
  const phrases = new Map<string, Map<string, number>>();
  for (const line of tsv.split('\n')) {
    const sides = line.split('\t').map((side) => normalize(side).trim());
    const chinese = sides.find((side) => /^[一-鿿a-z0-9-]{2,10}$/.test(side) && /[一-鿿]/.test(side));
    const english = sides.find((side) => /[a-z]{3}/.test(side) && !/[一-鿿$\\{}^]/.test(side));
    const key = english && wordsOf(english).join(' ');
    if (!chinese || !key || key.split(' ').length > LONGEST_PHRASE) continue;
    const known = phrases.get(key) ?? new Map<string, number>();
    phrases.set(key, known.set(chinese, (known.get(chinese) ?? 0) + 1));
  }
  const words = learnWords(phrases, segment);
  return {
    translate(text) {
      const found = wordsOf(text);
      const out: string[] = [];
      const used = new Set<number>();
      for (let length = LONGEST_PHRASE; length >= 1; length--) {
        for (let at = 0; at + length <= found.length; at++) {
          const places = Array.from({ length }, (_one, i) => at + i);
          const known = phrases.get(found.slice(at, at + length).join(' '));
          if (!known || places.some((place) => used.has(place))) continue;
          out.push(best(known)?.[0] ?? '');
          for (const place of places) used.add(place);
        }
      }
      found.forEach((word, place) => {
        const known = words.get(word);
        const met = [...(known?.values() ?? [])].reduce((sum, one) => sum + one, 0);
        const [chinese, count] = (known && met >= LEAST_MET && best(known)) || ['', 0];
        if (!used.has(place) && count >= LEAST_LIKELY * met && isHan(chinese)) out.push(chinese);
      });
      return out;
    },
  };
}

/** Expected counts of each Chinese word for each English word. */
function learnWords(
  phrases: ReadonlyMap<string, ReadonlyMap<string, number>>,
  segment: (text: string) => string[],
): Map<string, Map<string, number>> {
  const pairs = [...phrases].flatMap(([english, all]) =>
    [...all].map(([chinese, count]) => ({
      english: english.split(' ').filter((word) => /^[a-z]{3,}$/.test(word)),
      chinese: [...new Set(segment(chinese))],
      count,
    })),
  );
  let likely: ((english: string, chinese: string) => number) | null = null;
  let counts = new Map<string, Map<string, number>>();
  for (let round = 0; round < ROUNDS; round++) {
    counts = new Map();
    for (const { english, chinese, count } of pairs) {
      for (const one of chinese) {
        const shares = english.map((word) => likely?.(word, one) ?? 1);
        const sum = shares.reduce((total, share) => total + share, 0) || 1;
        english.forEach((word, i) => {
          const known = counts.get(word) ?? new Map<string, number>();
          counts.set(word, known.set(one, (known.get(one) ?? 0) + ((shares[i] ?? 0) / sum) * count));
        });
      }
    }
    const before = counts;
    const totals = new Map(
      [...before].map(([word, known]) => [word, [...known.values()].reduce((sum, one) => sum + one, 0)]),
    );
    likely = (word, one) => (before.get(word)?.get(one) ?? 0) / (totals.get(word) ?? 1);
  }
  return counts;
}

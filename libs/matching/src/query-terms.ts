import type { AnyProfiled } from './profile.js';
import type { Engine } from './engine.js';

/** Terms a record asks the index with: a BM25 query of 100 terms costs three times one of 40 and finds no more. */
const QUERY_TERMS = 40;

/** The most telling bigrams and words of a record, best first: telling power, damped frequency. */
export function queryTermsOf(profiled: AnyProfiled, { context }: Engine): string[] {
  const form = context.lexicalForm(profiled);
  const counts = new Map<string, number>();
  for (const unit of ['word', 'bigram'] as const) {
    const ofUnit = new Map<string, number>();
    for (const term of form.terms('whole', unit)) ofUnit.set(term, (ofUnit.get(term) ?? 0) + 1);
    for (const [term, count] of ofUnit) counts.set(term, count);
  }
  return [...counts]
    .map(([term, count]) => ({ term, weight: (1 + Math.log(count)) * context.statistics.weight(term) }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, QUERY_TERMS)
    .map(({ term }) => term);
}

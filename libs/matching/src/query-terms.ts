import type { AnyProfiled } from './profile.js';
import type { Engine } from './engine.js';

/** Terms a record asks the index with: a BM25 query of 100 terms costs three times one of 40 and finds no more. */
const QUERY_TERMS = 40;

/** The most telling bigrams and words of a record, best first. */
export function queryTermsOf(profiled: AnyProfiled, engine: Engine): string[] {
  const { whole } = engine.context.lexicalForm(profiled);
  const weights = new Map([...whole.word, ...whole.bigram]);
  return [...weights]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, QUERY_TERMS)
    .map(([term]) => term);
}

import type { Evidence } from '../evidence.js';
import type { ProfiledNeed, ProfiledSupply } from '../profile.js';
import { cosine } from '../text/sparse-vector.js';
import type { SparseVector } from '../text/sparse-vector.js';
import { sharedPhrases } from './shared-phrases.js';
import { clampUnit } from './signal.js';
import type { LexicalUnit, Signal, SignalContext } from './signal.js';

/** Mean of the cosines of the need's title and body with the whole supply, over the parts the need has. */
const lexical = (
  name: Signal['name'],
  unit: LexicalUnit,
  evidence: (need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext) => Evidence,
): Signal => ({
  name,
  version: 1,
  read(need, supply, context) {
    const { title, body } = context.lexicalForm(need);
    const asked = [title[unit], body[unit]].filter((vector) => vector.size > 0);
    const offered = context.lexicalForm(supply).whole[unit];
    if (asked.length === 0 || offered.size === 0) return null;
    const sum = asked.reduce((total, vector) => total + cosine(vector, offered), 0);
    return { value: clampUnit(sum / asked.length), evidence: () => evidence(need, supply, context) };
  },
});

const SHOWN_TERMS = 8;

/** The shared terms that carry most of the similarity, strongest first. */
function strongestShared(need: SparseVector, supply: SparseVector): string[] {
  const shared: [string, number][] = [];
  for (const [term, weight] of need) {
    const other = supply.get(term);
    if (other !== undefined) shared.push([term, weight * other]);
  }
  shared.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return shared.slice(0, SHOWN_TERMS).map(([term]) => term);
}

const sharedTerms =
  (unit: 'character' | 'word') =>
  (need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext): Evidence => ({
    kind: 'shared-terms',
    unit,
    terms: strongestShared(context.lexicalForm(need).whole[unit], context.lexicalForm(supply).whole[unit]),
  });

export const lexicalCharacters = lexical('lexical-characters', 'character', sharedTerms('character'));
export const lexicalWords = lexical('lexical-words', 'word', sharedTerms('word'));
export const lexicalBigrams = lexical('lexical-bigrams', 'bigram', (need, supply, { statistics }) => ({
  kind: 'shared-phrases',
  phrases: sharedPhrases(need.record.content, supply.record.content, statistics),
}));

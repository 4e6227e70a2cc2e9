import type { Evidence } from '../evidence.js';
import type { ProfiledNeed, ProfiledSupply } from '../profile.js';
import { cosine, forEachShared } from '../text/sparse-vector.js';
import { locate, sharedPhrases } from './shared-phrases.js';
import { clampUnit } from './signal.js';
import type { LexicalUnit, Signal, SignalContext } from './signal.js';

/** Mean of the cosines of the need's title and body with the whole supply, over the parts the need has. */
const lexical = <Name extends string>(
  name: Name,
  prior: number,
  unit: LexicalUnit,
  evidence: (need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext) => Evidence,
): Signal<Name> => ({
  name,
  version: 1,
  prior,
  read(need, supply, context) {
    const asked = context.lexicalForm(need).asked(unit);
    const offered = context.lexicalForm(supply).vector('whole', unit);
    if (asked.hashes.length === 0 || offered.hashes.length === 0) return null;
    return { value: clampUnit(cosine(asked, offered)), evidence: () => evidence(need, supply, context) };
  },
});

const SHOWN_TERMS = 8;

/** The shared terms that carry most of the similarity, strongest first. */
const sharedTerms =
  (unit: 'character' | 'word') =>
  (need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext): Evidence => {
    const form = context.lexicalForm(need);
    const shared: [number, number][] = [];
    forEachShared(form.vector('whole', unit), context.lexicalForm(supply).vector('whole', unit), (hash, product) =>
      shared.push([hash, product]),
    );
    shared.sort(([a, x], [b, y]) => y - x || a - b);
    const offered = context.lexicalForm(supply).fields();
    const terms = shared.slice(0, SHOWN_TERMS).flatMap(([hash]) => {
      const text = form.names(unit).get(hash);
      const [asked, found] = text ? [locate(text, form.fields()), locate(text, offered)] : [];
      return text && asked && found ? [{ text, need: asked, supply: found }] : [];
    });
    return { kind: 'shared-terms', unit, terms };
  };

export const lexicalCharacters = lexical('lexical-characters', 0.45, 'character', sharedTerms('character'));
export const lexicalWords = lexical('lexical-words', 0.06, 'word', sharedTerms('word'));
export const lexicalBigrams = lexical('lexical-bigrams', 0.25, 'bigram', (need, supply, context) => ({
  kind: 'shared-phrases',
  phrases: sharedPhrases(context.lexicalForm(need), context.lexicalForm(supply), context.statistics),
}));

import { industry, technicalField } from './codes.js';
import { cooperation } from './cooperation.js';
import { freshness } from './freshness.js';
import { indicators } from './indicators.js';
import { keywords } from './keywords.js';
import { lexicalBigrams, lexicalCharacters, lexicalWords } from './lexical.js';
import { maturity } from './maturity.js';
import { price } from './price.js';
import { region } from './region.js';
import { semanticBody, semanticTitle } from './semantic.js';
import type { Signal } from './signal.js';

/** Every signal the engine reads. To add one: its file, its name in names.ts, its line here, its weight in weights.ts. */
export const SIGNALS: readonly Signal[] = [
  semanticTitle,
  semanticBody,
  lexicalCharacters,
  lexicalBigrams,
  lexicalWords,
  keywords,
  indicators,
  technicalField,
  industry,
  maturity,
  cooperation,
  price,
  region,
  freshness,
];

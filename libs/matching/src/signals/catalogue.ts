import { discipline, industry, ipc, technicalField } from './codes.js';
import { cooperation } from './cooperation.js';
import { freshness } from './freshness.js';
import { indicators } from './indicators.js';
import { keywords } from './keywords.js';
import { lexicalBigrams, lexicalCharacters, lexicalWords } from './lexical.js';
import { maturity } from './maturity.js';
import { price } from './price.js';
import { region } from './region.js';
import { semanticBody, semanticTitle } from './semantic.js';

/** Every signal the engine reads. To add one: its file, and its line here. */
export const SIGNALS = [
  semanticTitle,
  semanticBody,
  lexicalCharacters,
  lexicalBigrams,
  lexicalWords,
  keywords,
  indicators,
  technicalField,
  industry,
  discipline,
  ipc,
  maturity,
  cooperation,
  price,
  region,
  freshness,
] as const;

export type SignalName = (typeof SIGNALS)[number]['name'];
export const SIGNAL_NAMES: readonly SignalName[] = SIGNALS.map(({ name }) => name);

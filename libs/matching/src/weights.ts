import type { SignalName } from './signals/names.js';

/** How much each signal counts, above 0; only ratios matter, since blending divides by what is known. */
export type Weights = Readonly<Record<SignalName, number>>;

/** Chosen by hand on samples/ and real judged needs; the nDCG there is flat around these (docs/ranking.md). */
export const DEFAULT_WEIGHTS: Weights = {
  'semantic-title': 0.12,
  'semantic-body': 0.12,
  'lexical-characters': 0.45,
  'lexical-bigrams': 0.25,
  'lexical-words': 0.06,
  keywords: 0.04,
  indicators: 0.04,
  'technical-field': 0.04,
  industry: 0.02,
  maturity: 0.01,
  cooperation: 0.015,
  price: 0.01,
  region: 0.01,
  freshness: 0.01,
};

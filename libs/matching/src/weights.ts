import type { SignalName } from './signals/names.js';

/** How much each signal counts, 0 or more; only ratios matter, since blending divides by what is known. */
export type Weights = Readonly<Record<SignalName, number>>;

/**
 * What a fit starts from and is pulled towards, and what a signal counts in a version fitted before there was such a
 * signal. Set by hand; what is in force is the version in models/engine/.
 */
export const PRIOR_WEIGHTS: Weights = {
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

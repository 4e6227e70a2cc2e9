export const SIGNAL_NAMES = [
  'semantic-title',
  'semantic-body',
  'lexical-characters',
  'lexical-bigrams',
  'lexical-words',
  'keywords',
  'indicators',
  'technical-field',
  'industry',
  'maturity',
  'cooperation',
  'price',
  'region',
  'freshness',
] as const;
export type SignalName = (typeof SIGNAL_NAMES)[number];

import type { Locale } from './errors.js';
import type { RecordContent } from './records.js';

/**
 * Whether anything fits: `none` when the best probability on a need's list is under the threshold for such a need (an
 * empty list has none), `unknown` when that cannot be told.
 */
export const FITS = ['found', 'none', 'unknown'] as const;
export type Fit = (typeof FITS)[number];

/**
 * The threshold as a fit found it: logit = a + perLength · ln(characters ÷ 100) + withField. What says little scores
 * little whatever answers it, so a short need, or one that declares no technical field, is held to less.
 */
export interface Abstention {
  a: number;
  /** 0 or more. */
  perLength: number;
  /** 0 or more; added for a need that declares a technical field. */
  withField: number;
}

/** How much a record says of what is compared. */
export interface Extent {
  /** Characters (code points) of title and description. */
  characters: number;
  hasField: boolean;
}

/** A supply that says less cannot show that it fits, so a list led by one tells nothing. */
export const LEAST_SUPPLY_CHARACTERS = 100;

export const extentOf = ({ title, description, technicalFields = [] }: RecordContent): Extent => ({
  characters: [...title].length + [...description].length,
  hasField: technicalFields.length > 0,
});

/** Probability under which the best pairing of a need means that nothing fits, 0–1 to four places. */
export function thresholdFor({ a, perLength, withField }: Abstention, { characters, hasField }: Extent): number {
  const logit = a + perLength * Math.log(Math.max(1, characters) / 100) + (hasField ? withField : 0);
  return Math.round(1e4 / (1 + Math.exp(-logit))) / 1e4;
}

/** What is said of a pairing on a need's list. */
export interface Judgeable {
  probability: number | null;
  degraded: string | null;
  supplyCharacters: number;
}

/** @param threshold see `thresholdFor`; null when the engine version has none: then nothing is ever withheld */
export function fitOf(pairings: readonly Judgeable[], threshold: number | null): Fit {
  // Calibrated on pairings that were compared in meaning: what is said of others may be off either way.
  if (threshold === null || pairings.some(({ degraded }) => degraded !== null)) return 'unknown';
  let best = { probability: 0, supplyCharacters: Infinity };
  for (const { probability, supplyCharacters } of pairings) {
    if (probability === null) return 'unknown';
    if (probability > best.probability) best = { probability, supplyCharacters };
  }
  if (best.probability >= threshold) return 'found';
  return best.supplyCharacters < LEAST_SUPPLY_CHARACTERS ? 'unknown' : 'none';
}

const SUGGESTIONS: Readonly<Record<Locale, string>> = {
  zh: '现有供给中没有合适的。可转为定向研发（委托或合作开发）或揭榜挂帅；新的供给入库后会自动再次匹配。',
  en:
    'No supply on the platform fits. The need can become commissioned research (定向研发) or an open challenge ' +
    '(揭榜挂帅); supplies that arrive later are matched by themselves.',
};

/** What to do with a need that nothing fits; null for any other. */
export const suggestionFor = (fit: Fit, locale: Locale): string | null => (fit === 'none' ? SUGGESTIONS[locale] : null);

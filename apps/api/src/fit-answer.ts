import { z } from 'zod';
import { FITS, fitOf, suggestionFor } from '#matching';
import type { Judgeable, Locale } from '#matching';

/** What an answer to a need says on whether anything fits. */
export const fitShape = {
  fit: z
    .enum(FITS)
    .describe(
      'none: the best probability is under the threshold, so the items are withheld unless all=true; unknown: not ' +
        'ranked yet, or the probabilities are missing or degraded',
    ),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('for a need that says as much as this one; null: the engine version has none'),
  withheld: z.int().min(0).describe('pairings that all=true would show'),
  suggestion: z.string().nullable().describe('with fit none: what to do instead, by Accept-Language'),
};
type FitFields = z.infer<z.ZodObject<typeof fitShape>>;

interface Asked {
  /** See `thresholdFor`; null when the engine version has none. */
  threshold: number | null;
  isRanked: boolean;
  all: boolean;
  locale: Locale;
}

/** What is shown of a need's whole list, and what is said about it. */
export function fitAnswer<P extends Judgeable>(
  pairings: readonly P[],
  { threshold, isRanked, all, locale }: Asked,
): { shown: readonly P[]; fields: FitFields } {
  const fit = isRanked ? fitOf(pairings, threshold) : 'unknown';
  const shown = fit === 'none' && !all ? [] : pairings;
  return {
    shown,
    fields: {
      fit,
      threshold,
      withheld: pairings.length - shown.length,
      suggestion: suggestionFor(fit, locale),
    },
  };
}

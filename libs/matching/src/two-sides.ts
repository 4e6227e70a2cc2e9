import type { Side } from './records.js';

/**
 * How many partners may stand before a record on the other side's list before it gives way there; 0 for never. Needs
 * are given twice as many as supplies, since their lists are twice as long.
 */
export type ExposureCaps = Readonly<Record<Side, number>>;

/** Better needs a supply may have before it gives way, where nothing else is set. */
export const DEFAULT_EXPOSURE_CAP = 5;

export const exposureCapsOf = (cap: number): ExposureCaps => ({ supply: cap, need: 2 * cap });

/** Score given up each time the rank on the partner's side grows by a factor of e beyond the cap (docs/ranking.md). */
export const EXPOSURE_PENALTY = 0.05;

/**
 * What a list is ordered by: the score, less a little when the partner has more than `cap` records it fits better than
 * this one. So whoever fits very many makes room for near equals where it is least needed itself, and stays first where
 * it is far ahead. `partnerRank` is the place on the partner's own list, from 1; there is no history in it.
 */
export function shownScore(score: number, partnerRank: number, cap: number): number {
  if (cap === 0 || partnerRank <= cap) return score;
  return Math.round((score - EXPOSURE_PENALTY * Math.log(partnerRank / cap)) * 1e6) / 1e6;
}

/** What a place on a list is worth in attention, 1 for the first. */
export const exposureAt = (rank: number): number => 1 / Math.log2(1 + rank);

/** Forecasts of like probability: what was said of them on average, and the share that came true. */
export interface CalibrationBin {
  said: number;
  found: number;
  count: number;
}

/** What a fit measured on needs it had not seen. */
export interface HeldOut {
  needs: number;
  pairs: number;
  ndcg: number;
  /** Expected calibration error: how far a given probability is from what came true, on average. */
  ece: number;
  brier: number;
  /** Brier score of always saying the same. */
  constantBrier: number | null;
  /** How chances came true, the least likely first; null where the fit did not keep it. */
  bins: CalibrationBin[] | null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const numberIn = (all: Record<string, unknown>, name: string): number | null => {
  const value = all[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** The figures over all data of a version's metrics; null where a version does not have them. */
export function heldOutOf(metrics: Record<string, unknown> | undefined): HeldOut | null {
  const heldOut = metrics?.['heldOut'];
  const all = isObject(heldOut) ? heldOut['all'] : undefined;
  if (!isObject(all)) return null;
  const [needs, pairs, ndcg] = [numberIn(all, 'needs'), numberIn(all, 'pairs'), numberIn(all, 'nDCG@10')];
  const [ece, brier] = [numberIn(all, 'ECE'), numberIn(all, 'Brier')];
  if (needs === null || pairs === null || ndcg === null || ece === null || brier === null) return null;
  return { needs, pairs, ndcg, ece, brier, constantBrier: numberIn(all, 'constantBrier'), bins: binsOf(all['bins']) };
}

function binsOf(bins: unknown): CalibrationBin[] | null {
  if (!Array.isArray(bins) || bins.length === 0) return null;
  const read = bins.flatMap((bin: unknown) => {
    if (!isObject(bin)) return [];
    const [said, found, count] = [numberIn(bin, 'said'), numberIn(bin, 'found'), numberIn(bin, 'count')];
    return said === null || found === null || count === null ? [] : [{ said, found, count }];
  });
  return read.length === bins.length ? read : null;
}

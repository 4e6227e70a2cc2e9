import type { CalibrationBin } from '#matching';

/** Discounted gain of a ranking, with equal scores sharing the mean gain of the places they fill. */
function discountedGain(grades: readonly number[], scores: readonly number[], depth: number): number {
  const order = scores.map((_score, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let total = 0;
  for (let start = 0; start < Math.min(order.length, depth);) {
    const score = scores[order[start] ?? 0];
    let end = start;
    let gain = 0;
    while (end < order.length && scores[order[end] ?? 0] === score) gain += grades[order[end++] ?? 0] ?? 0;
    gain /= end - start;
    for (let place = start; place < Math.min(end, depth); place++) total += gain / Math.log2(place + 2);
    start = end;
  }
  return total;
}

/** nDCG with linear gain (Järvelin and Kekäläinen, 2002), ties averaged; null when nothing is relevant. */
export function ndcg(grades: readonly number[], scores: readonly number[], depth = 10): number | null {
  const ideal = discountedGain(grades, grades, depth);
  return ideal === 0 ? null : discountedGain(grades, scores, depth) / ideal;
}

/** Runs of equal score in a ranking, best first: where each starts, how many it holds, and how many are relevant. */
function* ties(
  scores: ArrayLike<number>,
  relevant: ArrayLike<boolean>,
): Generator<{ start: number; size: number; hits: number }> {
  const order = Array.from(scores, (_score, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] ?? 0];
    let size = 0;
    let hits = 0;
    while (start + size < order.length && scores[order[start + size] ?? 0] === score) {
      if (relevant[order[start + size++] ?? 0]) hits++;
    }
    yield { start, size, hits };
    start += size;
  }
}

/** How many relevant ones stand among the first `depth`, ties averaged. */
function hitsWithin(scores: ArrayLike<number>, relevant: ArrayLike<boolean>, depth: number): number {
  let found = 0;
  for (const { start, size, hits } of ties(scores, relevant)) {
    if (start >= depth) break;
    found += (hits * Math.min(size, depth - start)) / size;
  }
  return found;
}

/** Share of the first `depth` places that hold a relevant one; null when there is none to find. */
export function precision(scores: ArrayLike<number>, relevant: ArrayLike<boolean>, depth = 5): number | null {
  return Array.from(relevant).some(Boolean) ? hitsWithin(scores, relevant, depth) / depth : null;
}

/**
 * Share of the relevant that stand among the first `depth`; null when nothing is relevant.
 * @param total how many are relevant in all, when the ranking does not hold every one
 */
export function recall(
  scores: ArrayLike<number>,
  relevant: ArrayLike<boolean>,
  depth = 100,
  total = Array.from(relevant).filter(Boolean).length,
): number | null {
  return total === 0 ? null : hitsWithin(scores, relevant, depth) / total;
}

/** 1 ÷ place of the first relevant one among the first `depth`, else 0, expected over the orders of a tie. */
export function reciprocalRank(scores: ArrayLike<number>, relevant: ArrayLike<boolean>, depth = 10): number {
  for (const { start, size, hits } of ties(scores, relevant)) {
    if (start >= depth) break;
    if (hits === 0) continue;
    let expected = 0;
    let none = 1;
    for (let place = 0; place < size && start + place < depth; place++) {
      const here = Math.min(1, hits / (size - place));
      expected += (none * here) / (start + place + 1);
      none *= 1 - here;
    }
    return expected;
  }
  return 0;
}

/** Chance that a relevant one stands above another, a tie counting half; null without both sorts. */
export function areaUnderCurve(scores: ArrayLike<number>, relevant: ArrayLike<boolean>): number | null {
  let above = 0;
  let sum = 0;
  let others = 0;
  for (const { size, hits } of ties(scores, relevant)) {
    sum += (size - hits) * (above + hits / 2);
    above += hits;
    others += size - hits;
  }
  return above === 0 || others === 0 ? null : sum / (above * others);
}

/** Chance of each to be among the first `depth` when the orders of a tie are equally likely. */
export function placeChances(scores: ArrayLike<number>, depth: number): Float64Array {
  const chances = new Float64Array(scores.length);
  const sorted = Float64Array.from(scores).sort().reverse();
  const last = sorted[Math.min(depth, sorted.length) - 1] ?? 0;
  let above = 0;
  let tied = 0;
  for (const score of sorted) {
    if (score > last) above++;
    else if (score === last) tied++;
  }
  for (let i = 0; i < chances.length; i++) {
    const score = scores[i] ?? 0;
    chances[i] = score > last ? 1 : score === last ? Math.min(1, (depth - above) / tied) : 0;
  }
  return chances;
}

/** A probability said of a pair, and whether it came true; `weight` counts the pair that many times. */
export interface Forecast {
  probability: number;
  outcome: boolean;
  weight?: number;
}

/** Mean square of what was said less what came true. */
export function brier(forecasts: readonly Forecast[]): number {
  let sum = 0;
  let total = 0;
  for (const { probability, outcome, weight = 1 } of forecasts) {
    sum += weight * (probability - (outcome ? 1 : 0)) ** 2;
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}

/** Forecasts in order of probability, cut into bins of equal weight; equal probabilities are shared out alike. */
export function calibrationBins(forecasts: readonly Forecast[], bins = 10): CalibrationBin[] {
  const groups: { probability: number; weight: number; hits: number }[] = [];
  for (const { probability, outcome, weight = 1 } of [...forecasts].sort((a, b) => a.probability - b.probability)) {
    if (groups.at(-1)?.probability !== probability) groups.push({ probability, weight: 0, hits: 0 });
    const group = groups.at(-1);
    if (!group) continue;
    group.weight += weight;
    if (outcome) group.hits += weight;
  }
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  const sums = Array.from({ length: bins }, () => ({ count: 0, said: 0, found: 0 }));
  let filled = 0;
  for (const { probability, weight, hits } of groups) {
    for (let left = weight; left > total * 1e-12;) {
      const at = Math.min(bins - 1, Math.floor((filled / total) * bins + 1e-9));
      const part = at === bins - 1 ? left : Math.min(left, ((at + 1) * total) / bins - filled);
      const bin = sums[at];
      if (bin) {
        bin.count += part;
        bin.said += part * probability;
        bin.found += (part * hits) / weight;
      }
      filled += part;
      left -= part;
    }
  }
  return sums
    .filter(({ count }) => count > 0)
    .map(({ count, said, found }) => ({ count, said: said / count, found: found / count }));
}

/** Expected calibration error: mean gap between what was said and what came true, over bins of equal weight. */
export function calibrationError(forecasts: readonly Forecast[], bins = 10): number {
  const all = calibrationBins(forecasts, bins);
  const total = all.reduce((sum, { count }) => sum + count, 0);
  return total === 0 ? 0 : all.reduce((sum, { count, said, found }) => sum + count * Math.abs(said - found), 0) / total;
}

/** Mean of the values that are there; 0 for none. */
export function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

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

/** Share of the relevant that stand among the first `depth`; null when nothing is relevant. */
export function recall(relevant: ReadonlySet<string>, ranked: readonly string[], depth = 100): number | null {
  if (relevant.size === 0) return null;
  return ranked.slice(0, depth).filter((id) => relevant.has(id)).length / relevant.size;
}

/** 1 ÷ place of the first relevant one among the first `depth`, else 0; null when nothing is relevant. */
export function reciprocalRank(relevant: ReadonlySet<string>, ranked: readonly string[], depth = 10): number | null {
  if (relevant.size === 0) return null;
  const place = ranked.slice(0, depth).findIndex((id) => relevant.has(id));
  return place < 0 ? 0 : 1 / (place + 1);
}

/** Mean of the values that are there; 0 for none. */
export function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

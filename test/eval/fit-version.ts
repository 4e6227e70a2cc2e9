import { createHash } from 'node:crypto';
import { fullness, scoreOnCurve } from '#matching';
import type { Calibration, Weights } from '#matching';
import { blendRows, judgedOnly, RELEVANT_FROM } from './features.js';
import type { NeedFeatures } from './features.js';
import { minimize, fitWeights } from './fit-weights.js';
import { mean, ndcg } from './metrics.js';

/** How hard weights are held to the prior; the first is as good as fixed. */
export const STRENGTHS = [10, 0.03, 0.01, 0.003, 0.001];
const FOLDS = 5;

export interface Fitted {
  weights: Weights;
  calibration: Calibration;
  strength: number;
}

/** Fold 0–4 of every need: by the hash of its id, so that it never depends on the order or on the other fields. */
export function foldsOf(needs: readonly { id: string }[]): Int32Array {
  const hashes = needs.map(({ id }, i) => ({ i, hash: createHash('sha256').update(id).digest('hex') }));
  hashes.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : a.i - b.i));
  const folds = new Int32Array(needs.length);
  hashes.forEach(({ i }, place) => (folds[i] = place % FOLDS));
  return folds;
}

/** For every need, the score of its rows by a blend that was fitted on needs of other folds. */
function heldOutScores(needs: readonly NeedFeatures[], strength: number): Float64Array[] {
  const folds = foldsOf(needs);
  const byFold = Array.from({ length: FOLDS }, (_fold, fold) =>
    fitWeights(
      needs.filter((_need, i) => folds[i] !== fold),
      strength,
    ),
  );
  return needs.map((need, i) => {
    const weights = byFold[folds[i] ?? 0];
    if (!weights) throw new RangeError('no such fold');
    return blendRows(need, weights);
  });
}

/** The strength whose held-out order is best, the weights it gives on all needs, and a curve fitted on held-out scores. */
export function fitVersion(given: readonly NeedFeatures[], strengths: readonly number[] = STRENGTHS): Fitted {
  const needs = given.map(judgedOnly);
  let best: { strength: number; gain: number; scores: Float64Array[] } | null = null;
  for (const strength of strengths) {
    const scores = heldOutScores(needs, strength);
    const gain = mean(needs.map(({ grades }, i) => ndcg(Array.from(grades), Array.from(scores[i] ?? []))));
    if (!best || gain > best.gain) best = { strength, gain, scores };
  }
  if (!best) throw new RangeError('no strength to choose from');
  return {
    weights: fitWeights(needs, best.strength),
    calibration: fitCalibration(needs, best.scores),
    strength: best.strength,
  };
}

/** What each need would have been given by a version fitted without its fold: strength, weights and curve. */
export function heldOutVersions(
  given: readonly NeedFeatures[],
  strengths: readonly number[] = STRENGTHS,
  progress: (done: number, of: number) => void = () => undefined,
): Fitted[] {
  const folds = foldsOf(given);
  const byFold = Array.from({ length: FOLDS }, (_fold, fold) => {
    progress(fold, FOLDS);
    return fitVersion(
      given.filter((_need, i) => folds[i] !== fold),
      strengths,
    );
  });
  return Array.from(folds, (fold) => {
    const fitted = byFold[fold];
    if (!fitted) throw new RangeError('no such fold');
    return fitted;
  });
}

/** How hard the two ends of the curve are held together, so that data of one length alone say nothing of the other. */
const TOGETHER = 1e-4;

/**
 * The curve of P(grade ≥ 2) by score and length of the supply (`LengthCalibration`): the likeliest, every need weighing
 * the same, with Platt's softened targets.
 * @param scores of the judged rows
 */
export function fitCalibration(
  needs: readonly Pick<NeedFeatures, 'grades' | 'judged' | 'lengths' | 'weights'>[],
  scores: readonly ArrayLike<number>[],
): Calibration {
  const points = needs.flatMap(({ grades, judged, lengths, weights }, i) => {
    const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? grades.length;
    return Array.from(grades, (grade, row) => ({
      x: scoreOnCurve(scores[i]?.[row] ?? 0),
      full: fullness(lengths[judged[row] ?? -1] ?? 0),
      hit: grade >= RELEVANT_FROM,
      weight: (weights?.[row] ?? 1) / total / needs.length,
    }));
  });
  const hits = points.filter(({ hit }) => hit).length;
  const targets = { hit: (hits + 1) / (hits + 2), miss: 1 / (points.length - hits + 2) };
  const found = minimize([0, 0, -1, -1], ([lnShort = 0, lnLong = 0, shortB = 0, longB = 0], gradient) => {
    const [short, long] = [Math.exp(lnShort), Math.exp(lnLong)];
    let loss = TOGETHER * ((lnShort - lnLong) ** 2 + (shortB - longB) ** 2);
    gradient[0] = 2 * TOGETHER * (lnShort - lnLong);
    gradient[1] = -gradient[0];
    gradient[2] = 2 * TOGETHER * (shortB - longB);
    gradient[3] = -gradient[2];
    for (const { x, full, hit, weight } of points) {
      const margin = ((1 - full) * short + full * long) * x + (1 - full) * shortB + full * longB;
      const target = hit ? targets.hit : targets.miss;
      loss += weight * (Math.max(margin, 0) - target * margin + Math.log1p(Math.exp(-Math.abs(margin))));
      const slope = weight * (1 / (1 + Math.exp(-margin)) - target);
      gradient[0] += slope * (1 - full) * short * x;
      gradient[1] += slope * full * long * x;
      gradient[2] += slope * (1 - full);
      gradient[3] += slope * full;
    }
    return loss;
  });
  const [lnShort = 0, lnLong = 0, shortB = 0, longB = 0] = found;
  return {
    kind: 'by-length',
    short: { a: round(Math.exp(lnShort)), b: round(shortB) },
    long: { a: round(Math.exp(lnLong)), b: round(longB) },
  };
}

const round = (value: number): number => Number(value.toPrecision(5));

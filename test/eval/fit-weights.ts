import { PRIOR_WEIGHTS, SIGNALS } from '#matching';
import type { Weights } from '#matching';
import type { NeedFeatures } from './features.js';

/**
 * Weights that put better judged supplies above worse ones.
 *
 * Minimises, over needs that each weigh the same, the logistic loss of every pair of supplies judged unlike (weighed by
 * the difference of their grades and by how much both rows count), plus `strength` × Σ ln²(weight ÷ prior). The blend stays the mean of what is known,
 * so a missing signal stays neutral; a weight is never below 0, so that a better signal never lowers a score.
 */
export function fitWeights(needs: readonly NeedFeatures[], strength: number, prior: Weights = PRIOR_WEIGHTS): Weights {
  const start = SIGNALS.map(({ name }) => Math.max(prior[name], LEAST_PRIOR));
  const duels = needs.map(duelsOf).filter(({ better }) => better.length > 0);
  const parameters = minimize([...start.map(() => 0), Math.log(FIRST_SHARPNESS)], (at, gradient) =>
    lossOf(duels, start, strength, at, gradient),
  );
  const weights = start.map((weight, k) => weight * Math.exp(parameters[k] ?? 0));
  return Object.fromEntries(SIGNALS.map(({ name }, k) => [name, round(weights[k] ?? 0)])) as unknown as Weights;
}

/** A signal without a prior starts from this much. */
const LEAST_PRIOR = 0.005;
/** How steeply a difference of scores becomes a chance to win; fitted along. */
const FIRST_SHARPNESS = 20;

const round = (weight: number): number => Number(weight.toPrecision(4));

/** The judged supplies of a need, and every two of them that were judged unlike. */
interface Duels {
  values: Float64Array;
  rows: number;
  better: Int32Array;
  worse: Int32Array;
  weight: Float64Array;
}

function duelsOf({ values, judged, grades, weights }: NeedFeatures): Duels {
  const width = SIGNALS.length;
  const own = new Float64Array(judged.length * width);
  judged.forEach((row, i) => own.set(values.subarray(row * width, (row + 1) * width), i * width));
  const better: number[] = [];
  const worse: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < judged.length; i++) {
    for (let j = 0; j < judged.length; j++) {
      const difference = (grades[i] ?? 0) - (grades[j] ?? 0);
      if (difference <= 0) continue;
      better.push(i);
      worse.push(j);
      weight.push(difference * (weights?.[i] ?? 1) * (weights?.[j] ?? 1));
    }
  }
  const total = weight.reduce((sum, one) => sum + one, 0);
  return {
    values: own,
    rows: judged.length,
    better: Int32Array.from(better),
    worse: Int32Array.from(worse),
    weight: Float64Array.from(weight, (one) => one / total),
  };
}

/** Loss at ln(weight ÷ prior) of each signal and ln(sharpness); fills the gradient. */
function lossOf(
  duels: readonly Duels[],
  prior: readonly number[],
  strength: number,
  at: readonly number[],
  gradient: Float64Array,
): number {
  const width = prior.length;
  const weights = prior.map((weight, k) => weight * Math.exp(at[k] ?? 0));
  const sharpness = Math.exp(at[width] ?? 0);
  gradient.fill(0);
  let loss = 0;
  for (const { values, rows, better, worse, weight } of duels) {
    const scores = new Float64Array(rows);
    const known = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      let total = 0;
      for (let k = 0; k < width; k++) {
        const value = values[row * width + k]!;
        if (value !== value) continue;
        sum += weights[k]! * value;
        total += weights[k]!;
      }
      scores[row] = total === 0 ? 0 : sum / total;
      known[row] = total;
    }
    const pull = new Float64Array(rows);
    for (let d = 0; d < better.length; d++) {
      const margin = sharpness * (scores[better[d]!]! - scores[worse[d]!]!);
      const lost = 1 / (1 + Math.exp(margin));
      loss +=
        (weight[d]! * (margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin)) /
        duels.length;
      const slope = (-weight[d]! * lost) / duels.length;
      pull[better[d]!]! += slope * sharpness;
      pull[worse[d]!]! -= slope * sharpness;
      gradient[width]! += slope * margin;
    }
    for (let row = 0; row < rows; row++) {
      if (known[row] === 0) continue;
      for (let k = 0; k < width; k++) {
        const value = values[row * width + k]!;
        if (value === value) gradient[k]! += (pull[row]! * weights[k]! * (value - scores[row]!)) / known[row]!;
      }
    }
  }
  for (let k = 0; k < width; k++) {
    loss += strength * at[k]! ** 2;
    gradient[k]! += 2 * strength * at[k]!;
  }
  return loss;
}

const MOST_STEPS = 100;
const FLAT = 1e-5;

/** Minimum of a smooth function, by BFGS with backtracking. */
export function minimize(
  start: readonly number[],
  valueAt: (at: readonly number[], gradient: Float64Array) => number,
): number[] {
  const size = start.length;
  let at = [...start];
  let gradient = new Float64Array(size);
  let value = valueAt(at, gradient);
  let inverse = identity(size);
  for (let step = 0; step < MOST_STEPS && Math.max(...gradient.map(Math.abs)) > FLAT; step++) {
    let direction = inverse.map((row) => -dot(row, gradient));
    if (dot(direction, gradient) >= 0) {
      inverse = identity(size);
      direction = Array.from(gradient, (slope) => -slope);
    }
    const descent = dot(direction, gradient);
    let length = 1;
    let next = at;
    let nextGradient = new Float64Array(size);
    let nextValue = Infinity;
    for (; length > 1e-8; length /= 2) {
      const stride = length;
      next = at.map((x, i) => x + stride * direction[i]!);
      nextGradient = new Float64Array(size);
      nextValue = valueAt(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * descent) break;
    }
    if (!(nextValue < value)) break;
    const moved = next.map((x, i) => x - at[i]!);
    const turned = Array.from(nextGradient, (slope, i) => slope - gradient[i]!);
    const curvature = dot(moved, turned);
    if (curvature > 1e-12) {
      const turn = inverse.map((row) => dot(row, turned));
      const scale = (curvature + dot(turned, turn)) / curvature ** 2;
      inverse = inverse.map((row, i) =>
        row.map(
          (x, j) => x + scale * moved[i]! * moved[j]! - (turn[i]! * moved[j]! + moved[i]! * turn[j]!) / curvature,
        ),
      );
    }
    [at, gradient, value] = [next, nextGradient, nextValue];
  }
  return at;
}

const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_row, i) => Array.from({ length: size }, (_column, j) => (i === j ? 1 : 0)));

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

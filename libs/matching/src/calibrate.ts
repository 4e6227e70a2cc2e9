/** Platt's logistic curve from score to probability: 1 ÷ (1 + exp(−(a·score + b))). `a` is never negative. */
export interface Calibration {
  kind: 'platt';
  a: number;
  b: number;
}

/**
 * The share of pairings with this score that a judge finds to solve all or a substantial part of the need (grade ≥ 2),
 * 0–1 to four places. Never falls when the score rises. Holds for scores of the weights it was fitted with.
 */
export function calibrate({ a, b }: Calibration, score: number): number {
  return Math.round(1e4 / (1 + Math.exp(-(a * score + b)))) / 1e4;
}

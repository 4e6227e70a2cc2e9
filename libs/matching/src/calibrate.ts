import { textFieldsOf } from './records.js';
import type { RecordContent } from './records.js';

/** Slope and height of a curve; `a` is never negative. */
export interface CurveEnd {
  a: number;
  b: number;
}

/** Platt's logistic curve from score to probability: 1 ÷ (1 + exp(−(a·score + b))). */
export type PlattCalibration = CurveEnd & { kind: 'platt' };

/**
 * Odds that grow with a power of the score: ln odds = a·ln((score + 0.02) ÷ 0.25) + b. `a` and `b` go from those of a
 * supply known by little more than its title to those of one described in full, in step with the logarithm of its
 * length. A score tells good from bad far better between two full texts than between a text and a title.
 */
export interface LengthCalibration {
  kind: 'by-length';
  short: CurveEnd;
  long: CurveEnd;
}

export type Calibration = PlattCalibration | LengthCalibration;

/** Prose of a supply, in UTF-16 units, up to which it counts as sketched, and from which as described in full. */
const SHORT = 250;
const LONG = 500;
/** Keeps the logarithm of a score of 0 finite. */
const LEAST_SCORE = 0.02;
/** The score at which `b` is the logarithm of the odds. */
const MIDDLE = 0.25;

/** UTF-16 units of prose in a record. */
export const proseLength = (content: RecordContent): number =>
  textFieldsOf(content).reduce((sum, { text }) => sum + text.length, 0);

/** How fully a supply is described, by its prose in UTF-16 units: 0 for a title or a sketch, 1 for a full description. */
export const fullness = (length: number): number =>
  Math.min(1, Math.max(0, Math.log(Math.max(length, SHORT) / SHORT) / Math.log(LONG / SHORT)));

/** What a curve by length multiplies with its slope. */
export const scoreOnCurve = (score: number): number => Math.log((score + LEAST_SCORE) / MIDDLE);

/**
 * The share of pairings with this score, and a supply with this much prose, that a judge finds to solve all or a
 * substantial part of the need (grade ≥ 2), 0–1 to four places. For one length it never falls when the score rises.
 * Holds for scores of the weights it was fitted with.
 */
export function calibrate(calibration: Calibration, score: number, length: number): number {
  return Math.round(1e4 / (1 + Math.exp(-logOdds(calibration, score, length)))) / 1e4;
}

function logOdds(calibration: Calibration, score: number, length: number): number {
  if (calibration.kind === 'platt') return calibration.a * score + calibration.b;
  const { short, long } = calibration;
  const share = fullness(length);
  const a = (1 - share) * short.a + share * long.a;
  return a * scoreOnCurve(score) + (1 - share) * short.b + share * long.b;
}

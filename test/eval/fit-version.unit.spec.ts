/**
 * real: the fit, on needs made by hand whose grades follow one signal
 *
 * 1 The weights find the signal that matters, keep the others low, and rank needs not seen better than the prior does.
 * 2 A strong pull keeps the prior; a signal that is never known keeps its prior weight.
 * 3 An unknown value is left out of a blend, and blending rows gives the very score of the engine.
 * 4 Folds split by need, depend on ids alone, and are about equal.
 * 5 The curve rises and says what share comes true; each need weighs the same.
 * 6 A row counts by its weight: one of none changes nothing, one of twice the weight stands for two.
 * 7 Titles and pages have curves of their own where the data tell them apart, and one where they do not.
 */
import { describe, expect, it } from '@jest/globals';
import { calibrate, PRIOR_WEIGHTS, scorePair, SIGNAL_NAMES } from '#matching';
import type { SignalName } from '#matching';
import { plainEngine, profiledNeed, profiledSupply } from '../../libs/matching/test/profiled.js';
import { blendRows, featuresOf } from './features.js';
import type { NeedFeatures } from './features.js';
import { fitCalibration, fitVersion, foldsOf, heldOutVersions } from './fit-version.js';
import { fitWeights } from './fit-weights.js';
import { calibrationError, mean, ndcg } from './metrics.js';
import { seeded } from './resampling.js';

const DECISIVE: SignalName = 'technical-field';
const SILENT: SignalName = 'freshness';

/** Needs of 12 supplies each: every signal is noise but one, which the grade follows; one is never known. */
function made(needs: number, seed: number): NeedFeatures[] {
  const random = seeded(seed);
  return Array.from({ length: needs }, (_need, n) => {
    const rows = Array.from({ length: 12 }, () =>
      SIGNAL_NAMES.map((name) => (name === SILENT || random() < 0.1 ? NaN : random())),
    );
    const at = SIGNAL_NAMES.indexOf(DECISIVE);
    return {
      id: `need-${seed}-${n}`,
      title: '',
      supplies: Int32Array.from(rows, (_row, i) => i),
      values: Float64Array.from(rows.flat()),
      lengths: new Float64Array(rows.length).fill(300),
      judged: Int32Array.from(rows, (_row, i) => i),
      grades: Float64Array.from(rows, (row) => Math.min(3, Math.floor((row[at] ?? NaN) * 4) || 0)),
    };
  });
}
const gainOf = (needs: readonly NeedFeatures[], weights: typeof PRIOR_WEIGHTS): number =>
  mean(needs.map((need) => ndcg(Array.from(need.grades), Array.from(blendRows(need, weights)))));

describe('fitVersion', () => {
  const { weights, calibration, strength } = fitVersion(made(20, 1), [10, 0.001]);

  it('1 recovers which signal matters', () => {
    const others = SIGNAL_NAMES.filter((name) => name !== DECISIVE).map((name) => weights[name]);
    expect(weights[DECISIVE]).toBeGreaterThan(4 * Math.max(...others));
    expect(Math.min(...Object.values(weights))).toBeGreaterThanOrEqual(0);
    const unseen = made(20, 2);
    expect(gainOf(unseen, weights)).toBeGreaterThan(gainOf(unseen, PRIOR_WEIGHTS) + 0.1);
    expect(strength).toBeLessThan(0.1);
  });

  it('1 and 5 held-out versions rank and say well what they did not see', () => {
    const needs = made(20, 3);
    const held = heldOutVersions(needs, [0.001]);
    const forecasts = needs.flatMap((need, i) => {
      const { weights: own, calibration: curve } = held[i]!;
      const scores = blendRows(need, own);
      return Array.from(need.grades, (grade, at) => ({
        probability: calibrate(curve, scores[at]!, need.lengths[at]!),
        outcome: grade >= 2,
      }));
    });
    expect(calibrationError(forecasts)).toBeLessThan(0.12);
    expect(new Set(held.map((one) => JSON.stringify(one.weights))).size).toBe(5);
  });

  it('5 the curve rises', () => {
    expect(calibrate(calibration, 0.9, 300)).toBeGreaterThan(calibrate(calibration, 0.1, 300) + 0.5);
  });
});

describe('fitWeights', () => {
  it('2 a strong pull keeps the prior', () => {
    const weights = fitWeights(made(10, 4), 1000);
    for (const name of SIGNAL_NAMES) expect(weights[name]).toBeCloseTo(PRIOR_WEIGHTS[name], 3);
  });

  it('2 a signal that is never known keeps its prior weight', () => {
    expect(fitWeights(made(10, 4), 0.01)[SILENT]).toBe(PRIOR_WEIGHTS[SILENT]);
  });

  it('3 rows blend as the engine does, unknown left out', () => {
    const engine = plainEngine();
    const need = profiledNeed({ title: '高镍 正极 材料', technicalFields: ['4.1'], leastTrl: 6 });
    const supplies = [
      profiledSupply({ title: '正极 材料', technicalFields: ['4.1'] }, { id: 'a' }),
      profiledSupply({ title: '污泥 干化', trl: 5 }, { id: 'b' }),
      profiledSupply({ title: '高镍 电池', technicalFields: ['7.1'], trl: 9 }, { id: 'c' }),
    ];
    const judgements = new Map([
      [
        'need-1',
        new Map([
          ['a', 3],
          ['c', 1],
        ]),
      ],
    ]);
    const [features] = featuresOf({ needs: [need], supplies, engine }, judgements, 'all');
    expect(Array.from(blendRows(features!, PRIOR_WEIGHTS))).toEqual(
      supplies.map((supply) => scorePair(need, supply, engine).score),
    );
    expect([Array.from(features!.judged), Array.from(features!.grades)]).toEqual([
      [0, 2],
      [3, 1],
    ]);
    const [judged] = featuresOf({ needs: [need], supplies, engine }, judgements, 'judged');
    expect(Array.from(judged!.supplies)).toEqual([0, 2]);
  });
});

describe('6 rows that count unlike', () => {
  const rowsOf = (need: NeedFeatures, rows: number[], weights: number[]): NeedFeatures => ({
    ...need,
    supplies: Int32Array.from(rows, (_row, i) => i),
    values: Float64Array.from(
      rows.flatMap((row) => [...need.values.subarray(row * SIGNAL_NAMES.length, (row + 1) * SIGNAL_NAMES.length)]),
    ),
    judged: Int32Array.from(rows, (_row, i) => i),
    grades: Float64Array.from(rows, (row) => need.grades[row] ?? 0),
    weights: Float64Array.from(weights),
  });
  const needs = made(8, 6);
  const first = [0, 1, 2, 3, 4, 5];

  it('6 a row of no weight changes no weights', () => {
    const plain = needs.map((need) => rowsOf(need, first, [1, 1, 1, 1, 1, 1]));
    const more = needs.map((need) => rowsOf(need, [...first, 6, 7], [1, 1, 1, 1, 1, 1, 0, 0]));
    expect(fitWeights(more, 0.01)).toEqual(fitWeights(plain, 0.01));
  });

  it('6 twice the weight is two rows', () => {
    const twice = needs.map((need) => rowsOf(need, first, [2, 1, 1, 1, 1, 1]));
    const doubled = needs.map((need) => rowsOf(need, [0, ...first], [1, 1, 1, 1, 1, 1, 1]));
    const [a, b] = [fitWeights(twice, 0.01), fitWeights(doubled, 0.01)];
    for (const name of SIGNAL_NAMES) expect(a[name]).toBeCloseTo(b[name], 3);
    const scores = (of: readonly NeedFeatures[]) => of.map((need) => blendRows(need, a));
    const [curve, other] = [fitCalibration(twice, scores(twice)), fitCalibration(doubled, scores(doubled))];
    // Platt's softened targets count rows, so the curves are near, not equal.
    expect(calibrate(curve, 0.6, 300)).toBeCloseTo(calibrate(other, 0.6, 300), 1);
  });
});

it('4 folds go by need id', () => {
  const needs = made(23, 5);
  const folds = foldsOf(needs);
  const again = foldsOf([...needs].reverse());
  expect([...again].reverse()).toEqual([...folds]);
  const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((one) => one === fold).length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

const pairsOf = (length: number, grades: number[]): Pick<NeedFeatures, 'grades' | 'judged' | 'lengths'> => ({
  grades: Float64Array.from(grades),
  judged: Int32Array.from(grades, (_grade, i) => i),
  lengths: new Float64Array(grades.length).fill(length),
});
const pairs = (...grades: number[]): ReturnType<typeof pairsOf> => pairsOf(300, grades);

it('5 a need of many pairs says no more than one of few', () => {
  const few = Array.from({ length: 20 }, () => pairs(3, 0));
  const many = Array.from({ length: 20 }, () => pairs(...new Float64Array(40)));
  const needs = [...few, ...many];
  const curve = fitCalibration(
    needs,
    needs.map(({ grades }) => grades.map(() => 0.5)),
  );
  expect(calibrate(curve, 0.5, 300)).toBeCloseTo(0.25, 1);
});

it('7 titles and pages get each their own share for the same score', () => {
  const titles = Array.from({ length: 40 }, (_need, i) => pairsOf(15, i % 4 === 0 ? [3] : [0]));
  const pages = Array.from({ length: 40 }, (_need, i) => pairsOf(800, i % 4 === 0 ? [0] : [3]));
  const needs = [...titles, ...pages];
  const curve = fitCalibration(
    needs,
    needs.map(({ grades }) => grades.map(() => 0.3)),
  );
  expect(calibrate(curve, 0.3, 15)).toBeCloseTo(0.25, 1);
  expect(calibrate(curve, 0.3, 800)).toBeCloseTo(0.75, 1);
});

it('7 data of one length speak for the other', () => {
  const pages = Array.from({ length: 40 }, (_need, i) => pairsOf(800, i % 4 === 0 ? [0] : [3]));
  const curve = fitCalibration(
    pages,
    pages.map(() => [0.3]),
  );
  expect(calibrate(curve, 0.3, 15)).toBeCloseTo(calibrate(curve, 0.3, 800), 2);
});

/**
 * How well the built engine ranks the samples, by `eval` as a reader would run it.
 *
 * 1 all needs, supplies and judgements of samples/ are in it, ranked with the shipped model
 * 2 the engine stays above its floors
 * 3 the engine is better than meaning alone and than chance
 * 4 the same data give the same figures again
 * 5 needs that nothing fits are told so, and others are not; each by a threshold fitted without it
 * 6 the shown order costs neither side anything to speak of, and spreads attention
 * 7 the probability is honest on needs the fit had not seen, and says more than a constant
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT, runBuilt } from '../support/built-service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

type Metric = 'nDCG@10' | 'Recall@100' | 'MRR@10';
interface Evaluation {
  needs: number;
  supplies: number;
  judgements: number;
  model: string | null;
  engineDigest: string;
  abstention: Record<
    'asPosted' | 'foreign',
    { turnedAway: number; abstained: number; fitting: number; unfitting: number }
  >;
  twoSides: {
    byScore: { largestExposure: number; gini: number };
    shown: { largestExposure: number; gini: number };
    cost: Record<'need' | 'supply', { difference: number }>;
  };
  metrics: Record<
    'random' | 'lexical' | 'dense' | 'hybrid' | 'rrf' | 'engine',
    Record<Metric | 'ECE' | 'Brier', number>
  >;
  calibration: { constantBrier: number };
}

/**
 * Floors a little below what the engine reached when they were set (0.9575 and 0.9683 with 70 needs, 270 supplies and
 * 808 judgements). They move only with a reason in the same commit:
 */
const FLOORS: Partial<Record<Metric, number>> = {
  // Up whenever a better engine is kept. Down only when the judgements are corrected or extended, never for an engine.
  'nDCG@10': 0.945,
  // Up whenever a better engine is kept. Down only when samples are added whose answers a hard constraint (region, own
  // organization) rightly excludes: those count as relevant and can never be found.
  'Recall@100': 0.94,
};

let folder: string;
let result: Evaluation;
async function evaluate(name: string): Promise<Evaluation> {
  const file = join(folder, name);
  const { code, stdout, stderr } = await runBuilt('test/eval/eval.js', ['--json', file]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('degraded')]);
  expect(stdout).toContain('engine');
  return JSON.parse(await readFile(file, 'utf8')) as Evaluation;
}
const rowsOf = async (file: string): Promise<number> =>
  (await readFile(join(ROOT, 'samples', file), 'utf8')).trim().split('\n').length;

beforeAll(async () => {
  folder = await makeTempDir();
  result = await evaluate('first.json');
}, 120_000);
afterAll(() => removeTempDir(folder));

describe('the engine on the samples', () => {
  it('1 all of them', async () => {
    expect(result).toMatchObject({
      needs: await rowsOf('needs.jsonl'),
      supplies: await rowsOf('achievements.jsonl'),
      judgements: await rowsOf('judgements.tsv'),
      model: expect.stringContaining('tech-zh-static-384'),
    });
  });

  it.each(Object.entries(FLOORS) as [Metric, number][])('2 %s is at least %d', (metric, floor) => {
    console.log(`${metric} ${result.metrics.engine[metric].toFixed(4)}, floor ${floor}`);
    expect(result.metrics.engine[metric]).toBeGreaterThanOrEqual(floor);
  });

  // Never to be lowered: an engine that meaning alone or chance beats is broken.
  it.each(['dense', 'random'] as const)('3 above %s', (scorer) => {
    expect(result.metrics.engine['nDCG@10']).toBeGreaterThan(result.metrics[scorer]['nDCG@10']);
  });

  it('7 honest', () => {
    expect(result.metrics.engine.ECE).toBeLessThanOrEqual(0.05);
    expect(result.metrics.engine.Brier).toBeLessThan(0.75 * result.calibration.constantBrier);
  });

  it('5 says that nothing fits where that is so', () => {
    const { asPosted, foreign } = result.abstention;
    console.log(
      `turned away ${asPosted.turnedAway.toFixed(3)}, supplies taken away ${asPosted.abstained.toFixed(3)}, ` +
        `foreign ${foreign.abstained.toFixed(3)}`,
    );
    expect([asPosted.fitting, asPosted.unfitting, foreign.unfitting]).toEqual([63, 70, 24]);
    expect(asPosted.turnedAway).toBeLessThanOrEqual(0.05);
    expect(asPosted.abstained).toBeGreaterThanOrEqual(0.9);
    expect(foreign.abstained).toBeGreaterThanOrEqual(0.9);
  });

  it('6 looks at both sides', () => {
    const { byScore, shown, cost } = result.twoSides;
    expect(cost.need.difference).toBeGreaterThan(-0.005);
    expect(cost.supply.difference).toBeGreaterThan(-0.005);
    expect(shown.largestExposure).toBeLessThan(byScore.largestExposure);
    expect(shown.gini).toBeLessThan(byScore.gini);
  });

  it('4 again', async () => {
    const again = await evaluate('second.json');
    expect([again.engineDigest, again.metrics]).toEqual([result.engineDigest, result.metrics]);
  }, 120_000);
});

/**
 * real: [PostgreSQL, stores, profiler, the fit]
 * fake: [model; pairings and their scores, made by hand]
 *
 * 1 too few labels are refused in Chinese and English, with what is there and what is wanted
 * 2 a fit on reviews that go by region alone gives region more weight, and ranks the reviewed needs by it
 * 3 what was reviewed counts, not what the records became: edits and withdrawals after a review change nothing
 * 4 superseded reviews leave the labels, and a place looked at seldom counts more
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeEmbedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms } from '#engine';
import { examinationChance, PRIOR_WEIGHTS, SIGNAL_NAMES } from '#matching';
import type { Decision, DeclineReason, TermCounts, Weights } from '#matching';
import { ReviewStore } from '#storage';
import type { RecordEntity } from '#storage';
import { blendRows } from '../eval/features.js';
import { fitVersion } from '../eval/fit-version.js';
import { mean, ndcg } from '../eval/metrics.js';
import { LEAST_LABELS, readReviewLabels } from '../eval/review-labels.js';
import type { ReviewLabels } from '../eval/review-labels.js';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { scoredPairing, TestRecords } from '../support/records.js';

const HERE = '440100';
const ELSEWHERE = '230100';
const NEEDS = 12;
const SUPPLIES = 6;

let database: TestDatabase;
let test: TestRecords;
let reviews: ReviewStore;
let background: TermCounts;

beforeAll(async () => {
  database = await openTestDatabase();
  test = new TestRecords(database.source);
  reviews = new ReviewStore(database.source);
  background = await loadBackgroundTerms(backgroundTermsFile());
});
beforeEach(() => test.clear());
afterAll(() => database.close());

interface Reviewed {
  need: RecordEntity;
  supplies: RecordEntity[];
  pairings: string[];
}

/** Needs with supplies of like texts, every second one from the need's own city. */
async function records(count = NEEDS): Promise<Reviewed[]> {
  const made: Reviewed[] = [];
  for (let n = 0; n < count; n++) {
    const need = await test.profiled(await test.need({ title: `涂层工艺${n}`, region: HERE }));
    const supplies: RecordEntity[] = [];
    for (let s = 0; s < SUPPLIES; s++) {
      const texts = ['陶瓷涂层', '水性涂层', '隔膜收缩'];
      const content = { title: `${texts[(s >> 1) % 3]}研究`, region: s % 2 === 0 ? HERE : ELSEWHERE };
      supplies.push(await test.profiled(await test.achievement(content)));
    }
    await test.rank(
      need,
      supplies.map((supply, s) => scoredPairing(need, supply, 0.9 - s / 10)),
    );
    const { pairings } = await test.pairings.listFor(need.id, 'need', 20, 0);
    made.push({ need, supplies, pairings: pairings.map(({ id }) => id) });
  }
  return made;
}
const review = (pairing: string, decision: Decision, rank: number, reason: DeclineReason | null = null) =>
  reviews.create(pairing, { decision, reason, note: null, reviewer: '周岚' }, rank);
/** Accepted when from here, declined when from elsewhere. */
async function reviewByRegion(made: readonly Reviewed[]): Promise<void> {
  for (const { pairings } of made) {
    for (const [i, id] of pairings.entries()) {
      await (i % 2 === 0 ? review(id, 'accept', i + 1) : review(id, 'decline', i + 1, 'wrong-field'));
    }
  }
}
const labels = (): Promise<ReviewLabels> => readReviewLabels(database.source, new FakeEmbedder(), background);

describe('reviews as labels', () => {
  it('1 too few', async () => {
    await expect(labels()).rejects.toThrow(/审核标签太少[\s\S]*Too few labels[\s\S]*0 labels \(want 60\)/);
    await reviewByRegion(await records(LEAST_LABELS.needs - 1));
    await expect(labels()).rejects.toThrow(`9 needs with unlike grades (want ${LEAST_LABELS.needs})`);
  });

  it('2 region alone', async () => {
    await reviewByRegion(await records());
    const { needs, labels: count } = await labels();
    expect([needs.length, count]).toEqual([NEEDS, NEEDS * SUPPLIES]);
    const { weights } = fitVersion(needs);
    expect(weights.region).toBeGreaterThan(4 * PRIOR_WEIGHTS.region);
    for (const name of SIGNAL_NAMES) if (name !== 'region') expect(weights[name]).toBeLessThan(2 * PRIOR_WEIGHTS[name]);
    // The two with the most alike texts may stand at one score: what their order is worth is little, so a mean is asked.
    const gain = (blend: Weights): number =>
      mean(needs.map((need) => ndcg(Array.from(need.grades), Array.from(blendRows(need, blend)))));
    console.log(`nDCG@10 of the reviewed needs ${gain(PRIOR_WEIGHTS).toFixed(3)} -> ${gain(weights).toFixed(3)}`);
    expect(gain(weights)).toBeGreaterThan(0.95);
    expect(gain(weights)).toBeGreaterThan(gain(PRIOR_WEIGHTS) + 0.1);
  });

  it('3 the versions reviewed', async () => {
    const made = await records();
    await reviewByRegion(made);
    const before = await labels();
    for (const { need, supplies } of made) {
      await test.edit(need, { title: '完全不同的需求', description: '另一回事' });
      for (const supply of supplies) await test.edit(supply, { title: '别的成果', region: ELSEWHERE });
    }
    await test.records.move(made[0]!.supplies[0]!.id, 'achievement', 'withdraw', 'test');
    expect(await labels()).toEqual(before);
  });

  it('4 superseded, and seldom looked at', async () => {
    const made = await records();
    await reviewByRegion(made);
    const before = await labels();
    const [first] = made;
    await review(first!.pairings[0]!, 'not-sure', 1);
    await review(first!.pairings[1]!, 'recommend', 20);
    const after = await labels();
    expect(after.labels).toBe(before.labels - 1);
    expect(after.digest).not.toBe(before.digest);
    const need = after.needs.find(({ id }) => id === first!.need.id);
    expect(need?.grades).toHaveLength(SUPPLIES - 1);
    const recommended = [...(need?.grades ?? [])].indexOf(2);
    expect(need?.weights?.[recommended]).toBeCloseTo(1 / examinationChance(20));
    expect(Math.max(...(before.needs[0]?.weights ?? []))).toBeCloseTo(1 / examinationChance(SUPPLIES));
  });
});

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '#config';
import type { Embedder } from '#embedding';
import { Profiler, Segmenter } from '#engine';
import { engineOf, labelledPairs, PRIOR_WEIGHTS, sideOf, TermStatistics } from '#matching';
import type { AnyProfiled, AnyRecord, LabelledPair, ProfiledNeed, ProfiledSupply, TermCounts } from '#matching';
import { addressOfRunning, dataSourceOf, migrate, openDatabase, ReviewStore, TermStatisticsStore } from '#storage';
import type { DataSource } from '#storage';
import { featuresOf, RELEVANT_FROM } from './features.js';
import type { NeedFeatures } from './features.js';

/**
 * The least a fit on reviews is proposed from. `needs` counts those with pairings judged unlike, which alone tell what
 * should stand above what; `good` and `bad` are labels from grade 2 on and below.
 */
export const LEAST_LABELS = { needs: 10, labels: 60, good: 15, bad: 15 };

export interface ReviewLabels {
  needs: NeedFeatures[];
  /** Identity of the labels and of what was reviewed. */
  digest: string;
  labels: number;
}

/** Works on the configured PostgreSQL: that of a running service beside it, or one started for it and stopped after. */
export async function withDatabase<T>(env: Env, work: (source: DataSource) => Promise<T>): Promise<T> {
  if (env.DATABASE_URL === undefined && !existsSync(join(env.DATA_DIR, 'pg'))) {
    throw new Error(
      `${env.DATA_DIR} 中没有数据；请用 DATA_DIR 或 --database 指明审核记录所在的数据库。\n` +
        `There are no data in ${env.DATA_DIR}; say with DATA_DIR or --database where the reviews are.`,
    );
  }
  const running = env.DATABASE_URL === undefined ? await addressOfRunning(env.DATA_DIR) : null;
  const beside =
    running &&
    (await dataSourceOf(running, 2)
      .initialize()
      .catch(() => null));
  if (beside) return work(beside).finally(() => beside.destroy());
  const database = await openDatabase(env);
  try {
    const source = await dataSourceOf(database.url, 2).initialize();
    try {
      await migrate(source);
      return await work(source);
    } finally {
      await source.destroy();
    }
  } finally {
    await database.stop();
  }
}

/**
 * Reviews as labels, with the signals of the very versions reviewed, read as the platform reads them now.
 * @throws Error in Chinese and English when there are too few
 */
export async function readReviewLabels(
  source: DataSource,
  embedder: Embedder,
  background: TermCounts,
): Promise<ReviewLabels> {
  const reviews = new ReviewStore(source);
  const pairs = labelledPairs(await reviews.all());
  refuseTooFew(pairs);
  const profiler = new Profiler(new Segmenter(), embedder, new TermStatistics(background));
  const versions = (await reviews.reviewedVersions()).map((record) => ({ ...record, id: versionId(record) }));
  const profiles = await profiler.profile(versions);
  const profiled = versions.flatMap((record, i): AnyProfiled[] =>
    profiles[i] ? [{ record, profile: profiles[i] }] : [],
  );
  const needs = profiled.filter(({ record }) => sideOf(record.kind) === 'need') as ProfiledNeed[];
  const supplies = profiled.filter(({ record }) => sideOf(record.kind) === 'supply') as ProfiledSupply[];

  const judgements = new Map<string, Map<string, number>>();
  const weights = new Map<string, number>();
  for (const pair of pairs) {
    const [need, supply] = sidesOf(pair);
    judgements.set(need, (judgements.get(need) ?? new Map<string, number>()).set(supply, pair.grade));
    weights.set(`${need} ${supply}`, pair.weight);
  }
  const snapshots = new TermStatisticsStore(source);
  const newest = await snapshots.latest();
  const statistics = new TermStatistics(background, newest && (await snapshots.load(newest.id)));
  const engine = engineOf(
    { weights: PRIOR_WEIGHTS, calibration: { kind: 'platt', a: 1, b: 0 } },
    statistics,
    embedder.id,
  );
  const features = featuresOf({ needs, supplies, engine }, judgements, 'judged').map((need) => ({
    ...need,
    weights: Float64Array.from(need.supplies, (place) => {
      return weights.get(`${need.id} ${supplies[place]?.record.id}`) ?? 1;
    }),
  }));
  const hashes = new Map(versions.map(({ id, contentHash }) => [id, contentHash]));
  const lines = pairs.map((pair) => {
    const [need, supply] = sidesOf(pair);
    return [need, hashes.get(need), supply, hashes.get(supply), pair.grade, pair.weight].join('\t');
  });
  const digest = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
  return { needs: mergedByNeed(features), digest, labels: pairs.length };
}

const versionId = ({ id, revision }: Pick<AnyRecord, 'id' | 'revision'>): string => `${id}@${revision}`;
const sidesOf = ({ needId, needRevision, supplyId, supplyRevision }: LabelledPair): [string, string] => [
  versionId({ id: needId, revision: needRevision }),
  versionId({ id: supplyId, revision: supplyRevision }),
];

/** All versions of a need are one need to the fit, or one of them would be ranked by what was fitted on another. */
function mergedByNeed(features: readonly (NeedFeatures & { weights: Float64Array })[]): NeedFeatures[] {
  const byNeed = new Map<string, (typeof features)[number][]>();
  for (const one of features) {
    const id = one.id.replace(/@\d+$/, '');
    byNeed.set(id, [...(byNeed.get(id) ?? []), one]);
  }
  return [...byNeed].map(([id, versions]) => {
    const supplies = Int32Array.from(versions.flatMap((one) => [...one.supplies]));
    return {
      id,
      title: versions[0]?.title ?? '',
      supplies,
      values: Float64Array.from(versions.flatMap((one) => [...one.values])),
      lengths: Float64Array.from(versions.flatMap((one) => [...one.lengths])),
      judged: supplies.map((_place, row) => row),
      grades: Float64Array.from(versions.flatMap((one) => [...one.grades])),
      weights: Float64Array.from(versions.flatMap((one) => [...one.weights])),
    };
  });
}

function refuseTooFew(pairs: readonly LabelledPair[]): void {
  const grades = new Map<string, Set<number>>();
  for (const { needId, grade } of pairs) grades.set(needId, (grades.get(needId) ?? new Set<number>()).add(grade));
  const found = {
    needs: [...grades.values()].filter(({ size }) => size > 1).length,
    labels: pairs.length,
    good: pairs.filter(({ grade }) => grade >= RELEVANT_FROM).length,
    bad: pairs.filter(({ grade }) => grade < RELEVANT_FROM).length,
  };
  const names = Object.keys(LEAST_LABELS) as (keyof typeof LEAST_LABELS)[];
  if (names.every((name) => found[name] >= LEAST_LABELS[name])) return;
  const least = LEAST_LABELS;
  throw new Error(
    `审核标签太少，未写出任何版本：${found.labels} 个标签（至少 ${least.labels}），其中 2 级及以上 ${found.good} 个（至少 ${least.good}）、` +
      `2 级以下 ${found.bad} 个（至少 ${least.bad}）；评级有高有低的需求 ${found.needs} 条（至少 ${least.needs}）。\n` +
      `Too few labels from reviews, nothing was written: ${found.labels} labels (want ${least.labels}), of them ${found.good} of ` +
      `grade 2 or 3 (want ${least.good}) and ${found.bad} below (want ${least.bad}); ${found.needs} needs with unlike grades ` +
      `(want ${least.needs}).`,
  );
}

/**
 * npm run fit -- --needs F --supplies F --judgements F [--needs … --supplies … --judgements …] --out F [--name N]
 * npm run fit -- --from-reviews [--database URL] [--needs …] [--out F] [--propose] [--name N]
 *
 * Fits the weights of the blend and the calibration on judged data sets, every need weighing the same, and writes a
 * version. Its metrics are of needs it was not fitted on: every need is ranked by a version fitted without its fold.
 * Brokers' reviews are one more data set; `--propose` adds the version to those the service knows, not in force.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import {
  backgroundTermsFile,
  engineVersionFile,
  EngineVersions,
  loadBackgroundTerms,
  loadEngineVersion,
  modelsDir,
} from '#engine';
import { calibrate, DomainError, messageOf, parseEngineVersion, PRIOR_WEIGHTS, SIGNAL_NAMES } from '#matching';
import type { EngineVersion, Weights } from '#matching';
import { EngineVersionStore } from '#storage';
import { abstentionCases, abstentionRates, fitAbstention, heldOutThresholds } from './abstention.js';
import type { AbstentionRates, Case } from './abstention.js';
import { readDataSet } from './data-set.js';
import type { DataSet } from './data-set.js';
import { blendRows, dataDigest, featuresOf, judgedOnly, profileDataSet, RELEVANT_FROM } from './features.js';
import type { NeedFeatures } from './features.js';
import { fitCalibration, fitVersion, foldsOf, heldOutVersions } from './fit-version.js';
import type { Fitted } from './fit-version.js';
import { areaUnderCurve, brier, calibrationBins, calibrationError, mean, ndcg } from './metrics.js';
import { readReviewLabels, withDatabase } from './review-labels.js';

interface Judged {
  need: NeedFeatures;
  digest: string;
}

/** Held-out metrics of some needs. */
function metricsOf(judged: readonly Judged[], versions: readonly Pick<Fitted, 'weights' | 'calibration'>[]) {
  const needs = judged.map(({ need }) => need);
  const scores = needs.map((need, i) => blendRows(need, versions[i]?.weights ?? PRIOR_WEIGHTS));
  const relevant = needs.map(({ grades }) => Array.from(grades, (grade) => grade >= RELEVANT_FROM));
  const forecasts = relevant.flatMap((good, i) =>
    good.map((outcome, at) => {
      const curve = versions[i]?.calibration;
      return { probability: curve ? calibrate(curve, scores[i]?.[at] ?? 0, needs[i]?.lengths[at] ?? 0) : 0, outcome };
    }),
  );
  const folds = foldsOf(needs);
  const constant = relevant.flatMap((good, i) => {
    const others = relevant.filter((_other, j) => folds[j] !== folds[i]).flat();
    return good.map((outcome) => ({
      probability: others.filter(Boolean).length / Math.max(1, others.length),
      outcome,
    }));
  });
  return {
    needs: needs.length,
    pairs: forecasts.length,
    'nDCG@10': round(mean(needs.map(({ grades }, i) => ndcg(Array.from(grades), Array.from(scores[i] ?? []))))),
    AUC: round(mean(relevant.map((good, i) => areaUnderCurve(scores[i] ?? [], good)))),
    ECE: round(calibrationError(forecasts)),
    Brier: round(brier(forecasts)),
    constantBrier: round(brier(constant)),
    bins: calibrationBins(forecasts).map(({ said, found, count }) => ({
      said: round(said),
      found: round(found),
      count: round(count),
    })),
  };
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

async function main(): Promise<void> {
  const several = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({
    options: {
      needs: several,
      supplies: several,
      judgements: several,
      out: { type: 'string' },
      name: { type: 'string' },
      'from-reviews': { type: 'boolean', default: false },
      database: { type: 'string' },
      propose: { type: 'boolean', default: false },
    },
  });
  const { needs = [], supplies = [], judgements = [], out, propose, 'from-reviews': fromReviews } = values;
  const uneven = needs.length !== supplies.length || needs.length !== judgements.length;
  if (uneven || (needs.length === 0 && !fromReviews) || (!out && !propose)) {
    throw new Error(
      '用法 / usage: npm run fit -- [--from-reviews [--database URL]] [--needs F --supplies F --judgements F]… --out F ' +
        '[--propose] [--name N]',
    );
  }
  const env = loadEnv(values.database ? { ...process.env, DATABASE_URL: values.database } : process.env);
  const { embedder, reason } = await openEmbedder(env, modelsDir());
  if (!embedder) throw new Error(`a version is fitted with the embedding model, and there is none (${reason})`);
  const background = await loadBackgroundTerms(backgroundTermsFile());
  const shipped = await loadEngineVersion(engineVersionFile());
  const unfitted = { weights: PRIOR_WEIGHTS, calibration: { kind: 'platt', a: 1, b: 0 } } as const;
  const judged: Judged[] = [];
  const sets: DataSet[] = [];
  const digests: string[] = [];
  for (const [i, file] of needs.entries()) {
    const data = await readDataSet(file, supplies[i] ?? '', judgements[i] ?? '');
    const digest = dataDigest(data);
    digests.push(digest);
    sets.push(data);
    console.error(`reading signals: data set ${i + 1} of ${needs.length} (${digest})`);
    const set = await profileDataSet(data, embedder, background, unfitted);
    for (const need of featuresOf(set, data.judgements, 'judged')) judged.push({ need: judgedOnly(need), digest });
  }
  let labels: { needs: number; labels: number } | null = null;
  if (fromReviews) {
    console.error('reading reviews');
    const reviewed = await withDatabase(env, (source) => readReviewLabels(source, embedder, background));
    digests.push(reviewed.digest);
    labels = { needs: reviewed.needs.length, labels: reviewed.labels };
    for (const need of reviewed.needs) judged.push({ need, digest: reviewed.digest });
  }
  const features = judged.map(({ need }) => need);
  console.error(`fitting on ${features.length} needs`);
  const fitted = fitVersion(features);
  const held = heldOutVersions(features, undefined, (fold, of) => console.error(`held-out fold ${fold + 1} of ${of}`));
  console.error('reading how needs without a supply look');
  const places = new Map(features.map(({ id }, i) => [id, i]));
  const folds = foldsOf(features);
  const cases: Case[] = [];
  for (const data of sets) {
    cases.push(...(await abstentionCases(data, embedder, background, (id) => held[places.get(id) ?? 0] ?? fitted)));
  }
  const thresholds = heldOutThresholds(cases, (id) => folds[places.get(id) ?? 0] ?? 0);
  const ratesOf = (whole: boolean): AbstentionRates => {
    const own = cases.flatMap(({ cut }, i) => ((cut === null) === whole ? [i] : []));
    return abstentionRates(
      own.flatMap((i) => cases[i] ?? []),
      own.map((i) => thresholds[i] ?? null),
    );
  };
  const heldOutOf = (digest: string): ReturnType<typeof metricsOf> => {
    const own = judged.flatMap((one, i) => (one.digest === digest ? [i] : []));
    return metricsOf(
      own.flatMap((i) => judged[i] ?? []),
      own.flatMap((i) => held[i] ?? []),
    );
  };
  const prior = {
    weights: PRIOR_WEIGHTS,
    calibration: fitCalibration(
      features,
      features.map((need) => blendRows(need, PRIOR_WEIGHTS)),
    ),
  };
  const created = new Date().toISOString();
  const version: EngineVersion = parseEngineVersion({
    version: values.name ?? `${fromReviews ? 'reviews-' : ''}${created.slice(0, 10)}`,
    created,
    dataDigests: digests,
    weights: fitted.weights,
    calibration: fitted.calibration,
    // Reviews alone do not show needs that nothing fits: then the threshold stays as it is shipped.
    abstainBelow: fitAbstention(cases) ?? shipped.abstainBelow,
    metrics: {
      model: embedder.id,
      strength: fitted.strength,
      ...(labels ? { reviews: labels } : {}),
      heldOut: { all: metricsOf(judged, held), ...Object.fromEntries(digests.map((one) => [one, heldOutOf(one)])) },
      abstention: { asPosted: ratesOf(true), cutShort: ratesOf(false) },
      priorWeights: {
        'nDCG@10': metricsOf(
          judged,
          features.map(() => prior),
        )['nDCG@10'],
      },
    },
  });
  if (out) {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, `${JSON.stringify(version, null, 2)}\n`);
  }
  if (propose) {
    await withDatabase(env, (source) =>
      new EngineVersions(shipped, new EngineVersionStore(source)).add(version, 'fit'),
    );
    console.error(
      `已提交版本“${version.version}”，尚未启用 / proposed, not in force: npm run engine -- shadow ${version.version}`,
    );
  }
  print(version.weights);
  console.log(
    JSON.stringify(
      { calibration: version.calibration, abstainBelow: version.abstainBelow, ...version.metrics },
      null,
      2,
    ),
  );
}

function print(weights: Weights): void {
  for (const name of SIGNAL_NAMES) {
    console.log(`${name.padEnd(20)} ${weights[name].toFixed(4)}  (prior ${PRIOR_WEIGHTS[name].toFixed(4)})`);
  }
}

main().catch((error: unknown) => {
  if (error instanceof DomainError) console.error(messageOf(error.code, error.params, 'zh'));
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

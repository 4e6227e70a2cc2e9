import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '#embedding';
import {
  backgroundTermsFile,
  candidateQueryOf,
  engineVersionFile,
  indexRowOf,
  loadBackgroundTerms,
  loadEngineVersion,
} from '#engine';
import { CandidateIndex } from '#index';
import {
  calibrate,
  proseLength,
  extentOf,
  LEAST_SUPPLY_CHARACTERS,
  PRIOR_WEIGHTS,
  scoreCandidates,
  SIGNAL_NAMES,
} from '#matching';
import type { CalibrationBin, EngineVersion, NeedRecord, SignalName, TermCounts, Weights } from '#matching';
import { abstentionCases, abstentionRates, casesOf, fitAbstention } from './abstention.js';
import type { AbstentionRates } from './abstention.js';
import type { DataSet } from './data-set.js';
import { blendRows, dataDigest, featuresOf, profileDataSet, RELEVANT_FROM } from './features.js';
import type { NeedFeatures, ProfiledDataSet } from './features.js';
import { fitCalibration, foldsOf, heldOutVersions } from './fit-version.js';
import type { Fitted } from './fit-version.js';
import {
  areaUnderCurve,
  brier,
  calibrationBins,
  calibrationError,
  mean,
  ndcg,
  placeChances,
  precision,
  recall,
  reciprocalRank,
} from './metrics.js';
import type { Forecast } from './metrics.js';
import { bootstrap, compare, meanInterval } from './resampling.js';
import type { Comparison, Interval } from './resampling.js';
import { twoSides } from './two-sides.js';
import type { RankedNeed, TwoSides } from './two-sides.js';

export const SCORERS = ['random', 'popularity', 'lexical', 'dense', 'hybrid', 'rrf', 'engine'] as const;
export type Scorer = (typeof SCORERS)[number];
/** Metrics that each need has a value of; a mean over needs, and paired tests, go by these. */
export const NEED_METRICS = ['nDCG@10', 'P@5', 'Recall@100', 'MRR@10', 'AUC'] as const;
export type NeedMetric = (typeof NEED_METRICS)[number];
export type MetricName = NeedMetric | 'ECE' | 'Brier' | 'coverage@20' | 'supply nDCG@10';
export type Metrics = Record<MetricName, number>;

export interface JudgedSupply {
  title: string;
  grade: number;
}
export interface NeedResult {
  id: string;
  title: string;
  judged: number;
  nDCG: Record<Scorer, number | null>;
  /** The best judged supplies by engine and by terms, to see wins and losses. */
  best: Record<'engine' | 'lexical', JudgedSupply[]>;
}
export interface SignalWorth {
  signal: SignalName;
  weight: number;
  /** What the engine loses without it. */
  worth: Record<'nDCG@10' | 'Recall@100', Comparison>;
}
export interface Evaluation {
  needs: number;
  supplies: number;
  judgements: number;
  dataDigest: string;
  version: string;
  engineDigest: string;
  model: string | null;
  /** Whether the version was fitted on this data, so that each need was ranked by one fitted without its fold. */
  crossValidated: boolean;
  metrics: Record<Scorer, Metrics>;
  /** 95 %, by bootstrap over needs (supply nDCG: over supplies). Coverage has none: fewer needs always cover less. */
  intervals: Record<Scorer, Record<Exclude<MetricName, 'coverage@20'>, Interval>>;
  /** The engine less each other scorer. */
  engineAgainst: Record<Exclude<Scorer, 'engine'>, Record<NeedMetric, Comparison>>;
  /** nDCG@10 of any scorer less that of any other, need by need. */
  pairwise: Record<Scorer, Partial<Record<Scorer, Comparison>>>;
  /** Of the engine's probability; `constantBrier` is what always saying the other folds' share would reach. */
  calibration: { bins: CalibrationBin[]; constantBrier: number };
  byNeed: NeedResult[];
  ablation: SignalWorth[] | null;
  /** For the engine: every judged pair, and the best 100 of all supplies. */
  /** How lists treat supplies as shown, against lists by score alone. */
  twoSides: TwoSides;
  /** Null without a threshold or where no supply says enough. */
  abstention: AbstentionReport | null;
  run: { need: string; supply: string; score: number }[];
  /** Median milliseconds to rank one need: candidates, signals, order. */
  medianRankMs: number;
}

const LEXICAL: SignalName[] = ['lexical-characters', 'lexical-bigrams', 'lexical-words'];
const DENSE: SignalName[] = ['semantic-title', 'semantic-body'];
const RANKED = 100;
const SHOWN = 20;

const onlyOf = (names: readonly SignalName[], weights: Weights): Weights =>
  Object.fromEntries(
    SIGNAL_NAMES.map((name) => [name, names.includes(name) ? weights[name] : 0]),
  ) as unknown as Weights;

/** A number that depends on the two ids alone. */
const randomScore = (need: string, supply: string): number =>
  createHash('sha256').update(`${need} ${supply}`).digest().readUInt32LE(0) / 2 ** 32;

/** One need as one scorer ranks it. */
interface Ranked {
  /** Rows that can be on its list, and their scores. */
  rows: Int32Array;
  scores: Float64Array;
  /** Scores of the judged rows, whether or not on the list. */
  judged: Float64Array;
}

export interface AbstentionReport {
  /** Needs as posted, over whole lists: with all supplies, and with every supply judged 1 or more taken away. */
  asPosted: AbstentionRates;
  /** The same needs cut short, on their judged supplies; only where thresholds are fitted without the need's fold. */
  cutShort: AbstentionRates | null;
  /** Needs in whose fields there is no supply at all. */
  foreign: AbstentionRates | null;
}

interface Options {
  /** Needs that no supply of the data set fits. */
  foreign?: NeedRecord[];
  /** Rank by the shipped version even where it was fitted on this very data. */
  asShipped?: boolean;
  ablation?: boolean;
  progress?: (done: number, total: number, step: string) => void;
}

/** Ranks a judged data set with the real engine: real profiles, a real index in a temporary folder. */
export async function evaluate(
  data: DataSet,
  embedder: Embedder | null,
  { asShipped = false, ablation = false, foreign = [], progress = () => undefined }: Options = {},
): Promise<Evaluation> {
  const version = await loadEngineVersion(engineVersionFile());
  const background = await loadBackgroundTerms(backgroundTermsFile());
  const set = await profileDataSet(data, embedder, background, version);
  const { lists, medianRankMs } = await candidateLists(set, data, embedder, (done, total) =>
    progress(done, total, 'candidates'),
  );
  const needs = featuresOf(set, data.judgements, 'all', (done) => progress(done, set.needs.length, 'signals'));
  const digest = dataDigest(data);
  const crossValidated = !asShipped && version.dataDigests.includes(digest);
  const versions: Pick<Fitted, 'weights' | 'calibration'>[] = crossValidated
    ? heldOutVersions(needs, undefined, (done, of) => progress(done, of, 'fits on other needs'))
    : needs.map(() => version);
  progress(0, SCORERS.length, 'metrics');

  const ranked = rankAll(needs, set, lists, versions);
  const perNeed = mapScorers((scorer) => needMetrics(needs, ranked[scorer]));
  const forecasts = mapScorers((scorer) => forecastsOf(needs, ranked[scorer], scorer === 'engine' ? versions : null));
  const supplySide = mapScorers((scorer) => supplyGains(needs, ranked[scorer]));
  const metrics = mapScorers((scorer): Metrics => {
    const all = forecasts[scorer].flat();
    return {
      ...mapMetrics((metric) => mean(perNeed[scorer][metric])),
      ECE: calibrationError(all),
      Brier: brier(all),
      'coverage@20': coverage(ranked[scorer], set.supplies.length),
      'supply nDCG@10': mean(supplySide[scorer]),
    };
  });
  const intervals = mapScorers((scorer) => ({
    ...mapMetrics((metric) => meanInterval(perNeed[scorer][metric])),
    ECE: forecastInterval(forecasts[scorer], calibrationError),
    Brier: forecastInterval(forecasts[scorer], brier),
    'supply nDCG@10': meanInterval(supplySide[scorer]),
  }));
  const engineAgainst = Object.fromEntries(
    SCORERS.filter((scorer) => scorer !== 'engine').map((scorer) => [
      scorer,
      mapMetrics((metric) => compare(perNeed.engine[metric], perNeed[scorer][metric])),
    ]),
  ) as Evaluation['engineAgainst'];
  const pairwise = mapScorers((scorer) =>
    Object.fromEntries(
      SCORERS.filter((other) => other !== scorer).map((other) => [
        other,
        compare(perNeed[scorer]['nDCG@10'], perNeed[other]['nDCG@10']),
      ]),
    ),
  );
  const abstention = await abstentionOf(
    { needs, set, data, embedder, background, ranked: ranked.engine, foreign },
    {
      shipped: version,
      versions,
      crossValidated,
    },
  );
  progress(SCORERS.length, SCORERS.length, 'metrics');
  return {
    needs: data.needs.length,
    supplies: data.supplies.length,
    judgements: [...data.judgements.values()].reduce((sum, grades) => sum + grades.size, 0),
    dataDigest: digest,
    version: version.version,
    engineDigest: set.engine.digest,
    model: embedder?.id ?? null,
    crossValidated,
    metrics,
    intervals,
    engineAgainst,
    pairwise,
    calibration: { bins: calibrationBins(forecasts.engine.flat()), constantBrier: constantBrier(needs) },
    byNeed: needs.map((need, i) => ({
      id: need.id,
      title: need.title,
      judged: need.judged.length,
      nDCG: mapScorers((scorer) => perNeed[scorer]['nDCG@10'][i] ?? null),
      best: { engine: bestJudged(need, ranked.engine[i], set), lexical: bestJudged(need, ranked.lexical[i], set) },
    })),
    ablation: ablation ? worthOfSignals(needs, lists, versions, version.weights) : null,
    twoSides: twoSides(rankedNeeds(needs, ranked.engine), set.supplies.length),
    abstention,
    run: runOf(needs, ranked.engine, set),
    medianRankMs,
  };
}

const mapScorers = <T>(of: (scorer: Scorer) => T): Record<Scorer, T> =>
  Object.fromEntries(SCORERS.map((scorer) => [scorer, of(scorer)])) as Record<Scorer, T>;
const mapMetrics = <T>(of: (metric: NeedMetric) => T): Record<NeedMetric, T> =>
  Object.fromEntries(NEED_METRICS.map((metric) => [metric, of(metric)])) as Record<NeedMetric, T>;

/** Supplies the real index finds and no constraint excludes, by need; weights play no part in which these are. */
async function candidateLists(
  { needs, supplies, engine }: ProfiledDataSet,
  data: DataSet,
  embedder: Embedder | null,
  progress: (done: number, total: number) => void,
): Promise<{ lists: Map<string, Int32Array>; medianRankMs: number }> {
  const placeOf = new Map(supplies.map(({ record }, place) => [record.id, place]));
  const folder = await mkdtemp(join(tmpdir(), 'duijie-eval-'));
  const index = await CandidateIndex.open(folder, embedder);
  try {
    await index.write('achievement', supplies.map(indexRowOf), []);
    await index.optimize(new Date());
    const lists = new Map<string, Int32Array>();
    const times: number[] = [];
    for (const [done, need] of needs.entries()) {
      progress(done, needs.length);
      if (!data.judgements.has(need.record.id)) continue;
      const started = performance.now();
      const found = await index.candidates('achievement', candidateQueryOf(need, engine));
      const candidates = found.flatMap((id) => supplies[placeOf.get(id) ?? -1] ?? []);
      const listed = scoreCandidates(need, candidates, engine, need.record.revisedAt);
      times.push(performance.now() - started);
      lists.set(
        need.record.id,
        Int32Array.from(listed, ({ partnerId }) => placeOf.get(partnerId) ?? -1),
      );
    }
    times.sort((a, b) => a - b);
    return { lists, medianRankMs: times[Math.floor(times.length / 2)] ?? 0 };
  } finally {
    index.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function rankAll(
  needs: readonly NeedFeatures[],
  { supplies }: ProfiledDataSet,
  lists: ReadonlyMap<string, Int32Array>,
  versions: readonly Pick<Fitted, 'weights'>[],
): Record<Scorer, Ranked[]> {
  const whole = (need: NeedFeatures, scores: Float64Array): Ranked => ({
    rows: need.supplies.map((_place, row) => row),
    scores,
    judged: Float64Array.from(need.judged, (row) => scores[row] ?? 0),
  });
  const timesRelevant = new Float64Array(supplies.length);
  const relevantPlaces = (need: NeedFeatures): number[] =>
    Array.from(need.judged).flatMap((row, i) =>
      (need.grades[i] ?? 0) >= RELEVANT_FROM ? [need.supplies[row] ?? -1] : [],
    );
  for (const need of needs) for (const place of relevantPlaces(need)) timesRelevant[place]! += 1;
  const lexical = needs.map((need) => blendRows(need, onlyOf(LEXICAL, PRIOR_WEIGHTS)));
  const dense = needs.map((need) => blendRows(need, onlyOf(DENSE, PRIOR_WEIGHTS)));
  return {
    random: needs.map((need) =>
      whole(
        need,
        Float64Array.from(need.supplies, (place) => randomScore(need.id, supplies[place]?.record.id ?? '')),
      ),
    ),
    popularity: needs.map((need) => {
      const own = new Set(relevantPlaces(need));
      return whole(
        need,
        Float64Array.from(need.supplies, (place) => (timesRelevant[place] ?? 0) - (own.has(place) ? 1 : 0)),
      );
    }),
    lexical: needs.map((need, i) => whole(need, lexical[i] ?? new Float64Array())),
    dense: needs.map((need, i) => whole(need, dense[i] ?? new Float64Array())),
    hybrid: needs.map((need, i) =>
      whole(
        need,
        Float64Array.from(need.supplies, (_place, row) => ((lexical[i]?.[row] ?? 0) + (dense[i]?.[row] ?? 0)) / 2),
      ),
    ),
    rrf: needs.map((need, i) => whole(need, fuseRanks([lexical[i] ?? [], dense[i] ?? []]))),
    engine: needs.map((need, i) => rankedByEngine(need, lists, versions[i]?.weights ?? PRIOR_WEIGHTS)),
  };
}

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): Σ 1 ÷ (60 + rank), equal scores sharing their mean rank. */
function fuseRanks(rankings: readonly ArrayLike<number>[]): Float64Array {
  const fused = new Float64Array(rankings[0]?.length ?? 0);
  for (const scores of rankings) {
    const order = Array.from(scores, (_score, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    for (let start = 0, end = 0; start < order.length; start = end) {
      const score = scores[order[start] ?? -1];
      while (end < order.length && scores[order[end] ?? -1] === score) end++;
      const rank = (start + 1 + end) / 2;
      for (const row of order.slice(start, end)) fused[row]! += 1 / (60 + rank);
    }
  }
  return fused;
}

/** With all supplies as rows, a supply's place is its row. */
function rankedByEngine(need: NeedFeatures, lists: ReadonlyMap<string, Int32Array>, weights: Weights): Ranked {
  const scores = blendRows(need, weights);
  const rows = lists.get(need.id) ?? new Int32Array();
  return {
    rows,
    scores: Float64Array.from(rows, (row) => scores[row] ?? 0),
    judged: Float64Array.from(need.judged, (row) => scores[row] ?? 0),
  };
}

function needMetrics(needs: readonly NeedFeatures[], ranked: readonly Ranked[]): Record<NeedMetric, (number | null)[]> {
  const values = mapMetrics((): (number | null)[] => []);
  needs.forEach((need, i) => {
    const { rows, scores, judged } = ranked[i] ?? { rows: [], scores: [], judged: [] };
    const good = Array.from(need.grades, (grade) => grade >= RELEVANT_FROM);
    const relevantRows = new Set(Array.from(need.judged).filter((_row, at) => good[at]));
    const onList = Array.from(rows, (row) => relevantRows.has(row));
    values['nDCG@10'].push(ndcg(Array.from(need.grades), Array.from(judged)));
    values['P@5'].push(precision(judged, good));
    values['Recall@100'].push(recall(scores, onList, RANKED, relevantRows.size));
    values['MRR@10'].push(relevantRows.size === 0 ? null : reciprocalRank(scores, onList));
    values.AUC.push(areaUnderCurve(judged, good));
  });
  return values;
}

/**
 * The probability said of every judged pair, by need. Without versions, by a curve fitted for this scorer on the needs
 * of other folds.
 */
function forecastsOf(
  needs: readonly NeedFeatures[],
  ranked: readonly Ranked[],
  versions: readonly Pick<Fitted, 'calibration'>[] | null,
): Forecast[][] {
  const folds = foldsOf(needs);
  const curves = [...new Set(folds)].sort().map((fold) => {
    const others = needs.flatMap((_need, i) => (folds[i] === fold ? [] : [i]));
    return fitCalibration(
      others.flatMap((i) => needs[i] ?? []),
      others.map((i) => ranked[i]?.judged ?? []),
    );
  });
  return needs.map(({ grades, judged, lengths }, i) => {
    const curve = versions?.[i]?.calibration ?? curves[folds[i] ?? 0];
    return Array.from(grades, (grade, at) => ({
      probability: curve ? calibrate(curve, ranked[i]?.judged[at] ?? 0, lengths[judged[at] ?? -1] ?? 0) : 0,
      outcome: grade >= RELEVANT_FROM,
    }));
  });
}

function forecastInterval(byNeed: readonly Forecast[][], statistic: (forecasts: Forecast[]) => number): Interval {
  const sorted = byNeed
    .flatMap((forecasts, need) => forecasts.map((forecast) => ({ ...forecast, need })))
    .sort((a, b) => a.probability - b.probability);
  return bootstrap(byNeed.length, (times) =>
    statistic(
      sorted.flatMap(({ need, probability, outcome }) => {
        const weight = times[need] ?? 0;
        return weight > 0 ? [{ probability, outcome, weight }] : [];
      }),
    ),
  );
}

/** Brier score of always saying the share of relevant pairs on the needs of other folds. */
function constantBrier(needs: readonly NeedFeatures[]): number {
  const folds = foldsOf(needs);
  const outcomes = needs.map(({ grades }) => Array.from(grades, (grade) => grade >= RELEVANT_FROM));
  return brier(
    outcomes.flatMap((own, i) => {
      const others = outcomes.filter((_other, j) => folds[j] !== folds[i]).flat();
      const probability = others.filter(Boolean).length / Math.max(1, others.length);
      return own.map((outcome) => ({ probability, outcome }));
    }),
  );
}

/** nDCG of the needs each supply was judged for, where there is an order to get wrong. */
function supplyGains(needs: readonly NeedFeatures[], ranked: readonly Ranked[]): (number | null)[] {
  const bySupply = new Map<number, { grades: number[]; scores: number[] }>();
  needs.forEach((need, i) => {
    need.judged.forEach((row, at) => {
      const place = need.supplies[row] ?? -1;
      const judged = bySupply.get(place) ?? { grades: [], scores: [] };
      judged.grades.push(need.grades[at] ?? 0);
      judged.scores.push(ranked[i]?.judged[at] ?? 0);
      bySupply.set(place, judged);
    });
  });
  const ordered = [...bySupply.values()].filter(({ grades }) => new Set(grades).size > 1);
  return ordered.map(({ grades, scores }) => ndcg(grades, scores));
}

/** Share of the supplies that some need's list of 20 shows, ties averaged. */
function coverage(ranked: readonly Ranked[], supplies: number): number {
  const missed = new Float64Array(supplies).fill(1);
  for (const { rows, scores } of ranked) {
    placeChances(scores, SHOWN).forEach((chance, i) => (missed[rows[i] ?? -1]! *= 1 - chance));
  }
  return missed.reduce((sum, chance) => sum + 1 - chance, 0) / supplies;
}

function bestJudged(need: NeedFeatures, ranked: Ranked | undefined, { supplies }: ProfiledDataSet): JudgedSupply[] {
  return Array.from(need.judged, (row, at) => ({ row, grade: need.grades[at] ?? 0, score: ranked?.judged[at] ?? 0 }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, 5)
    .map(({ row, grade }) => ({ title: supplies[row]?.record.content.title ?? '', grade }));
}

/** Leaves each signal out in turn. */
function worthOfSignals(
  needs: readonly NeedFeatures[],
  lists: ReadonlyMap<string, Int32Array>,
  versions: readonly Pick<Fitted, 'weights'>[],
  shown: Weights,
): SignalWorth[] {
  const metricsWithout = (name: SignalName | null): Record<NeedMetric, (number | null)[]> =>
    needMetrics(
      needs,
      needs.map((need, i) => {
        const weights = versions[i]?.weights ?? shown;
        return rankedByEngine(need, lists, name === null ? weights : { ...weights, [name]: 0 });
      }),
    );
  const whole = metricsWithout(null);
  return SIGNAL_NAMES.map((signal) => {
    const without = metricsWithout(signal);
    return {
      signal,
      weight: shown[signal],
      worth: {
        'nDCG@10': compare(whole['nDCG@10'], without['nDCG@10']),
        'Recall@100': compare(whole['Recall@100'], without['Recall@100']),
      },
    };
  }).sort((a, b) => b.worth['nDCG@10'].difference - a.worth['nDCG@10'].difference);
}

function runOf(
  needs: readonly NeedFeatures[],
  ranked: readonly Ranked[],
  { supplies }: ProfiledDataSet,
): Evaluation['run'] {
  const idOf = (row: number): string => supplies[row]?.record.id ?? '';
  return needs.flatMap((need, i) => {
    const { rows, scores, judged } = ranked[i] ?? { rows: new Int32Array(), scores: [], judged: [] };
    const judgedRows = new Set(need.judged);
    const listed = Array.from(rows, (row, at) => ({ row, supply: idOf(row), score: scores[at] ?? 0 }))
      .sort((a, b) => b.score - a.score || (a.supply < b.supply ? -1 : 1))
      .slice(0, RANKED)
      .filter(({ row }) => !judgedRows.has(row));
    return [
      ...Array.from(need.judged, (row, at) => ({ need: need.id, supply: idOf(row), score: judged[at] ?? 0 })),
      ...listed.map(({ supply, score }) => ({ need: need.id, supply, score })),
    ];
  });
}

/** With all supplies as rows, a supply's place is its row. */
const rankedNeeds = (needs: readonly NeedFeatures[], ranked: readonly Ranked[]): RankedNeed[] =>
  needs.map((need, i) => {
    const { rows, scores, judged } = ranked[i] ?? { rows: new Int32Array(), scores: [], judged: [] };
    return {
      id: need.id,
      candidates: Array.from(rows, (supply, at) => ({ supply, score: scores[at] ?? 0 })),
      judged: Array.from(need.judged, (supply, at) => ({
        supply,
        score: judged[at] ?? 0,
        grade: need.grades[at] ?? 0,
      })),
    };
  });

interface Measured {
  needs: readonly NeedFeatures[];
  set: ProfiledDataSet;
  data: DataSet;
  embedder: Embedder | null;
  background: TermCounts;
  ranked: readonly Ranked[];
  foreign: NeedRecord[];
}

/** How often the engine says that nothing fits, and whether that is so. */
async function abstentionOf(
  { needs, set, data, embedder, background, ranked, foreign }: Measured,
  of: {
    shipped: EngineVersion;
    versions: readonly Pick<Fitted, 'weights' | 'calibration'>[];
    crossValidated: boolean;
  },
): Promise<AbstentionReport | null> {
  const { shipped } = of;
  const supplyCharacters = set.supplies.map(({ record }) => extentOf(record.content).characters);
  if (!embedder || !shipped.abstainBelow || !supplyCharacters.some((said) => said >= LEAST_SUPPLY_CHARACTERS))
    return null;
  const placeOf = new Map(needs.map(({ id }, i) => [id, i]));
  const folds = foldsOf(needs);
  const versionOf = (id: string): Pick<Fitted, 'weights' | 'calibration'> =>
    of.versions[placeOf.get(id) ?? 0] ?? shipped;
  const foldOf = (id: string): number => folds[placeOf.get(id) ?? 0] ?? 0;
  const fitted = of.crossValidated ? await abstentionCases(data, embedder, background, versionOf) : [];
  const thresholds = [0, 1, 2, 3, 4].map((fold) =>
    of.crossValidated ? fitAbstention(fitted.filter(({ needId }) => foldOf(needId) !== fold)) : shipped.abstainBelow,
  );
  const extents = new Map(set.needs.map(({ record }) => [record.id, extentOf(record.content)]));
  const posted = needs.flatMap((need, i) => {
    const { rows, scores } = ranked[i] ?? { rows: new Int32Array(), scores: [] };
    const grades = new Map(Array.from(need.judged, (row, at) => [row, need.grades[at] ?? 0]));
    const { calibration } = versionOf(need.id);
    const extent = extents.get(need.id) ?? { characters: 0, hasField: false };
    const said = Array.from(rows, (row, at) => ({
      ...extent,
      fold: folds[i] ?? 0,
      grade: grades.get(row) ?? 0,
      probability: calibrate(calibration, scores[at] ?? 0, need.lengths[row] ?? 0),
      supplyCharacters: supplyCharacters[row] ?? 0,
    }));
    return casesOf(said);
  });
  const foreignSet = await profileDataSet(
    { needs: foreign, supplies: [], judgements: new Map() },
    embedder,
    background,
    shipped,
  );
  const strange = foreignSet.needs.flatMap((need) => {
    const [best] = scoreCandidates(need, set.supplies, set.engine, need.record.revisedAt);
    if (!best) return [];
    return [
      {
        ...extentOf(need.record.content),
        fits: false,
        probability: calibrate(shipped.calibration, best.score, proseLength(best.supply.record.content)),
        supplyCharacters: extentOf(best.supply.record.content).characters,
      },
    ];
  });
  const cut = fitted.filter((one) => one.cut !== null);
  return {
    asPosted: abstentionRates(
      posted,
      posted.map(({ fold }) => thresholds[fold] ?? null),
    ),
    cutShort: of.crossValidated
      ? abstentionRates(
          cut,
          cut.map(({ needId }) => thresholds[foldOf(needId)] ?? null),
        )
      : null,
    foreign:
      strange.length === 0
        ? null
        : abstentionRates(
            strange,
            strange.map(() => shipped.abstainBelow),
          ),
  };
}

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '#embedding';
import {
  backgroundTermsFile,
  CANDIDATES,
  indexRowOf,
  loadBackgroundTerms,
  Profiler,
  Segmenter,
  SNAPSHOT_FROM_SUPPLIES,
  termsOf,
} from '#engine';
import { CandidateIndex } from '#index';
import {
  countTerms,
  DEFAULT_WEIGHTS,
  engineOf,
  queryTermsOf,
  retrievalVector,
  scoreCandidates,
  scorePair,
  TermStatistics,
} from '#matching';
import type { AnyProfiled, AnyRecord, Engine, ProfiledNeed, ProfiledSupply, SignalName, Weights } from '#matching';
import type { DataSet } from './data-set.js';
import { mean, ndcg, recall, reciprocalRank } from './metrics.js';

export const SCORERS = ['random', 'lexical', 'dense', 'hybrid', 'engine'] as const;
export type Scorer = (typeof SCORERS)[number];
export interface Metrics {
  'nDCG@10': number;
  'Recall@100': number;
  'MRR@10': number;
}
export interface Evaluation {
  needs: number;
  supplies: number;
  judgements: number;
  engineDigest: string;
  model: string | null;
  metrics: Record<Scorer, Metrics>;
  /** For the engine: every judged pair, and the best 100 of all supplies. */
  run: { need: string; supply: string; score: number }[];
  /** Median milliseconds to rank one need: candidates, signals, order. */
  medianRankMs: number;
}

/** Supplies from this grade on are what a search should find. */
const RELEVANT_FROM = 2;
const LEXICAL: SignalName[] = ['lexical-characters', 'lexical-bigrams', 'lexical-words'];
const DENSE: SignalName[] = ['semantic-title', 'semantic-body'];

/** Weighted mean of some signals; unknown ones are left out, all unknown gives 0. */
function meanOf(names: SignalName[], need: ProfiledNeed, supply: ProfiledSupply, engine: Engine): number {
  let sum = 0;
  let known = 0;
  for (const [name, reading] of scorePair(need, supply, engine).readings) {
    if (!names.includes(name) || !reading) continue;
    sum += DEFAULT_WEIGHTS[name] * reading.value;
    known += DEFAULT_WEIGHTS[name];
  }
  return known === 0 ? 0 : sum / known;
}

/** A number that depends on the two ids alone. */
const randomScore = (need: string, supply: string): number =>
  createHash('sha256').update(`${need} ${supply}`).digest().readUInt32LE(0) / 2 ** 32;

/** Ranks a judged data set with the real engine: real profiles, a real index in a temporary folder. */
export async function evaluate(
  data: DataSet,
  embedder: Embedder | null,
  weights: Weights = DEFAULT_WEIGHTS,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Evaluation> {
  const background = await loadBackgroundTerms(backgroundTermsFile());
  const profiler = new Profiler(new Segmenter(), embedder, new TermStatistics(background));
  const profiled = async <R extends AnyRecord>(
    records: R[],
  ): Promise<{ record: R; profile: AnyProfiled['profile'] }[]> => {
    const profiles = await profiler.profile(records);
    return records.flatMap((record, i) => (profiles[i] ? [{ record, profile: profiles[i] }] : []));
  };
  const needs: ProfiledNeed[] = await profiled(data.needs);
  const supplies: ProfiledSupply[] = await profiled(data.supplies);
  const byId = new Map(supplies.map((supply) => [supply.record.id, supply]));
  const ownTerms = supplies.length < SNAPSHOT_FROM_SUPPLIES ? null : countTerms(supplies.map(termsOf), 2);
  const statistics = new TermStatistics(background, ownTerms);
  const engine = engineOf(weights, statistics, embedder?.id ?? null);
  const folder = await mkdtemp(join(tmpdir(), 'duijie-eval-'));
  const index = await CandidateIndex.open(folder, embedder);
  try {
    await index.write('supply', supplies.map(indexRowOf), []);
    await index.optimize(new Date());
    const scores: Record<Scorer, Record<keyof Metrics, (number | null)[]>> = Object.fromEntries(
      SCORERS.map((scorer) => [scorer, { 'nDCG@10': [], 'Recall@100': [], 'MRR@10': [] }]),
    ) as never;
    const run: Evaluation['run'] = [];
    const times: number[] = [];
    let done = 0;
    for (const need of needs) {
      progress(done++, needs.length);
      const grades = data.judgements.get(need.record.id);
      if (!grades) continue;
      const started = performance.now();
      const found = await index.candidates('supply', {
        vector: retrievalVector(need.profile),
        terms: queryTermsOf(need, engine),
        limit: CANDIDATES,
      });
      const candidates = found.flatMap((id) => byId.get(id) ?? []);
      const listed = scoreCandidates(need, candidates, engine, need.record.revisedAt).slice(0, 100);
      times.push(performance.now() - started);
      const judged = [...grades].flatMap(([id, grade]) => {
        const supply = byId.get(id);
        return supply ? [{ id, grade, supply, score: scorePair(need, supply, engine).score }] : [];
      });
      const relevant = new Set(judged.filter(({ grade }) => grade >= RELEVANT_FROM).map(({ id }) => id));
      for (const { id, score } of judged) run.push({ need: need.record.id, supply: id, score });
      for (const { partnerId, score } of listed) {
        if (!grades.has(partnerId)) run.push({ need: need.record.id, supply: partnerId, score });
      }
      const all = supplies.map((supply) => {
        const lexical = meanOf(LEXICAL, need, supply, engine);
        const dense = meanOf(DENSE, need, supply, engine);
        const random = randomScore(need.record.id, supply.record.id);
        return { id: supply.record.id, random, lexical, dense, hybrid: (lexical + dense) / 2 };
      });
      const allById = new Map(all.map((one) => [one.id, one]));
      for (const scorer of SCORERS) {
        const scoreOf = (id: string): number => (scorer === 'engine' ? 0 : (allById.get(id)?.[scorer] ?? 0));
        const ranked =
          scorer === 'engine'
            ? listed.map(({ partnerId }) => partnerId)
            : all
                .map(({ id }) => id)
                .sort((a, b) => scoreOf(b) - scoreOf(a) || (a < b ? -1 : 1))
                .slice(0, 100);
        scores[scorer]['nDCG@10'].push(
          ndcg(
            judged.map(({ grade }) => grade),
            judged.map(({ id, score }) => (scorer === 'engine' ? score : scoreOf(id))),
          ),
        );
        scores[scorer]['Recall@100'].push(recall(relevant, ranked));
        scores[scorer]['MRR@10'].push(reciprocalRank(relevant, ranked));
      }
    }
    progress(needs.length, needs.length);
    times.sort((a, b) => a - b);
    return {
      needs: needs.length,
      supplies: supplies.length,
      judgements: [...data.judgements.values()].reduce((sum, grades) => sum + grades.size, 0),
      engineDigest: engine.digest,
      model: embedder?.id ?? null,
      metrics: Object.fromEntries(
        SCORERS.map((scorer) => {
          const { 'nDCG@10': gain, 'Recall@100': found, 'MRR@10': first } = scores[scorer];
          return [scorer, { 'nDCG@10': mean(gain), 'Recall@100': mean(found), 'MRR@10': mean(first) }];
        }),
      ) as Record<Scorer, Metrics>,
      run,
      medianRankMs: times[Math.floor(times.length / 2)] ?? 0,
    };
  } finally {
    index.close();
    await rm(folder, { recursive: true, force: true });
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadEnv } from '#config';
import type { Env } from '#config';
import { openEmbedder } from '#embedding';
import type { Embedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms, modelsDir } from '#engine';
import { textsOf } from '#matching';
import { BareModel } from './bare-model.js';
import { writeBgeSmall } from './bge-small.js';
import { GeneratedRecords } from './generated-records.js';
import type { Benchmark, Measured } from './main.js';

const SEED = 20_261_123;
const TEXTS = { default: 2_000, 'bge-small': 256 };
/** The first record of so many has a body of the longest there is. */
const LONG_EVERY = 100;
const LONG_CHARACTERS = 20_000;
const WARM_UP_RECORDS = 8;
const LOOP_RESOLUTION_MS = 5;
/** Int8 inputs are scaled by the largest value of a call, so that a text in other company is rounded otherwise. */
const LEAST_COSINE = 0.999;

/** Title and body: what the worker embeds of a record. */
type Texts = [title: string, body: string];
/** What one way of embedding all texts took: texts a second, CPU seconds a second, longest pause of the loop in ms. */
interface Run {
  rate: number;
  processors: number;
  pauseMs: number;
}

/**
 * Texts a second as a worker embeds them, a record at a time and as many at once as it has jobs, beside the same model
 * called straight from onnxruntime with all texts sorted by length. Tokenizing and pooling are part of both. `together`
 * is ours with all texts in one call: what lies between is what it costs that a job knows one record only.
 */
export const embed: Benchmark = async (options) => {
  const runs = Number(options['runs'] ?? 5);
  const textsOfModel = (model: keyof typeof TEXTS): number => Number(options['rows'] ?? TEXTS[model]);
  const folder = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
  try {
    const env = loadEnv({ DATA_DIR: folder });
    const bgeSmall = join(folder, 'bge-small');
    await writeBgeSmall(bgeSmall);
    const rows = [
      ...(await compare('default', resolve(modelsDir(), env.EMBEDDING_MODEL), env, textsOfModel('default'), runs)),
      ...(await compare('bge-small', bgeSmall, env, textsOfModel('bge-small'), runs)),
    ];
    const counts = `${textsOfModel('default')} texts of the default model, ${textsOfModel('bge-small')} of bge-small`;
    return { title: `${counts}; ${env.WORKER_CONCURRENCY} records at once`, rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function compare(name: string, folder: string, env: Env, texts: number, runs: number): Promise<Measured[]> {
  const records = await generated(Math.ceil(texts / 2));
  const { embedder, reason } = await openEmbedder({ ...env, EMBEDDING_MODEL: folder }, modelsDir());
  if (!embedder) throw new Error(reason ?? 'no embedder');
  const bare = await BareModel.open(folder, records.flat());
  const parties = {
    ours: (all: readonly Texts[]) => recordByRecord(embedder, all, env.WORKER_CONCURRENCY),
    together: (all: readonly Texts[]) => embedder.embed(all.flat()),
    bare: (all: readonly Texts[]) => bare.embed(all.flat()),
  };
  const warm = records.slice(0, WARM_UP_RECORDS);
  const expected = await parties.bare(warm);
  for (const found of [await parties.ours(warm), await parties.together(warm)]) refuseUnlike(found, expected);
  const measured: Record<keyof typeof parties, Run[]> = { ours: [], together: [], bare: [] };
  for (let run = 0; run < runs; run++) {
    for (const party of ['ours', 'bare', 'together'] as const) {
      measured[party].push(await timedRun(() => parties[party](records), 2 * records.length));
    }
  }
  const ratio = (party: 'ours' | 'together', of: (run: Run) => number = ({ rate }) => rate): number[] =>
    measured[party].map((mine, i) => of(mine) / (measured.bare[i] ? of(measured.bare[i]) : NaN));
  return [
    { what: `${name}: texts a second, ours`, times: measured.ours.map(({ rate }) => rate) },
    { what: `${name}: the same, onnxruntime`, times: measured.bare.map(({ rate }) => rate) },
    { what: `${name}: ours / onnxruntime`, times: ratio('ours'), least: 0.9 },
    { what: `${name}: together / onnxruntime`, times: ratio('together') },
    { what: `${name}: ours / it, a CPU second`, times: ratio('ours', ({ rate, processors }) => rate / processors) },
    { what: `${name}: CPU s a second, ours`, times: measured.ours.map(({ processors }) => processors) },
    { what: `${name}: the same, onnxruntime`, times: measured.bare.map(({ processors }) => processors) },
    { what: `${name}: longest pause, ours, ms`, times: measured.ours.map(({ pauseMs }) => pauseMs) },
    { what: `${name}: the same, together, ms`, times: measured.together.map(({ pauseMs }) => pauseMs) },
  ];
}

async function generated(records: number): Promise<Texts[]> {
  const maker = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED);
  return Array.from({ length: records }, (_record, i): Texts => {
    const { title, body } = textsOf(maker.next(i % 2 === 0 ? 'achievement' : 'need'));
    if (i % LONG_EVERY > 0) return [title, body];
    return [title, body.repeat(Math.ceil(LONG_CHARACTERS / body.length)).slice(0, LONG_CHARACTERS)];
  });
}

/** As jobs do it: so many at once, each with one record. */
async function recordByRecord(embedder: Embedder, records: readonly Texts[], atOnce: number): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  const waiting = records.entries();
  const lane = async (): Promise<void> => {
    for (const [i, record] of waiting) {
      const [title, body] = await embedder.embed(record);
      if (title && body) [vectors[2 * i], vectors[2 * i + 1]] = [title, body];
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return vectors;
}

async function timedRun(work: () => Promise<unknown>, texts: number): Promise<Run> {
  const pauses = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  pauses.enable();
  const [began, used] = [performance.now(), process.cpuUsage()];
  await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  pauses.disable();
  return { rate: texts / seconds, processors: (user + system) / 1e6 / seconds, pauseMs: pauses.max / 1e6 };
}

/** @throws Error when the two did not do the same work */
function refuseUnlike(found: readonly Float32Array[], expected: readonly Float32Array[]): void {
  const cosines = expected.map((vector, i) =>
    vector.reduce((sum, value, at) => sum + value * (found[i]?.[at] ?? 0), 0),
  );
  const least = Math.min(...cosines);
  if (found.length !== expected.length || !(least >= LEAST_COSINE)) {
    throw new Error(`ours and onnxruntime give other vectors: cosine ${least}`);
  }
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import type { Embedder } from '#embedding';
import {
  backgroundTermsFile,
  CANDIDATES,
  candidateQueryOf,
  engineVersionFile,
  indexRowOf,
  loadBackgroundTerms,
  loadEngineVersion,
  modelsDir,
  termsOf,
} from '#engine';
import { CandidateIndex } from '#index';
import type { IndexRow } from '#index';
import { countTerms, dot, engineOf, retrievalVector, TermStatistics, textsOf } from '#matching';
import type { AnyProfiled, TermCounts } from '#matching';
import { prepare } from '#platform';
import { DataSource, dataSourceOf } from '#storage';
import { GeneratedRecords } from './generated-records.js';
import type { Generated } from './generated-records.js';
import type { Benchmark, Measured } from './main.js';
import { median } from './quantile.js';
import type { Asked, Answered } from './retrieval-reader.js';
import { WordVectors } from './word-vectors.js';

const SEED = 20261123;
/** Large, because each write looks for its ids among all that are there. */
const BATCH = 2_000;
const QUERIES = 220;
/** Supplies whose terms are counted, as for a snapshot. */
const COUNTED = 5_000;
/** Records whose vectors are also asked of the model. */
const COMPARED = 1_000;
/** Full-text queries asked of PostgreSQL: each takes a second at 100,000 rows. */
const FULL_TEXT_QUERIES = 20;
/** PostgreSQL would take hours and tens of gigabytes for more. */
const MOST_FULL_TEXT_ROWS = 100_000;
const GOAL = { p95: 50, recall: 0.97, residentMib: 2048, growth: 4 };

/** Candidate search at each of some sizes, the table growing from one to the next, beside its peers on the same rows. */
export const retrieval: Benchmark = async (options) => {
  const sizes = (options['supplies'] ?? '10000,100000').split(',').map(Number);
  const dataDir = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
  const { env, database } = await prepare(loadEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }));
  const source = await dataSourceOf(env.DATABASE_URL ?? '', 2).initialize();
  try {
    const { embedder } = await openEmbedder(env, modelsDir());
    if (!embedder) throw new Error('no embedding model in models/');
    const background = await loadBackgroundTerms(backgroundTermsFile());
    const maker = await ProfiledMaker.of(background, embedder);
    const place = join(dataDir, 'bench-index');
    const index = await CandidateIndex.open(place, embedder);
    await source.query('CREATE TABLE full_text (id text PRIMARY KEY, terms tsvector)');

    const first = maker.next('achievement', COUNTED);
    const statistics = new TermStatistics(background, countTerms(first.map(termsOf), 2));
    const engine = engineOf(await loadEngineVersion(engineVersionFile()), statistics, embedder.id);
    // As a ranking asks; the regions a need accepts are left out, since generated supplies have none.
    const queries = maker.next('need', QUERIES).map((need) => ({
      ...candidateQueryOf(need, engine),
      excludeOrganizationId: need.record.organizationId,
    }));
    const rows = await likeness(first.slice(0, COMPARED), embedder);
    const hybridMedians: number[] = [];
    let written = 0;
    let waiting = first;
    for (const size of sizes) {
      const bar = new SingleBar({ format: 'rows {bar} {value}/{total}', noTTYOutput: true, notTTYSchedule: 5000 });
      bar.start(size, written);
      const before = written;
      let writingMs = 0;
      while (written < size) {
        if (waiting.length === 0) waiting = maker.next('achievement', BATCH);
        const batch = waiting.splice(0, Math.min(BATCH, size - written)).map(indexRowOf);
        const began = performance.now();
        await index.write('achievement', batch, []);
        writingMs += performance.now() - began;
        if (size <= MOST_FULL_TEXT_ROWS) await writeFullText(source, batch);
        bar.update((written += batch.length));
      }
      bar.stop();
      const began = performance.now();
      await index.optimize(new Date());
      const optimizingMs = performance.now() - began;
      const { times, recall, residentMib } = await ask({
        place,
        model: { id: embedder.id, dimensions: embedder.dimensions },
        queries,
      });
      const name = size.toLocaleString('en-US');
      hybridMedians.push(median(times.hybrid));
      rows.push(
        { what: `${name}: hybrid, ms`, times: times.hybrid, goal: GOAL.p95 },
        { what: `${name}: vectors alone, ms`, times: times.vectors },
        { what: `${name}: terms alone, ms`, times: times.terms },
        { what: `${name}: exact scan of vectors, ms`, times: times.exact },
        { what: `${name}: recall@100 of the exact scan`, times: recall, least: GOAL.recall },
        { what: `${name}: resident, MiB`, times: [residentMib], goal: GOAL.residentMib },
        { what: `${name}: rows written a second`, times: [((size - before) / writingMs) * 1000] },
        { what: `${name}: then optimising, s`, times: [optimizingMs / 1000] },
        { what: `${name}: resident where written, MiB`, times: [process.memoryUsage().rss / 2 ** 20] },
      );
      if (size > MOST_FULL_TEXT_ROWS) {
        console.log(`PostgreSQL full text is left out beyond ${MOST_FULL_TEXT_ROWS} rows: it takes seconds a query.`);
        continue;
      }
      const fullText = await askFullText(source, queries.slice(0, FULL_TEXT_QUERIES));
      rows.push(
        { what: `${name}: PostgreSQL full text, ms`, times: fullText },
        { what: `${name}: full text ÷ hybrid`, times: [median(fullText) / median(times.hybrid)] },
      );
    }
    const [smallest = NaN, largest = NaN] = [hybridMedians[0], hybridMedians.at(-1)];
    return {
      title: `Candidates of ${QUERIES} needs among ${sizes.map((size) => size.toLocaleString('en-US')).join(' and ')} achievements`,
      rows: [...rows, { what: 'growth of the median', times: [largest / smallest], goal: GOAL.growth }],
    };
  } finally {
    await source.destroy();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Generated records, profiled as far as candidate search asks: words and vectors, no tags. */
class ProfiledMaker {
  private made = 0;

  private constructor(
    private readonly records: GeneratedRecords,
    private readonly vectors: WordVectors,
  ) {}

  static async of(background: TermCounts, embedder: Embedder): Promise<ProfiledMaker> {
    const records = new GeneratedRecords(background, SEED);
    return new ProfiledMaker(records, await WordVectors.learn(records.vocabulary, embedder));
  }

  next(kind: 'need' | 'achievement', count: number): AnyProfiled[] {
    return Array.from({ length: count }, () => this.profiled(kind, this.records.nextWithWords(kind)));
  }

  private profiled(kind: 'need' | 'achievement', { content, titleWords, bodyWords }: Generated): AnyProfiled {
    const id = `${kind} ${this.made++}`;
    const found = { titleVector: this.vectors.of(titleWords), bodyVector: this.vectors.of(bodyWords) };
    const record = { id, kind, content, contentHash: id, organizationId: `organization ${this.made % 500}` };
    return { record, profile: { titleWords, bodyWords, ...found, tags: [] } } as unknown as AnyProfiled;
  }
}

/** How far the vectors made of words, by which the index is filled, are like those that the model gives the texts. */
async function likeness(sample: readonly AnyProfiled[], embedder: Embedder): Promise<Measured[]> {
  const texts = sample.map(({ record }) => textsOf(record.content));
  const vectors = await embedder.embed(texts.flatMap(({ title, body }) => [title, body]));
  const embedded = sample.map((_one, i) =>
    unitOf({ titleVector: vectors[2 * i] ?? null, bodyVector: vectors[2 * i + 1] ?? null }),
  );
  const made = sample.map(({ profile }) => unitOf(profile));
  const neighbours = (all: readonly Float32Array[]): number[] =>
    all.map((one) => Math.max(...all.map((other) => (other === one ? -1 : dot(one, other)))));
  const pairs = (all: readonly Float32Array[]): number[] => all.map((one, i) => dot(one, all.at(i - 1) ?? one));
  return [
    { what: 'cosine of made and embedded vector', times: made.map((one, i) => dot(one, embedded[i]!)), least: 0.98 },
    { what: `nearest of ${sample.length}, embedded`, times: neighbours(embedded) },
    { what: `nearest of ${sample.length}, made`, times: neighbours(made) },
    { what: 'any two, embedded', times: pairs(embedded) },
    { what: 'any two, made', times: pairs(made) },
  ];
}

const unitOf = (of: Parameters<typeof retrievalVector>[0]): Float32Array => retrievalVector(of) ?? new Float32Array();

/** In a process of its own, whose memory is that of a searcher and nothing else. */
async function ask(asked: Asked): Promise<Answered> {
  const reader = fork(join(import.meta.dirname, 'retrieval-reader.js'), { serialization: 'advanced' });
  reader.send(asked);
  const gone = once(reader, 'exit').then(() => Promise.reject(new Error('the searching process ended')));
  const [answered] = (await Promise.race([once(reader, 'message'), gone])) as [Answered];
  reader.disconnect();
  await gone.catch(() => undefined);
  return answered;
}

async function writeFullText(source: DataSource, rows: readonly IndexRow[]): Promise<void> {
  await source.query(
    `INSERT INTO full_text SELECT id, array_to_tsvector(string_to_array(terms, ' '))
       FROM unnest($1::text[], $2::text[]) AS row (id, terms)`,
    [rows.map(({ id }) => id), rows.map(({ terms }) => [...new Set(terms)].join(' '))],
  );
}

async function askFullText(source: DataSource, queries: Asked['queries']): Promise<number[]> {
  await source.query('CREATE INDEX IF NOT EXISTS full_text_terms ON full_text USING gin (terms)');
  await source.query('VACUUM ANALYZE full_text');
  const times: number[] = [];
  for (const { terms } of queries) {
    const anyTerm = terms.map((term) => `'${term.replaceAll("'", "''")}'`).join(' | ');
    const began = performance.now();
    await source.query(
      'SELECT id FROM full_text WHERE terms @@ $1::tsquery ORDER BY ts_rank(terms, $1::tsquery) DESC LIMIT $2',
      [anyTerm, CANDIDATES],
    );
    times.push(performance.now() - began);
  }
  return times;
}

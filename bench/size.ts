import type { INestApplicationContext } from '@nestjs/common';
import type { OpenedEmbedder } from '#embedding';
import { candidateQueryOf, EMBEDDER, Engines, indexRowOf } from '#engine';
import { CandidateIndex } from '#index';
import type { CandidateQuery } from '#index';
import { DataSource, ProfileStore } from '#storage';
import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { ObjectStore } from '../test/support/object-store.js';
import { FilledPlatform, rankOneByOne } from './filled-platform.js';
import type { Benchmark, Measured } from './main.js';
import { timed } from './timed.js';

const BATCH = 500;
const QUERIES = 60;
/** Searches before any is measured. */
const WARM_UP = 20;
/** Of each request to the store, beside what it takes in this process: a store in the same region. */
const DISTANCE_MS = 15;
/** Tables with less than this of all bytes are told of together. */
const LEAST_SHARE = 0.02;

/** Bytes that records take in PostgreSQL and in the index, and what a search asks of an object store. */
export const size: Benchmark = async (options) => {
  const [supplies, needs] = [Number(options['supplies'] ?? 10_000), Number(options['needs'] ?? 300)];
  const store = await ObjectStore.start();
  try {
    return await FilledPlatform.with(supplies, (platform) =>
      platform.run(IndexingModule, async (app) => {
        const source = app.get(DataSource);
        const filled = await tablesOf(source);
        await rankOneByOne(app, platform.generated, needs, 0);
        const ranked = await tablesOf(source);
        const before = new Map(filled.map(({ name, bytes }) => [name, bytes]));
        return {
          title: `Bytes of ${supplies.toLocaleString('en-US')} supplies and ${needs} needs, each ranked`,
          rows: [
            ...perRecord('a supply', filled, new Map(), supplies),
            ...perRecord('a need with its pairings', ranked, before, needs),
            ...(await searched(app, store, supplies)),
          ],
        };
      }),
    );
  } finally {
    await store.close();
  }
};

interface Table {
  name: string;
  bytes: number;
}

/** With their indexes, as large as they are on disk. */
async function tablesOf(source: DataSource): Promise<Table[]> {
  await source.query('VACUUM ANALYZE');
  const rows: { name: string; bytes: string }[] = await source.query(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  return rows.map(({ name, bytes }) => ({ name, bytes: Number(bytes) }));
}

function perRecord(
  what: string,
  tables: readonly Table[],
  before: ReadonlyMap<string, number>,
  records: number,
): Measured[] {
  const grown = tables.map(({ name, bytes }) => ({ name, bytes: bytes - (before.get(name) ?? 0) }));
  const all = grown.reduce((sum, { bytes }) => sum + bytes, 0);
  const kib = (bytes: number): number[] => [bytes / records / 1024];
  const shown = grown.filter(({ bytes }) => bytes > LEAST_SHARE * all).sort((a, b) => b.bytes - a.bytes);
  return [
    { what: `PostgreSQL, KiB ${what}`, times: kib(all) },
    ...shown.map(({ name, bytes }) => ({ what: `  of it ${name}`, times: kib(bytes) })),
  ];
}

/** The same rows in an object store, searched as a ranking does by a process that has been at it for a while. */
async function searched(app: INestApplicationContext, store: ObjectStore, supplies: number): Promise<Measured[]> {
  const profiles = app.get(ProfileStore);
  const { embedder } = app.get<OpenedEmbedder>(EMBEDDER);
  const engine = await app.get(Engines).current();
  const index = await CandidateIndex.open(store.indexUrl, embedder, store.storage);
  for await (const ids of profiles.ids('achievement', BATCH)) {
    await index.write('achievement', (await profiles.load(ids)).map(indexRowOf), []);
  }
  await index.optimize(new Date());
  const bytes = store.bytes;
  const anchors = await profiles.load(await profiles.sample('need', QUERIES));
  const queries: CandidateQuery[] = anchors.map((anchor) => candidateQueryOf(anchor, engine));
  const among =
    (place: CandidateIndex) =>
    (query: CandidateQuery): Promise<string[]> =>
      place.candidates('achievement', query);
  const nearby = await timed(queries, among(app.get(CandidateIndex)));
  await timed(queries.slice(0, WARM_UP), among(index));
  store.delayMs = DISTANCE_MS;
  const [requests, sent] = [store.requests, store.sent];
  const away = await timed(queries.slice(WARM_UP), among(index));
  index.close();
  const count = queries.length - WARM_UP;
  return [
    { what: 'index, KiB a supply', times: [bytes / supplies / 1024] },
    { what: 'search in a folder, ms', times: nearby.slice(WARM_UP) },
    { what: `search in a store ${DISTANCE_MS} ms away, ms`, times: away },
    { what: 'requests a search', times: [(store.requests - requests) / count] },
    { what: 'KiB read a search', times: [(store.sent - sent) / count / 1024] },
  ];
}

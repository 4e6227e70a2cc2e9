import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import type { Env } from '#config';
import type { OpenedEmbedder } from '#embedding';
import {
  backgroundTermsFile,
  EMBEDDER,
  Engines,
  indexRowOf,
  loadBackgroundTerms,
  Matcher,
  Profiler,
  TextsAtHand,
} from '#engine';
import { CandidateIndex } from '#index';
import type { IndexRow } from '#index';
import { contentHash, DUPLICATES_VERSION, TAG_RULES } from '#matching';
import type { AnyProfiled, Profile, RecordContent } from '#matching';
import { prepare, ProcessModule } from '#platform';
import { DataSource, OrganizationStore, PairingStore, ProfileStore, RecordStore } from '#storage';
import type { RecordEntity } from '#storage';
import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { ProjectProcessor } from '../apps/worker/src/project.processor.js';
import { GeneratedRecords } from './generated-records.js';
import type { Generated } from './generated-records.js';
import { WordVectors } from './word-vectors.js';

const SEED = 20261122;
const BATCH = 500;
/** Large, because each write looks for its ids among all that are there. */
const INDEX_BATCH = 5_000;

/** A platform of its own in a folder of its own, with generated achievements, profiled and in the index. */
export class FilledPlatform {
  private constructor(
    private readonly env: Env,
    readonly generated: GeneratedRecords,
  ) {}

  /** @param options `data`: a folder to fill, or one that was filled by such a call and is used as it is, and kept */
  static async with<T>(
    supplies: number,
    work: (platform: FilledPlatform) => Promise<T>,
    options: { data?: string | undefined } = {},
  ): Promise<T> {
    const dataDir = options.data ?? (await mkdtemp(join(tmpdir(), 'duijie-bench-')));
    const { env, database } = await prepare(loadEnv({ DATA_DIR: resolve(dataDir), LOG_LEVEL: 'error' }));
    const generated = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED);
    const platform = new FilledPlatform(env, generated);
    try {
      const mark = join(dataDir, 'filled.json');
      const filledWith = JSON.stringify({ supplies, seed: SEED });
      await platform.run(IndexingModule, async (app) => {
        const found = await readFile(mark, 'utf8').catch(() => null);
        if (found === null) await platform.fill(app, supplies);
        else if (found !== filledWith) throw new Error(`${dataDir} was filled with ${found}, not ${filledWith}`);
        else await platform.goOnAfter(app, supplies);
        await settle(app);
      });
      await writeFile(mark, filledWith);
      return await work(platform);
    } finally {
      await database.stop();
      if (options.data === undefined) await rm(dataDir, { recursive: true, force: true });
    }
  }

  /** Runs one of the processes inside this one, for as long as the work takes. */
  async run<T>(feature: Type, work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
    const app = await NestFactory.createApplicationContext(ProcessModule.of(this.env, [feature], true), {
      logger: ['error', 'warn'],
    });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  }

  /** Draws again what a kept folder was filled with, so that the needs to come are others. */
  private async goOnAfter(app: INestApplicationContext, supplies: number): Promise<void> {
    const [{ needs } = { needs: 0 }]: { needs: number }[] = await app
      .get(DataSource)
      .query(`SELECT count(*)::int AS needs FROM records WHERE kind = 'need'`);
    for (let drawn = 0; drawn < supplies; drawn++) this.generated.next('achievement');
    for (let drawn = 0; drawn < needs; drawn++) this.generated.next('need');
  }

  private async fill(app: INestApplicationContext, supplies: number): Promise<void> {
    const source = app.get(DataSource);
    const index = app.get(CandidateIndex);
    const maker = await ProfileMaker.of(app, this.generated.vocabulary);
    const bar = new SingleBar({ format: 'supplies {bar} {value}/{total}', noTTYOutput: true, notTTYSchedule: 5000 });
    bar.start(supplies, 0);
    let rows: IndexRow[] = [];
    for (let done = 0; done < supplies; done += BATCH) {
      const made = Array.from({ length: Math.min(BATCH, supplies - done) }, () =>
        this.generated.nextWithWords('achievement'),
      );
      const taken = await takeIn(app, made, done);
      const profiled = made.map((one, i) => maker.profiled(one, taken.get(`supply ${done + i}`)!));
      await storeProfiles(source, profiled);
      rows.push(...profiled.map(indexRowOf));
      if (rows.length >= INDEX_BATCH || done + BATCH >= supplies) {
        await index.write('achievement', rows, []);
        rows = [];
      }
      bar.update(done + made.length);
    }
    bar.stop();
  }
}

/** As when everything has been ranked and compared by what is in force now: what is measured are the needs to come. */
async function settle(app: INestApplicationContext): Promise<void> {
  const source = app.get(DataSource);
  await source.query(`UPDATE profiles SET duplicates_checked = content_hash || $1`, [` ${DUPLICATES_VERSION}`]);
  await app.get(ProjectProcessor).optimise();
  const { digest } = await app.get(Engines).current();
  await source.query(`UPDATE records SET pipeline_state = 'ranked', ranked_by = $1`, [digest]);
  await source.query('VACUUM ANALYZE'); // As PostgreSQL does by itself within a minute.
}

/** What PostgreSQL gave a record that was taken in. */
type Taken = Pick<AnyProfiled['record'], 'id' | 'contentHash' | 'organizationId'>;

/** @returns what was given to each, by external id */
async function takeIn(
  app: INestApplicationContext,
  made: readonly Generated[],
  first: number,
): Promise<Map<string, Taken>> {
  const source = app.get(DataSource);
  const rows = made.map(({ content }, i) => ({
    externalId: `supply ${first + i}`,
    organization: { name: `大学 ${(first + i) % 50}`, kind: 'university', creditCode: null, region: null } as const,
    content,
  }));
  await source.transaction((manager) => app.get(RecordStore).takeIn(manager, 'achievement', rows, true, 'bench'));
  const taken: (Taken & { externalId: string })[] = await source.query(
    `SELECT id, external_id AS "externalId", content_hash AS "contentHash", organization_id AS "organizationId"
     FROM records WHERE external_id = ANY($1)`,
    [rows.map(({ externalId }) => externalId)],
  );
  return new Map(taken.map((one) => [one.externalId, one]));
}

async function storeProfiles(source: DataSource, profiled: readonly AnyProfiled[]): Promise<void> {
  const bytes = (vector: Float32Array | null): Buffer | null => vector && Buffer.from(vector.buffer);
  await source.getRepository('ProfileEntity').insert(
    profiled.map(({ record, profile }) => ({
      ...profile,
      recordId: record.id,
      titleVector: bytes(profile.titleVector),
      bodyVector: bytes(profile.bodyVector),
      tagRules: TAG_RULES,
      dirty: false,
    })),
  );
}

/** Profiles of generated records, without a segmenter and a model, which would take most of the time. */
class ProfileMaker {
  private constructor(
    private readonly profiler: Profiler,
    private readonly model: string | null,
    private readonly vectors: WordVectors | null,
  ) {}

  static async of(app: INestApplicationContext, vocabulary: readonly string[]): Promise<ProfileMaker> {
    const { embedder } = app.get<OpenedEmbedder>(EMBEDDER);
    const vectors = embedder && (await WordVectors.learn(vocabulary, embedder));
    return new ProfileMaker(app.get(Profiler), embedder?.id ?? null, vectors);
  }

  profiled({ content, titleWords, bodyWords }: Generated, taken: Taken): AnyProfiled {
    const profile: Profile = {
      contentHash: taken.contentHash,
      language: 'zh',
      titleWords,
      bodyWords,
      tags: this.profiler.tagsOf(content, titleWords, bodyWords),
      tagEdits: [],
      tagRevision: 0,
      model: this.model,
      titleVector: this.vectors?.of(titleWords) ?? null,
      bodyVector: this.vectors?.of(bodyWords) ?? null,
    };
    const rest = { kind: 'achievement', revision: 1, organizationRegion: null, revisedAt: new Date() } as const;
    return { record: { ...taken, ...rest, content }, profile };
  }
}

/** Milliseconds of the steps from a need's text to its pairings, need by need. */
export type Steps = Record<'profile' | 'rank' | 'store' | 'candidates alone', number[]>;

/** Posts needs and does to each, step by step, what jobs would do, without the queue. */
export async function rankOneByOne(
  app: INestApplicationContext,
  generated: GeneratedRecords,
  needs: number,
  warmUp: number,
): Promise<{ steps: Steps; totals: number[] }> {
  const [records, profiles, pairings] = [app.get(RecordStore), app.get(ProfileStore), app.get(PairingStore)];
  const [profiler, matcher, engines] = [app.get(Profiler), app.get(Matcher), app.get(Engines)];
  const steps: Steps = { profile: [], rank: [], store: [], 'candidates alone': [] };
  const totals: number[] = [];
  const organizationId = await enterpriseOf(app);
  for (let need = 0; need < needs + warmUp; need++) {
    const record = await post(records, organizationId, generated.next('need'));
    const hash = contentHash({ kind: 'need', content: record.content });
    const marks = [performance.now()];
    const mark = (): number => marks.push(performance.now());
    const [profile] = await profiler.profile([{ content: record.content, contentHash: hash }]);
    if (profile) await profiles.save(record.id, profile);
    mark();
    const engine = await engines.current();
    const [anchor] = await profiles.load([record.id]);
    if (!anchor) throw new Error('the need is gone');
    const ranking = await matcher.rank(anchor, engine, new Date());
    mark();
    await pairings.replaceFor({ recordId: record.id, contentHash: hash, side: 'need' }, ranking, engine.digest);
    mark();
    await matcher.candidatesFor(anchor, engine);
    mark();
    if (need < warmUp) continue;
    const [start = 0, profiled = 0, ranked = 0, stored = 0, found = 0] = marks;
    steps.profile.push(profiled - start);
    steps.rank.push(ranked - profiled);
    steps.store.push(stored - ranked);
    totals.push(stored - start);
    steps['candidates alone'].push(found - stored);
  }
  return { steps, totals };
}

/** Reads texts ahead, as a worker does when it starts. @returns seconds it took */
export async function readAhead(app: INestApplicationContext): Promise<number> {
  const began = performance.now();
  app.get(TextsAtHand).keepFor(await app.get(Engines).current());
  await app.get(TextsAtHand).settled();
  return (performance.now() - began) / 1000;
}

export async function enterpriseOf(app: INestApplicationContext): Promise<string> {
  const enterprise = { name: '青岚新材料有限公司', kind: 'enterprise', creditCode: null, region: null } as const;
  return (await app.get(OrganizationStore).create(enterprise, 'bench')).id;
}

export async function post(
  records: RecordStore,
  organizationId: string,
  content: RecordContent,
): Promise<RecordEntity> {
  const input = { organizationId, externalId: null, content };
  return (await records.create('need', input, 'published', 'bench')).record;
}

/** Until all of these records are ranked. */
export async function untilRanked(source: DataSource, ids: readonly string[], lookEveryMs: number): Promise<void> {
  const unranked = async (): Promise<number> => {
    const [row]: { n: number }[] = await source.query(
      `SELECT count(*)::int AS n FROM records WHERE id = ANY($1) AND pipeline_state <> 'ranked'`,
      [ids],
    );
    return row?.n ?? 0;
  };
  while ((await unranked()) > 0) await pause(lookEveryMs);
}

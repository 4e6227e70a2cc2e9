import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import type { Env } from '#config';
import { backgroundTermsFile, Engines, loadBackgroundTerms, Matcher, Profiler, TextsAtHand } from '#engine';
import { contentHash, DUPLICATES_VERSION } from '#matching';
import type { RecordContent } from '#matching';
import { prepare, ProcessModule } from '#platform';
import { DataSource, OrganizationStore, PairingStore, ProfileStore, RecordStore } from '#storage';
import type { RecordEntity } from '#storage';
import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { ProjectProcessor } from '../apps/worker/src/project.processor.js';
import { GeneratedRecords } from './generated-records.js';

const SEED = 20261122;
const BATCH = 500;

/** A platform of its own in a folder of its own, with generated achievements, profiled and in the index. */
export class FilledPlatform {
  private constructor(
    private readonly env: Env,
    readonly generated: GeneratedRecords,
  ) {}

  static async with<T>(supplies: number, work: (platform: FilledPlatform) => Promise<T>): Promise<T> {
    const dataDir = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
    const { env, database } = await prepare(loadEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }));
    const generated = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED);
    const platform = new FilledPlatform(env, generated);
    try {
      await platform.run(IndexingModule, (app) => platform.fill(app, supplies));
      return await work(platform);
    } finally {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
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

  private async fill(app: INestApplicationContext, supplies: number): Promise<void> {
    const source = app.get(DataSource);
    const [records, profiles, profiler] = [app.get(RecordStore), app.get(ProfileStore), app.get(Profiler)];
    const bar = new SingleBar({ format: 'supplies {bar} {value}/{total}', noTTYOutput: true, notTTYSchedule: 5000 });
    bar.start(supplies, 0);
    for (let done = 0; done < supplies; done += BATCH) {
      const contents = Array.from({ length: Math.min(BATCH, supplies - done) }, () =>
        this.generated.next('achievement'),
      );
      await source.transaction((manager) =>
        records.takeIn(
          manager,
          'achievement',
          contents.map((content, i) => ({
            externalId: `supply ${done + i}`,
            organization: { name: `大学 ${(done + i) % 50}`, kind: 'university', creditCode: null, region: null },
            content,
          })),
          true,
          'bench',
        ),
      );
      const rows: { id: string; content: RecordContent; content_hash: string }[] = await source.query(
        `SELECT id, content, content_hash FROM records WHERE pipeline_state = 'pending'`,
      );
      const made = await profiler.profile(rows.map((row) => ({ ...row, contentHash: row.content_hash })));
      for (const [i, row] of rows.entries()) if (made[i]) await profiles.save(row.id, made[i]);
      bar.update(done + contents.length);
    }
    bar.stop();
    await app.get(ProjectProcessor).optimise();
    // As when all of them have been ranked and compared: what is measured are the needs.
    const { digest } = await app.get(Engines).current();
    await source.query(`UPDATE records SET pipeline_state = 'ranked', ranked_by = $1`, [digest]);
    await source.query(`UPDATE profiles SET duplicates_checked = content_hash || $1`, [` ${DUPLICATES_VERSION}`]);
    await source.query('VACUUM ANALYZE'); // As PostgreSQL does by itself within a minute.
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import { backgroundTermsFile, Engines, loadBackgroundTerms, Matcher, Profiler } from '#engine';
import { contentHash } from '#matching';
import type { RecordContent } from '#matching';
import { prepare, ProcessModule } from '#platform';
import { DataSource, OrganizationStore, PairingStore, ProfileStore, RecordStore } from '#storage';
import { IndexingModule } from '../apps/worker/src/indexing.module.js';
import { ProjectProcessor } from '../apps/worker/src/project.processor.js';
import { GeneratedRecords } from './generated-records.js';
import type { Benchmark, Measured } from './main.js';

const SEED = 20261122;
const NEEDS = 100;
const WARM_UP = 10;
const BATCH = 500;
/** A need is to be ranked within this, at 10,000 supplies. */
const GOAL_MS = 150;

/** Milliseconds of each step, need by need. */
type Steps = Record<'profile' | 'rank' | 'store' | 'rank, texts at hand' | 'of it candidates', number[]>;

/** From a need's text to its stored pairings, step by step, without the queue. */
export const rank: Benchmark = async (options) => {
  const supplies = Number(options['supplies'] ?? 10_000);
  const dataDir = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
  const { env, database } = await prepare(loadEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }));
  const app = await NestFactory.createApplicationContext(ProcessModule.of(env, [IndexingModule], true), {
    logger: ['error', 'warn'],
  });
  try {
    const source = app.get(DataSource);
    const [records, profiles, pairings] = [app.get(RecordStore), app.get(ProfileStore), app.get(PairingStore)];
    const [profiler, matcher, engines] = [app.get(Profiler), app.get(Matcher), app.get(Engines)];
    const generated = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED);

    const bar = new SingleBar({ format: '{step} {bar} {value}/{total}', noTTYOutput: true, notTTYSchedule: 5000 });
    bar.start(supplies, 0, { step: 'supplies' });
    for (let done = 0; done < supplies; done += BATCH) {
      const contents = Array.from({ length: Math.min(BATCH, supplies - done) }, () => generated.next('achievement'));
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
    await source.query('VACUUM ANALYZE'); // As PostgreSQL does by itself within a minute.

    const enterprise = await app
      .get(OrganizationStore)
      .create({ name: '青岚新材料有限公司', kind: 'enterprise', creditCode: null, region: null }, 'bench');
    const steps: Steps = { profile: [], rank: [], store: [], 'rank, texts at hand': [], 'of it candidates': [] };
    const totals: number[] = [];
    for (let need = 0; need < NEEDS + WARM_UP; need++) {
      const input = { organizationId: enterprise.id, externalId: null, content: generated.next('need') };
      const { record } = await records.create('need', input, 'published', 'bench');
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
      await matcher.rank(anchor, engine, new Date());
      mark();
      await matcher.candidatesFor(anchor, engine);
      mark();
      if (need < WARM_UP) continue;
      const [start = 0, profiled = 0, ranked = 0, stored = 0, again = 0, found = 0] = marks;
      steps.profile.push(profiled - start);
      steps.rank.push(ranked - profiled);
      steps.store.push(stored - ranked);
      totals.push(stored - start);
      steps['rank, texts at hand'].push(again - stored);
      steps['of it candidates'].push(found - again);
    }
    const rows: Measured[] = Object.entries(steps).map(([step, times]) => ({ what: `${step}, ms`, times }));
    return {
      title: `A need against ${supplies.toLocaleString('en-US')} supplies, from text to stored pairings, no queue`,
      rows: [...rows, { what: 'profile + rank + store, ms', times: totals, goal: GOAL_MS }],
    };
  } finally {
    await app.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

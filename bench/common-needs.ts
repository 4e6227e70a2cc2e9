import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadEnv } from '#config';
import { Profiler } from '#engine';
import type { RecordContent } from '#matching';
import { prepare, ProcessModule } from '#platform';
import { CommonNeedRunStore, DataSource, ProfileStore, RecordStore } from '#storage';
import { CommonNeedsProcessor } from '../apps/worker/src/common-needs.processor.js';
import { plantedNeeds } from '../test/eval/planted/common-needs.js';
import { HELD_OUT } from '../test/eval/planted/common-topics.js';
import type { Benchmark } from './main.js';

const DRAW = 500;
/** Other jobs and requests of the process are to wait no longer than this. */
const GOAL_MS = 250;

@Module({ providers: [CommonNeedsProcessor] })
class GroupingModule {}

/** Groupings of planted needs, from profiles in PostgreSQL to stored proposals, and how long all else waits meanwhile. */
export const commonNeeds: Benchmark = async (options) => {
  const needs = Number(options['needs'] ?? 5000);
  const count = Number(options['runs'] ?? 3);
  const dataDir = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
  const { env, database } = await prepare(loadEnv({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }));
  const app = await NestFactory.createApplicationContext(ProcessModule.of(env, [GroupingModule], true), {
    logger: ['error', 'warn'],
  });
  try {
    const source = app.get(DataSource);
    for (let draw = 0, stored = 0; stored < needs; draw++) stored += await store(app, draw, needs - stored);
    await source.query('VACUUM ANALYZE'); // As PostgreSQL does by itself within a minute.
    const [grouping, runs] = [app.get(CommonNeedsProcessor), app.get(CommonNeedRunStore)];
    const figures = { seconds: [] as number[], cpu: [] as number[], pauses: [] as number[], memory: [] as number[] };
    for (let run = 0; run < count; run++) {
      await source.query(`UPDATE common_need_runs SET made_of = ''`);
      const waiting = monitorEventLoopDelay({ resolution: 1 });
      const before = process.memoryUsage().rss;
      let peak = before;
      const looking = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
      const began = performance.now();
      const cpuBefore = process.cpuUsage();
      waiting.enable();
      const outcome = await grouping.process({ asked: true });
      waiting.disable();
      figures.seconds.push((performance.now() - began) / 1000);
      clearInterval(looking);
      const { user, system } = process.cpuUsage(cpuBefore);
      figures.cpu.push((user + system) / 1e6);
      if (outcome !== 'done') throw new Error(`the grouping ended otherwise: ${JSON.stringify(outcome)}`);
      figures.pauses.push(waiting.max / 1e6);
      figures.memory.push((peak - before) / 2 ** 20);
    }
    const last = await runs.latest();
    if (last?.needs !== needs) throw new Error(`${last?.needs} of ${needs} needs were grouped`);
    return {
      title: `${needs.toLocaleString('en-US')} needs into ${last.grouped} common needs, ${count} runs`,
      rows: [
        { what: 'a run, s', times: figures.seconds },
        { what: 'a run, s of CPU', times: figures.cpu },
        { what: 'longest wait of others, ms', times: figures.pauses, goal: GOAL_MS },
        { what: 'memory more, MiB', times: figures.memory },
      ],
    };
  } finally {
    await app.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Needs of enterprises, published and profiled, and how many: each draw has other enterprises and the same topics. */
async function store(
  app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>,
  draw: number,
  most: number,
): Promise<number> {
  const source = app.get(DataSource);
  const planted = plantedNeeds(HELD_OUT, DRAW, draw).slice(0, most);
  await source.transaction((manager) =>
    app.get(RecordStore).takeIn(
      manager,
      'need',
      planted.map(({ content, organizationName }, i) => ({
        externalId: `need ${draw} ${i}`,
        organization: { name: `${organizationName}${draw}`, kind: 'enterprise', creditCode: null, region: null },
        content,
      })),
      true,
      'bench',
    ),
  );
  // Whatever the gate thinks of them.
  await source.query(`UPDATE records SET state = 'published', pipeline_state = 'pending' WHERE state <> 'published'`);
  const rows: { id: string; content: RecordContent; contentHash: string }[] = await source.query(
    `SELECT id, content, content_hash AS "contentHash" FROM records WHERE pipeline_state = 'pending'`,
  );
  const profiles = await app.get(Profiler).profile(rows);
  for (const [i, { id }] of rows.entries()) if (profiles[i]) await app.get(ProfileStore).save(id, profiles[i]);
  return planted.length;
}

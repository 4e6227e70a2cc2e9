import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import { JobQueue } from '#jobs';
import { prepare, ProcessModule } from '#platform';
import { DataSource, ImportStore } from '#storage';
import { IntakeModule } from '../apps/intake/src/intake.module.js';
import type { Benchmark } from './main.js';

const GENERATOR = join(import.meta.dirname, 'generate-workbook.js');
const COLUMNS = 9;
const CHUNK_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 50;
/** Rows in one figure of the progress. */
const STEP_ROWS = 1000;
const GOAL_MIB = 512;

/** A workbook of drafts going in through queue and processor, beside a plain COPY of the same rows. */
export const importRows: Benchmark = async (options) => {
  const rows = Number(options['rows'] ?? 20_000);
  const dataDir = await mkdtemp(join(tmpdir(), 'duijie-bench-'));
  const { env, database } = await prepare(loadEnv({ DATA_DIR: join(dataDir, 'data'), LOG_LEVEL: 'error' }));
  const app = await NestFactory.createApplicationContext(ProcessModule.of(env, [IntakeModule], true), {
    logger: ['error', 'warn'],
  });
  try {
    const source = app.get(DataSource);
    const imports = app.get(ImportStore);
    await promisify(execFile)(process.execPath, [GENERATOR, dataDir, String(rows)]);
    const copyMs = await copied(source, dataDir);
    const file = await imports.create({
      ...{ accountId: null, kind: 'achievement', fileName: 'bench.xlsx', format: 'xlsx', mapping: null },
      ...{ dryRun: false, publish: false, allOrNothing: false },
    });
    const bytes = await stored(imports, file.id, join(dataDir, 'rows.xlsx'));
    await imports.setWaiting(file.id);

    const resident = process.memoryUsage().rss;
    let peak = resident;
    const bar = new SingleBar({ format: 'rows {bar} {value}/{total}', noTTYOutput: true, notTTYSchedule: 5000 });
    bar.start(rows, 0);
    const began = performance.now();
    await app.get(JobQueue).add('import', { importId: file.id });
    const stepMs: number[] = [];
    let [stepFrom, stepAt] = [0, began];
    let checkedMs = 0;
    for (;;) {
      await pause(LOOK_EVERY_MS);
      peak = Math.max(peak, process.memoryUsage().rss);
      const { state, rowsDone, error } = await imports.find(file.id);
      const now = performance.now();
      if (state !== 'waiting' && checkedMs === 0) [checkedMs, stepAt] = [now - began, now];
      if (rowsDone - stepFrom >= STEP_ROWS) {
        stepMs.push(((now - stepAt) / (rowsDone - stepFrom)) * STEP_ROWS);
        [stepFrom, stepAt] = [rowsDone, now];
      }
      bar.update(rowsDone);
      if (state === 'failed') throw new Error(error ?? 'failed');
      if (state === 'finished') break;
    }
    bar.stop();
    const importMs = performance.now() - began;
    const [stood]: { n: number }[] = await source.query('SELECT count(*)::int AS n FROM records');
    if (stood?.n !== rows) throw new Error(`${stood?.n} records, not ${rows}`);
    const mib = (count: number): number => count / 1024 / 1024;
    return {
      title:
        `${rows} rows of a ${mib(bytes).toFixed(1)} MiB workbook: ${Math.round((rows / importMs) * 1000)} rows/s, ` +
        `${(importMs / copyMs).toFixed(1)} times a plain COPY (${Math.round((rows / copyMs) * 1000)} rows/s); ` +
        `peak RSS ${mib(peak).toFixed(0)} MiB, ${mib(peak - resident).toFixed(0)} of it for the import`,
      rows: [
        { what: 'COPY, s', times: [copyMs / 1000] },
        { what: 'import, s', times: [importMs / 1000] },
        { what: 'of it first pass, s', times: [checkedMs / 1000] },
        { what: 'import / COPY', times: [importMs / copyMs] },
        { what: `ms per ${STEP_ROWS} rows`, times: stepMs },
        { what: 'RSS growth, MiB', times: [mib(peak - resident)], goal: GOAL_MIB },
      ],
    };
  } finally {
    await app.close();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** Milliseconds of a COPY of the rows, as text, into a table with a key. */
async function copied(source: DataSource, folder: string): Promise<number> {
  const path = join(folder, 'rows.csv');
  // The server reads it, as a user of its own where this runs as root.
  await chmod(folder, 0o755);
  await chmod(path, 0o644);
  const columns = Array.from({ length: COLUMNS }, (_column, i) => `c${i} text${i === 0 ? ' PRIMARY KEY' : ''}`);
  await source.query(`CREATE TABLE copied (${columns.join(', ')})`);
  const began = performance.now();
  await source.query(`COPY copied FROM '${path}' (FORMAT csv)`);
  const took = performance.now() - began;
  await source.query('DROP TABLE copied');
  return took;
}

/** Stores a file as an upload would be; its bytes. */
async function stored(imports: ImportStore, importId: string, path: string): Promise<number> {
  let [position, total] = [0, 0];
  for await (const piece of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    await imports.appendChunk(importId, position++, piece);
    total += piece.length;
  }
  return total;
}

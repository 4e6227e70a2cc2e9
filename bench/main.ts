/**
 * npm run bench -- NAME [--json F] [--supplies N] [--needs N] [--rows N] [--jobs N] [--runs N] [--seconds N]
 *   [--data DIR]
 *
 * Runs one benchmark on this machine and prints medians and 95th percentiles beside what was aimed for.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { median as medianOf, quantile } from './quantile.js';

/** One figure: all that was measured of it, the most its 95th percentile is to be, and the least its median. */
export interface Measured {
  what: string;
  times: number[];
  goal?: number;
  least?: number;
}
export type Benchmark = (options: Readonly<Record<string, string | undefined>>) => Promise<{
  title: string;
  rows: Measured[];
}>;

/** Each is loaded alone, so that none pays for what another imports. */
const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  rank: async () => (await import('./rank.js')).rank,
  import: async () => (await import('./import.js')).importRows,
  'common-needs': async () => (await import('./common-needs.js')).commonNeeds,
  queue: async () => (await import('./queue.js')).queue,
  api: async () => (await import('./api.js')).api,
  start: async () => (await import('./start.js')).start,
  load: async () => (await import('./load.js')).load,
  retrieval: async () => (await import('./retrieval.js')).retrieval,
  pipeline: async () => (await import('./pipeline.js')).pipeline,
  rerank: async () => (await import('./rerank.js')).rerank,
  workers: async () => (await import('./workers.js')).workers,
  size: async () => (await import('./size.js')).size,
  embed: async () => (await import('./embed.js')).embed,
};
const OPTIONS = ['json', 'supplies', 'needs', 'rows', 'jobs', 'runs', 'seconds', 'data'];
const VALUES: Readonly<Record<string, string>> = { json: 'F', data: 'DIR' };

const shown = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1).padStart(9);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(OPTIONS.map((name) => [name, { type: 'string' as const }])),
  });
  const [name = ''] = positionals;
  const load = BENCHMARKS[name];
  if (!load) {
    const options = OPTIONS.map((option) => `[--${option} ${VALUES[option] ?? 'N'}]`).join(' ');
    throw new Error(`usage: npm run bench -- ${Object.keys(BENCHMARKS).join('|')} ${options}`);
  }
  const benchmark = await load();
  const { title, rows } = await benchmark(values);
  const machine =
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const figures = rows.map(({ what, times, goal, least }) => {
    const [median, p95] = [medianOf(times), quantile(times, 0.95)];
    const most = goal === undefined ? {} : { goal, p95OverGoal: p95 / goal };
    return { what, n: times.length, median, p95, ...most, ...(least === undefined ? {} : { least }) };
  });
  console.log(`${title}\n${machine}`);
  for (const { what, median, p95, goal, least } of figures) {
    const most = goal === undefined ? '' : `  goal ${goal}: ${(p95 / goal).toFixed(2)} of it`;
    const aim = least === undefined ? most : `  goal at least ${least}: ${median >= least ? 'met' : 'not met'}`;
    console.log(`${what.padEnd(36)} median ${shown(median)}  p95 ${shown(p95)}${aim}`);
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ name, title, machine, figures }, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

/**
 * npm run bench -- NAME [--json F] [--supplies N] [--rows N] [--needs N] [--runs N]
 *
 * Runs one benchmark on this machine and prints medians and 95th percentiles beside what was aimed for.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { commonNeeds } from './common-needs.js';
import { importRows } from './import.js';
import { rank } from './rank.js';

/** One figure: all that was measured of it, and the most its 95th percentile is to be. */
export interface Measured {
  what: string;
  times: number[];
  goal?: number;
}
export type Benchmark = (options: Readonly<Record<string, string | undefined>>) => Promise<{
  title: string;
  rows: Measured[];
}>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { rank, import: importRows, 'common-needs': commonNeeds };

const quantile = (times: readonly number[], share: number): number => {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ json: { type: 'string' }, supplies: { type: 'string' } },
      ...{ rows: { type: 'string' }, needs: { type: 'string' }, runs: { type: 'string' } },
    },
  });
  const [name = ''] = positionals;
  const benchmark = BENCHMARKS[name];
  if (!benchmark) {
    throw new Error(
      `usage: npm run bench -- ${Object.keys(BENCHMARKS).join('|')} [--json F] [--supplies N] [--rows N] [--needs N] [--runs N]`,
    );
  }
  const { title, rows } = await benchmark(values);
  const machine =
    `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const figures = rows.map(({ what, times, goal }) => {
    const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    return { what, n: times.length, median, p95, ...(goal === undefined ? {} : { goal, p95OverGoal: p95 / goal }) };
  });
  console.log(`${title}\n${machine}`);
  for (const { what, median, p95, goal } of figures) {
    const aim = goal === undefined ? '' : `  goal ${goal}: ${(p95 / goal).toFixed(2)} of it`;
    console.log(`${what.padEnd(28)} median ${median.toFixed(1).padStart(8)}  p95 ${p95.toFixed(1).padStart(8)}${aim}`);
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ name, title, machine, figures }, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

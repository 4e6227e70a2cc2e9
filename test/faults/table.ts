import Table from 'cli-table3';
import type { Outcome } from './run.js';

/** By fault: how often it was, and seconds until everything was ranked again. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const table = new Table({
    head: ['fault', 'runs', 'median, s', 'longest, s'],
    style: { head: [], border: [], compact: true },
  });
  for (const fault of [...new Set(outcomes.map((one) => one.fault))].sort()) {
    const seconds = outcomes
      .filter((one) => one.fault === fault)
      .map((one) => one.seconds)
      .sort((a, b) => a - b);
    table.push([
      fault,
      seconds.length,
      ...[seconds[seconds.length >> 1], seconds.at(-1)].map((one) => one?.toFixed(1)),
    ]);
  }
  return table.toString();
}

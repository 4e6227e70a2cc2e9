import type { FuzzAnswer } from './client.js';

interface Count {
  requests: number;
  statuses: Map<number, number>;
  longestMs: number;
  totalMs: number;
}

/** How operations answered. */
export class Tally {
  private readonly counts = new Map<string, Count>();

  add(operation: string, { status, milliseconds }: FuzzAnswer): void {
    const count = this.counts.get(operation) ?? {
      requests: 0,
      statuses: new Map<number, number>(),
      longestMs: 0,
      totalMs: 0,
    };
    count.requests++;
    count.statuses.set(status, (count.statuses.get(status) ?? 0) + 1);
    count.longestMs = Math.max(count.longestMs, milliseconds);
    count.totalMs += milliseconds;
    this.counts.set(operation, count);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, { requests }) => sum + requests, 0);
  }

  succeeded(operation: string): boolean {
    return [...(this.counts.get(operation)?.statuses.keys() ?? [])].some((status) => status >= 200 && status < 400);
  }

  /** A line for each operation: requests, how many of each status, mean and longest time. */
  table(): string {
    const all = new Map<number, number>();
    const lines = [...this.counts].sort().map(([name, { requests, statuses, longestMs, totalMs }]) => {
      for (const [status, n] of statuses) all.set(status, (all.get(status) ?? 0) + n);
      return `${name.padEnd(60)} ${String(requests).padStart(6)}  ${shown(statuses)}  ${Math.round(totalMs / requests)} ms, at most ${Math.round(longestMs)}`;
    });
    return [...lines, `${'all'.padEnd(60)} ${String(this.total).padStart(6)}  ${shown(all)}`].join('\n');
  }
}

const shown = (statuses: ReadonlyMap<number, number>): string =>
  [...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status}×${count}`)
    .join(' ');

import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { RecordKind } from '#matching';

/** How often progress is asked for. */
const LOOK_EVERY_MS = 200;
const pause = (): Promise<void> => new Promise((go) => setTimeout(go, LOOK_EVERY_MS));

export interface ImportProgress {
  id: string;
  state: string;
  error: string | null;
  rowsTotal: number | null;
  rowsDone: number;
  rowsCreated: number;
  rowsChanged: number;
  rowsUnchanged: number;
  rowsReturned: number;
  rowsFaulty: number;
}

interface Statistics {
  pipeline: Record<string, number>;
  settled: boolean;
}

const progressBar = (format: string): SingleBar =>
  new SingleBar({ format, hideCursor: true, noTTYOutput: true, notTTYSchedule: 2000, barsize: 30 });

/** What the commands ask of a running service, over its public API. */
export class ServiceClient {
  /** @param key API key that the commands act by */
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Whether a service answers there. */
  static async isAt(url: string): Promise<boolean> {
    return fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  /** @throws Error with the problem's own words */
  async get<T>(path: string, language = 'zh'): Promise<T> {
    return this.answer<T>(await fetch(`${this.url}${path}`, { headers: this.headers(language) }));
  }

  /** Posts JSON, or nothing. @throws Error with the problem's own words and every fault */
  async post<T>(path: string, body?: unknown, language = 'zh'): Promise<T> {
    const headers = this.headers(language);
    const json = { ...headers, 'content-type': 'application/json' };
    const request = body === undefined ? { headers } : { headers: json, body: JSON.stringify(body) };
    return this.answer<T>(await fetch(`${this.url}${path}`, { method: 'POST', ...request }));
  }

  /** Sends a file and shows its rows going in until the last one is in. */
  async importFile(
    kind: RecordKind,
    file: string,
    options: { dryRun: boolean; publish: boolean },
  ): Promise<ImportProgress> {
    const form = new FormData();
    form.append('file', await openAsBlob(file), basename(file));
    const query = new URLSearchParams({ kind, dryRun: String(options.dryRun), publish: String(options.publish) });
    const sent = await fetch(`${this.url}/intake/v1/imports?${query.toString()}`, {
      method: 'POST',
      body: form,
      headers: this.headers('zh'),
    });
    let progress = await this.answer<ImportProgress>(sent);
    const bar = progressBar(`  ${basename(file).padEnd(22)} {bar} {value}/{total} 行 rows`);
    bar.start(progress.rowsTotal ?? 0, 0);
    while (progress.state !== 'finished' && progress.state !== 'failed') {
      await pause();
      progress = await this.get<ImportProgress>(`/intake/v1/imports/${progress.id}`);
      if (progress.rowsTotal !== null) bar.setTotal(progress.rowsTotal);
      bar.update(progress.rowsDone);
    }
    bar.stop();
    if (progress.state === 'failed') throw new Error(progress.error ?? 'import failed');
    return progress;
  }

  /** Shows records being profiled and ranked until nothing is left to do. */
  async untilSettled(): Promise<void> {
    const bar = progressBar(`  ${'画像与排序 matching'.padEnd(17)} {bar} {value}/{total} 条 records`);
    bar.start(0, 0);
    for (;;) {
      const { pipeline, settled } = await this.get<Statistics>('/api/v1/statistics');
      const { pending = 0, profiled = 0, ranked = 0, failed = 0 } = pipeline;
      bar.setTotal(pending + profiled + ranked + failed);
      bar.update(ranked + failed);
      if (settled) break;
      await pause();
    }
    bar.stop();
  }

  private headers(language: string): Record<string, string> {
    return { 'accept-language': language, authorization: `Bearer ${this.key}` };
  }

  private async answer<T>(response: Response): Promise<T> {
    const body = (await response.json()) as T & { detail?: string; errors?: { pointer: string; detail: string }[] };
    if (response.ok) return body;
    const faults = (body.errors ?? []).map(({ pointer, detail }) => `\n  ${pointer}  ${detail}`);
    throw new Error(`${body.detail ?? `${response.status} ${response.statusText}`}${faults.join('')}`);
  }
}

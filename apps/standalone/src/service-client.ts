import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { RecordKind } from '#matching';

/** How often progress is asked for. */
const LOOK_EVERY_MS = 200;
const pause = (): Promise<void> => new Promise((go) => setTimeout(go, LOOK_EVERY_MS));

const ENDED: ReadonlySet<string> = new Set(['finished', 'failed', 'cancelled']);

export interface ImportProgress {
  id: string;
  fileName: string;
  state: string;
  error: string | null;
  dryRun: boolean;
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
  reranking: boolean;
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

  /** Sends a file; its rows go in once it has arrived. */
  async sendFile(
    kind: RecordKind,
    file: string,
    options: { dryRun: boolean; publish: boolean; allOrNothing?: boolean; mapping?: Record<string, string | null> },
  ): Promise<ImportProgress> {
    const { dryRun, publish, allOrNothing = false, mapping } = options;
    const form = new FormData();
    if (mapping) form.append('mapping', JSON.stringify(mapping));
    form.append('file', await openAsBlob(file), basename(file));
    const flags = { dryRun: String(dryRun), publish: String(publish), allOrNothing: String(allOrNothing) };
    const query = new URLSearchParams({ kind, ...flags });
    const sent = await fetch(`${this.url}/intake/v1/imports?${query.toString()}`, {
      method: 'POST',
      body: form,
      headers: this.headers('zh'),
    });
    return this.answer<ImportProgress>(sent);
  }

  /** Shows the rows of a sent file going in until it ends. @throws Error when it fails */
  async followImport(begun: ImportProgress): Promise<ImportProgress> {
    let progress = begun;
    const bar = progressBar(`  ${progress.fileName.padEnd(22)} {bar} {value}/{total} 行 rows`);
    bar.start(progress.rowsTotal ?? 0, 0);
    try {
      while (!ENDED.has(progress.state)) {
        await pause();
        progress = await this.get<ImportProgress>(`/intake/v1/imports/${progress.id}`);
        if (progress.rowsTotal !== null) bar.setTotal(progress.rowsTotal);
        bar.update(progress.rowsDone);
      }
    } finally {
      bar.stop();
    }
    if (progress.state === 'failed' && progress.rowsFaulty === 0) throw new Error(progress.error ?? 'import failed');
    return progress;
  }

  /** Sends a file and shows its rows going in until the last one is in. @throws Error when it fails */
  async importFile(
    kind: RecordKind,
    file: string,
    options: { dryRun: boolean; publish: boolean },
  ): Promise<ImportProgress> {
    return this.followImport(await this.sendFile(kind, file, options));
  }

  /** The body of an answer that is a file. @throws Error with the problem's own words */
  async download(path: string): Promise<Buffer> {
    const response = await fetch(`${this.url}${path}`, { headers: this.headers('zh') });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : this.answer<never>(response);
  }

  /** Shows records being profiled and ranked until nothing is left to do. */
  async untilSettled(): Promise<void> {
    const bar = progressBar(`  ${'画像与排序 matching'.padEnd(17)} {bar} {value}/{total} 条 records`);
    bar.start(0, 0);
    for (;;) {
      const { pipeline, reranking, settled } = await this.get<Statistics>('/api/v1/statistics');
      const { pending = 0, profiled = 0, ranked = 0, failed = 0 } = pipeline;
      bar.setTotal(pending + profiled + ranked + failed);
      bar.update(ranked + failed);
      // Lists of records that were there before may be ranked anew for hours, or not at all while that is paused.
      if (settled || (reranking && pending + profiled === 0)) break;
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

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { withPeople } from '#accounts';
import type { People, Person } from '#accounts';
import type { Role } from '#access';
import { projectRoot } from '#engine';
import { KIND_NAMES } from '#matching';
import type { RecordKind } from '#matching';
import { makeTempDir, removeTempDir } from './temp-dir.js';
import { until } from './until.js';

export const ROOT = projectRoot();
const STANDALONE = 'apps/standalone/src/main.js';
/** Far above the two seconds it takes, for a machine that runs other tests at the same time. */
const START_SECONDS = 60;
const STOP_SECONDS = 30;
/** Settings of whoever runs the tests stay out of the services under test. */
const SETTINGS =
  /^(HOST|DUIJIE_KEY|TRUST_PROXY|PUBLIC_URL|SESSION_|OIDC_|PORT|DATA_DIR|DATABASE_|QUEUE_URL|INDEX_URL|EMBEDDING_MODEL|MODEL_HUB|LOG_LEVEL|SWEEP_|TEXTS_|WEBHOOK_|WORKER_|METRICS_TOKEN|OTEL_|REQUEST_|AWS_)/;

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** RFC 9457 problem+json, as every error leaves the service. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  instance: string;
  errors?: { pointer: string; detail: string }[];
}

export interface Page<T> {
  total: number;
  items: T[];
}

/** A record as intake shows it to its poster. */
export interface PostedRecord {
  id: string;
  revision: number;
  state: string;
  content: { title: string };
}

export interface ImportView {
  id: string;
  state: string;
  error: string | null;
  rowsTotal: number | null;
  rowsDone: number;
  rowsCreated: number;
  rowsChanged: number;
  rowsUnchanged: number;
  rowsFaulty: number;
}

/** What a command of the built project said, and how it ended. */
export interface Ended {
  /** Exit code, or the signal that ended it. */
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** A built command as a child process, in an environment without settings but the given ones. */
export function spawnBuilt(script: string, args: string[], settings: Record<string, string>): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return spawn(process.execPath, [join(ROOT, 'dist', script), ...args], {
    cwd: ROOT,
    // MALLOC_ARENA_MAX as scripts/run.mjs gives it.
    env: { ...Object.fromEntries(inherited), MALLOC_ARENA_MAX: '2', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function endOf(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
  });
}

/** Runs a built command to its end. */
export const runBuilt = (script: string, args: string[], settings: Record<string, string> = {}): Promise<Ended> =>
  endOf(spawnBuilt(script, args, settings));

/** A built command that goes on until it is stopped. */
export interface RunningCommand {
  /** What it printed so far. */
  said: () => string;
  /** Ctrl-C; gives how it ended. */
  stop: () => Promise<Ended>;
}

export function startBuilt(script: string, args: string[], settings: Record<string, string> = {}): RunningCommand {
  const child = spawnBuilt(script, args, settings);
  let said = '';
  child.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
  const ended = endOf(child);
  return {
    said: () => said,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** The standalone service with settings that should not let it start; how it ended. */
export const runUnstartable = (settings: Record<string, string>): Promise<Ended> => runBuilt(STANDALONE, [], settings);

/** The built standalone service in a process and a data folder of its own, spoken to over HTTP only. */
export class BuiltService {
  /** Every answer under /api/v1 so far, as text: what a caller without rights has seen. */
  readonly heard: string[] = [];

  private constructor(
    readonly url: string,
    readonly dataDir: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<Ended>,
    private readonly settings: Record<string, string>,
  ) {}

  /** Everything it printed and logged so far. */
  saidSoFar: () => string = () => '';

  /** What every request is sent with: an operator's key, unless told otherwise. */
  headers: Record<string, string> = {};

  /** Starts it and waits until it is ready. Without a folder it gets a new one. */
  static async start(settings: Record<string, string> = {}, dataDir?: string): Promise<BuiltService> {
    const folder = dataDir ?? (await makeTempDir());
    const port = Number(settings['PORT'] ?? (await getPort()));
    const child = spawnBuilt(STANDALONE, [], { PORT: String(port), DATA_DIR: folder, ...settings });
    const ended = endOf(child);
    let said = '';
    child.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
    const service = new BuiltService(`http://127.0.0.1:${port}`, folder, child, ended, settings);
    service.saidSoFar = () => said;
    let early: Ended | null = null;
    void ended.then((end) => (early = end));
    const isReady = async (): Promise<boolean> => {
      if (early) throw new Error(`the service ended before it was ready: ${JSON.stringify(early)}`);
      return fetch(`${service.url}/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    try {
      await until('the service is ready', isReady, START_SECONDS);
      const { key } = await service.people((people) => people.key(undefined, 'test', ['read', 'write'], 1));
      service.headers = { authorization: `Bearer ${key}` };
    } catch (error) {
      await service.dispose();
      throw error;
    }
    return service;
  }

  /** What commands may do with accounts, on the database of the running service. */
  people<T>(work: (people: People) => Promise<T>): Promise<T> {
    return withPeople({ DATA_DIR: this.dataDir, DATABASE_URL: this.settings['DATABASE_URL'] }, work);
  }

  /** Someone with a new account, signed in as a browser would be: cookie, token, and their organization. */
  async signedIn(
    role: Role,
    organization: string,
    email = `${role}@browser.example`,
  ): Promise<{ headers: Record<string, string>; organizationId: string; email: string; password: string }> {
    const kind = role === 'enterprise' ? 'enterprise' : 'university';
    const named = { name: organization, kind, creditCode: null, region: null } as const;
    const given = await this.people((people) => people.give({ email, name: email, role, organization: named }));
    const answer = await fetch(`${this.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: given.password }),
    });
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return {
      headers: { cookie, 'x-csrf-token': csrfToken },
      organizationId: given.account.organizationId,
      email,
      password: given.password,
    };
  }

  /** Headers of a key of a new account, in an organization of that name. */
  async keyOf(role: Role, organization: string, email = `${role}@test.example`): Promise<Record<string, string>> {
    const kind = role === 'enterprise' ? 'enterprise' : 'university';
    const person = {
      email,
      name: email,
      role,
      organization: { name: organization, kind, creditCode: null, region: null },
    };
    const key = await this.people(async (people) => {
      await people.give(person as Person);
      return (await people.key(email, 'test', ['read', 'write'], 1)).key;
    });
    return { authorization: `Bearer ${key}` };
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async get<T>(path: string, language = 'zh'): Promise<Answer<T>> {
    return this.fetch<T>(path, { headers: { 'accept-language': language } });
  }

  /** Sends `body` as JSON; a string goes out as it is. */
  async send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    if (body === undefined) return this.fetch<T>(path, { method, headers });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.fetch<T>(path, { method, body: text, headers: { 'content-type': 'application/json', ...headers } });
  }

  /** Registers an organization; its id. */
  async register(name: string, kind: 'enterprise' | 'university', region = '440100'): Promise<string> {
    const organization = { name, kind, region };
    const { status, body } = await this.send<{ id: string }>('POST', '/intake/v1/organizations', organization);
    if (status !== 201) throw new Error(`organization refused: ${JSON.stringify(body)}`);
    return body.id;
  }

  /** Posts a record, published at once unless told otherwise. */
  async post(kind: RecordKind, organizationId: string, content: object, publish = true): Promise<PostedRecord> {
    const record = { organizationId, publish, content };
    const { status, body } = await this.send<PostedRecord>('POST', `/intake/v1/${KIND_NAMES[kind].plural}`, record);
    if (status !== 201) throw new Error(`${kind} refused: ${JSON.stringify(body)}`);
    return body;
  }

  /** Sends a bulk file. @param flags further query, such as `&dryRun=true` */
  async upload(
    kind: RecordKind,
    fileName: string,
    bytes: Uint8Array<ArrayBuffer> | string,
    flags = '',
  ): Promise<Answer<ImportView>> {
    const form = new FormData();
    form.append('file', new Blob([bytes]), fileName);
    return this.fetch<ImportView>(`/intake/v1/imports?kind=${kind}${flags}`, { method: 'POST', body: form });
  }

  /** The import once it has come to an end, good or bad. */
  async imported(id: string, seconds = 60): Promise<ImportView> {
    const hasEnded = async (): Promise<ImportView | false> => {
      const { body } = await this.get<ImportView>(`/intake/v1/imports/${id}`);
      return (body.state === 'finished' || body.state === 'failed') && body;
    };
    return until('the import has ended', hasEnded, seconds);
  }

  /** Waits until every record is profiled, indexed and ranked. */
  async settled(): Promise<void> {
    const isSettled = async () => (await this.get<{ settled: boolean }>('/api/v1/statistics')).body.settled;
    await until('everything is ranked', isSettled, 60);
  }

  /** SIGTERM, as Ctrl-C does; gives what it said. */
  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** SIGKILL: no handler runs, and its PostgreSQL is left behind. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Stops what still runs, a PostgreSQL left behind included, and removes the folder. */
  async dispose(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const impatient = setTimeout(() => this.child.kill('SIGKILL'), STOP_SECONDS * 1000);
      await this.stop();
      clearTimeout(impatient);
    }
    const pid = await postgresOf(this.dataDir);
    if (pid !== null && isAlive(pid)) {
      process.kill(pid, 'SIGINT');
      const isGone = async (): Promise<boolean> => (await postgresOf(this.dataDir)) === null;
      await until('the PostgreSQL left behind has ended', isGone, STOP_SECONDS);
    }
    await removeTempDir(this.dataDir);
  }

  private async fetch<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const headers = { ...this.headers, ...(init.headers as Record<string, string> | undefined) };
    const answer = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init, headers });
    const text = await answer.text();
    if (path.startsWith('/api/v1')) this.heard.push(text);
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }
}

/** Process of the embedded PostgreSQL of a data folder, as PostgreSQL noted it; null when none is noted. */
export async function postgresOf(dataDir: string): Promise<number | null> {
  const noted = await readFile(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').catch(() => null);
  return noted === null ? null : Number(noted.split('\n')[0]);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { jest } from '@jest/globals';
import { ApiKeys, People } from '#accounts';
import { loadEnv } from '#config';
import { Engines } from '#engine';
import { CandidateIndex } from '#index';
import { JOB_NAMES, JobQueue, JOBS } from '#jobs';
import type { OrganizationKind } from '#matching';
import { start } from '#platform';
import type { Started } from '#platform';
import { AccountStore, DataSource, PairingStore, RecordStore, RerankingStore } from '#storage';
import type { Changed, PairingView, RecordEntity } from '#storage';
import { STANDALONE } from '../../apps/standalone/src/standalone.js';
import { emptyRecords } from './records.js';
import { makeTempDir, removeTempDir } from './temp-dir.js';
import { until } from './until.js';

/**
 * Jest before Node 24.9 cannot load it (CommonJS that requires an ES module). It serves the console's files
 * and nothing else; the e2e tests, against the built service, have it.
 */
jest.unstable_mockModule('@fastify/static', () => ({ default: async () => undefined }));

/** Scheduled sweeps come but once, at the start, so that a test sees which work they did. */
const NO_SWEEPS = '86400';

/** The whole service in this process, asked as an operator: embedded PostgreSQL, queue, index, model and HTTP on a free port. */
export class TestService {
  readonly records: RecordStore;
  readonly pairings: PairingStore;
  readonly queue: JobQueue;
  /** Account of the operator that asks. */
  accountId = '';
  private ownFolder: string | null = null;

  private constructor(
    private readonly started: Started,
    private key: string,
  ) {
    this.records = this.app.get(RecordStore);
    this.pairings = this.app.get(PairingStore);
    this.queue = this.app.get(JobQueue);
  }

  get app(): Started['app'] {
    return this.started.app;
  }

  get url(): string {
    return this.started.url;
  }

  async stop(): Promise<void> {
    await this.started.stop();
    if (this.ownFolder !== null) await removeTempDir(this.ownFolder);
  }

  /** In a folder of its own, which goes with it. */
  static async startAlone(): Promise<TestService> {
    const folder = await makeTempDir();
    const service = await TestService.start(folder);
    service.ownFolder = folder;
    return service;
  }

  /** @param settings environment variables beside the folder */
  static async start(dataDir: string, settings: Record<string, string> = {}): Promise<TestService> {
    const env = loadEnv({ PORT: '0', DATA_DIR: dataDir, SWEEP_SECONDS: NO_SWEEPS, LOG_LEVEL: 'error', ...settings });
    const service = new TestService(await start(env, STANDALONE), '');
    await service.signIn();
    return service;
  }

  /** Comes in as an operator with a new key; again after accounts were emptied away. */
  async signIn(): Promise<void> {
    const people = new People(this.app.get(AccountStore), this.app.get(ApiKeys));
    const { key, stored } = await people.key(undefined, 'test', ['read', 'write'], 1);
    this.key = key;
    this.accountId = stored.accountId;
  }

  /** Waits until nothing is under way, empties every table of records and the index, and comes in again. */
  async startAnew(): Promise<void> {
    await this.quiet();
    await emptyRecords(this.app.get(DataSource));
    await this.app.get(CandidateIndex).clear();
    await this.signIn();
  }

  /** A new organization; its id. */
  async organization(name: string, kind: OrganizationKind): Promise<string> {
    return (await this.send('POST', '/intake/v1/organizations', { name, kind })).id;
  }

  /** Posts JSON and gives the answer. @throws Error unless the status is one of success */
  async send<T = { id: string }>(method: 'POST' | 'PUT', path: string, body: object = {}): Promise<T> {
    return this.answer(method, path, JSON.stringify(body));
  }

  async get<T>(path: string): Promise<T> {
    return this.answer('GET', path);
  }

  /** The status of a GET, whatever it is. */
  async statusOf(path: string): Promise<number> {
    return (await fetch(this.url + path, { headers: this.headers })).status;
  }

  /** Resolves when the pipeline is done with the record's present revision. */
  async ranked(id: string, seconds = 20): Promise<RecordEntity> {
    return until(
      `${id} is ranked`,
      async () => {
        const record = await this.records.findAnyKind(id);
        if (record?.pipelineState === 'failed') throw new Error(`${id} failed: ${record.pipelineError}`);
        return record?.pipelineState === 'ranked' && record;
      },
      seconds,
    );
  }

  /** Resolves when no job waits, runs or is snoozed. */
  async quiet(seconds = 30): Promise<void> {
    await until(
      'no job is left',
      async () => {
        const counts = await this.queue.counts();
        return JOB_NAMES.every((name) => {
          const { waiting, active, delayed } = counts[name];
          const isScheduled = JOBS[name].everySeconds !== undefined;
          return waiting + active + (isScheduled ? 0 : delayed) === 0;
        });
      },
      seconds,
    );
  }

  /** Resolves when every visible record is ranked, by the engine in force, and no job is left. */
  async settled(seconds = 30): Promise<void> {
    await until(
      'every record is ranked',
      async () => {
        const { pending = 0, profiled = 0 } = await this.records.pipelineCounts();
        const { digest } = await this.app.get(Engines).current();
        return pending + profiled === 0 && !(await this.app.get(RerankingStore).isAnyDue(digest));
      },
      seconds,
    );
    await this.quiet(seconds);
  }

  /** The stored list of a need, best first. */
  async listOfNeed(id: string): Promise<PairingView[]> {
    return (await this.pairings.listFor(id, 'need', 100, 0)).pairings;
  }

  async listOfSupply(id: string): Promise<PairingView[]> {
    return (await this.pairings.listFor(id, 'supply', 100, 0)).pairings;
  }

  /** Queues what a change made through a store asks for, as intake does. */
  async followUp({ record, followUp }: Changed): Promise<RecordEntity> {
    await this.queue.addAll('profile', followUp.profile);
    await this.queue.addAll('rank', followUp.rank);
    if (followUp.project) await this.queue.add('project', {});
    return record;
  }

  /** What every request carries. */
  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.key}` };
  }

  private async answer<T>(method: string, path: string, body?: string): Promise<T> {
    const headers = body === undefined ? this.headers : { ...this.headers, 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}

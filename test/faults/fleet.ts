import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { withPeople } from '#accounts';
import { modelsDir } from '#engine';
import { CandidateIndex } from '#index';
import { JobQueue, openBackend } from '#jobs';
import { DataSource, dataSourceOf, startEmbeddedPostgres } from '#storage';
import type { EmbeddedPostgres } from '#storage';
import { isAlive, postgresOf, spawnBuilt } from '../support/built-service.js';
import { ObjectStore } from '../support/object-store.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';
import { Gateway } from './gateway.js';

type Kind = 'intake' | 'api' | 'worker';
/** A process of its own, with a number where there are several of its kind. */
export type Member = Kind | `${Kind}-${number}`;

export interface Shape {
  members: readonly Member[];
  queue: 'postgres' | 'redis' | 'redis cluster';
  index: 'folder' | 'object store';
  /** A small one can be filled: all that the fleet keeps is on a file system of its own, where that may be mounted. */
  disk: 'small' | 'as it is';
  /** Environment of all members beside what they need to find each other. */
  settings: Record<string, string>;
}
const SHAPE: Shape = {
  members: ['intake', 'api', 'worker-1', 'worker-2'],
  queue: 'postgres',
  index: 'folder',
  disk: 'as it is',
  settings: {},
};

const START_SECONDS = 60;
const RESTART_MS = 300;
const DAY_MS = 24 * 3600 * 1000;
/** Of memory: three times what a run of the suite writes. */
const SMALL_DISK_MIB = 1024;
const MODEL = 'tech-zh-static-384';
/** Short, so that a run does not wait long for what a dead worker held. */
const SETTINGS = { WORKER_LOCK_SECONDS: '2', SWEEP_SECONDS: '2', LOG_LEVEL: 'warn', DATABASE_POOL: '6' };

interface Running {
  child: ChildProcess;
  port: number;
  /** Environment beside that of all. */
  settings: Record<string, string>;
  /** Whether its end was meant. */
  isStopping: boolean;
}

/** Intakes, apis and workers over one PostgreSQL, one queue and one index, as on several machines. */
export class Fleet {
  private readonly members = new Map<Member, Running>();
  private isEnding = false;
  private redis: ChildProcess | null = null;
  /** Where the queue is, and the index; null where the shape has none. */
  cluster: RedisCluster | null = null;
  store: ObjectStore | null = null;
  private said = '';
  key = '';

  private constructor(
    private readonly shape: Shape,
    readonly folder: string,
    /** Whether the folder is a small file system of its own, which can be filled. */
    readonly hasSmallDisk: boolean,
    private postgres: EmbeddedPostgres,
    readonly toPostgres: Gateway,
    readonly toRedis: Gateway | null,
    private readonly redisPort: number,
    /** Past the gateway. */
    public source: DataSource,
  ) {}

  /** @param given what differs from an intake, an api and two workers with the queue in PostgreSQL and the index in a folder */
  static async start(given: Partial<Shape> = {}): Promise<Fleet> {
    const shape = { ...SHAPE, ...given };
    const folder = await makeTempDir();
    const size = `size=${SMALL_DISK_MIB}m,mode=755`;
    const hasSmallDisk =
      shape.disk === 'small' && spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'duijie-faults', folder]).status === 0;
    const postgres = await startEmbeddedPostgres(folder);
    const redisPort = await getPort();
    const fleet = new Fleet(
      shape,
      folder,
      hasSmallDisk,
      postgres,
      await Gateway.open(Number(new URL(postgres.url).port)),
      shape.queue === 'redis' ? await Gateway.open(redisPort) : null,
      redisPort,
      await dataSourceOf(postgres.url, 2).initialize(),
    );
    try {
      await cp(join(modelsDir(), MODEL), fleet.modelFolder, { recursive: true });
      if (shape.queue === 'redis') await fleet.startRedis();
      if (shape.queue === 'redis cluster') fleet.cluster = await RedisCluster.start(folder);
      if (shape.index === 'object store') fleet.store = await ObjectStore.start();
      const operator = { name: 'faults', role: 'operator' as const, email: 'operator@test.example' };
      const organization = { name: '平台', kind: 'authority' as const, creditCode: null, region: null };
      fleet.key = await withPeople({ DATABASE_URL: postgres.url, DATA_DIR: folder }, async (people) => {
        await people.give({ ...operator, organization });
        return (await people.key(operator.email, 'test', ['read', 'write'], 1)).key;
      });
      for (const member of shape.members) await fleet.startMember(member);
      await fleet.ready();
      return fleet;
    } catch (error) {
      await fleet.end();
      throw new Error(`the fleet did not start: ${String(error)}\n${fleet.logs}`, { cause: error });
    }
  }

  /** Everything all members logged. */
  get logs(): string {
    return this.said;
  }

  /** Past the gateway. */
  get queueUrl(): string {
    return this.cluster?.url ?? (this.toRedis ? `redis://127.0.0.1:${this.redisPort}` : this.postgres.url);
  }

  get indexFolder(): string {
    return join(this.folder, 'index');
  }

  /** Of the model that all have; a copy. */
  get modelFolder(): string {
    return join(this.folder, MODEL);
  }

  urlOf(member: Member): string {
    return `http://127.0.0.1:${this.members.get(member)?.port ?? 0}`;
  }

  pidOf(member: Member): number {
    return this.members.get(member)?.child.pid ?? 0;
  }

  /** Waits until these say that they have all they need. */
  async ready(members: readonly Member[] = this.shape.members): Promise<void> {
    for (const member of members) {
      await until(`${member} is ready`, async () => (await this.statusOf(member, '/ready')) === 200, START_SECONDS);
    }
  }

  /** Ready, and not degraded. */
  async sound(member: Member): Promise<void> {
    const isSound = async (): Promise<boolean> => {
      const answer = await fetch(`${this.urlOf(member)}/ready`).catch(() => null);
      return answer?.status === 200 && !(await answer.text()).includes('degraded');
    };
    await until(`${member} is sound`, isSound, START_SECONDS);
  }

  /** Status of a GET; 0 when there is no answer. */
  async statusOf(member: Member, path: string): Promise<number> {
    return fetch(`${this.urlOf(member)}${path}`, { signal: AbortSignal.timeout(5000) }).then(
      ({ status }) => status,
      () => 0,
    );
  }

  /** SIGKILL, and a new one in its place, as a supervisor does. */
  async kill(member: Member, settings: Record<string, string> = {}): Promise<void> {
    await this.endMember(member, 'SIGKILL');
    await this.startMember(member, settings);
  }

  /** SIGTERM, and a new one in its place, as an upgrade does. */
  async restart(member: Member, settings: Record<string, string> = {}): Promise<void> {
    await this.endMember(member, 'SIGTERM');
    await this.startMember(member, settings);
  }

  /** @param how SIGINT lets transactions end, SIGQUIT is a crash: the log is replayed at the next start */
  async restartPostgres(how: 'SIGINT' | 'SIGQUIT', whileDown: () => Promise<void>): Promise<void> {
    const pid = (await postgresOf(this.folder)) ?? 0;
    process.kill(pid, how);
    await until('PostgreSQL has ended', () => !isAlive(pid), START_SECONDS);
    await this.source.destroy().catch(() => undefined);
    await whileDown();
    await this.startPostgres();
  }

  private async startPostgres(): Promise<void> {
    this.postgres = await startEmbeddedPostgres(this.folder);
    this.toPostgres.target = Number(new URL(this.postgres.url).port);
    this.toPostgres.cut();
    this.source = await dataSourceOf(this.postgres.url, 2).initialize();
  }

  /** Leaves not a byte for anyone, then makes room again and starts what had ended. */
  async fillDisk(whileFull: () => Promise<void>): Promise<void> {
    const ballast = join(this.folder, 'ballast');
    const file = await open(ballast, 'w');
    try {
      for (const bytes of [1024 * 1024, 4096]) {
        const piece = Buffer.alloc(bytes);
        while (await file.write(piece).then(() => true, isNoSpace));
      }
      await whileFull();
    } finally {
      await file.close();
      await rm(ballast);
    }
    if (this.redis && this.redis.exitCode !== null) await this.startRedis();
    const pid = await postgresOf(this.folder);
    if (pid === null || !isAlive(pid)) await this.startPostgres();
  }

  /** @param keeps whether what the queue held is still there; otherwise all of it is lost */
  async restartRedis(keeps: boolean, whileDown: () => Promise<void>): Promise<void> {
    const gone = new Promise((exited) => this.redis?.once('exit', exited));
    this.redis?.kill('SIGKILL');
    await gone;
    await whileDown();
    if (!keeps) await rm(join(this.folder, 'redis'), { recursive: true, force: true });
    await this.startRedis();
  }

  /** Past the gateway. */
  async withQueue<T>(work: (queue: JobQueue) => Promise<T>): Promise<T> {
    const queue = new JobQueue(await openBackend(this.queueUrl));
    try {
      return await work(queue);
    } finally {
      await queue.close();
    }
  }

  /** What waits and runs, and every record that is not as it should be, for whoever looks into a fault. */
  async queueState(): Promise<string> {
    const left: object[] = await this.source.query(
      `SELECT id, state, pipeline_state, pipeline_error, now() - pipeline_at AS since FROM records r
       WHERE is_matched(r) AND pipeline_state <> 'ranked' LIMIT 5`,
    );
    return `${JSON.stringify(left)}\n${JSON.stringify(await this.withQueue((queue) => queue.counts()))}`;
  }

  /** Of the model that the fleet has. */
  async openIndex(): Promise<CandidateIndex> {
    const [row]: { model: string | null }[] = await this.source.query(
      'SELECT model FROM profiles WHERE model IS NOT NULL LIMIT 1',
    );
    const model = row?.model ? { id: row.model, dimensions: 384 } : null;
    return CandidateIndex.open(this.store?.indexUrl ?? this.indexFolder, model, this.store?.storage);
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await Promise.all([...this.members.keys()].map((member) => this.endMember(member, 'SIGKILL')));
    this.redis?.kill('SIGKILL');
    await this.cluster?.end();
    await this.store?.close();
    await this.source.destroy().catch(() => undefined);
    await this.postgres.stop().catch(() => undefined);
    await this.toPostgres.close();
    await this.toRedis?.close();
    if (this.hasSmallDisk) spawnSync('umount', ['--lazy', this.folder]);
    await removeTempDir(this.folder);
  }

  private async startMember(member: Member, settings: Record<string, string> = {}): Promise<void> {
    const port = this.members.get(member)?.port ?? (await getPort());
    const database = new URL(this.postgres.url);
    database.port = String(this.toPostgres.port);
    const script = `apps/${member.replace(/-\d+$/, '')}/src/main.js`;
    const queueUrl = this.toRedis ? `redis://127.0.0.1:${this.toRedis.port}` : this.cluster?.url;
    const child = spawnBuilt(script, [], {
      ...SETTINGS,
      PORT: String(port),
      DATA_DIR: join(this.folder, member),
      DATABASE_URL: database.toString(),
      EMBEDDING_MODEL: this.modelFolder,
      ...(queueUrl ? { QUEUE_URL: queueUrl } : {}),
      INDEX_URL: this.store?.indexUrl ?? this.indexFolder,
      ...this.store?.environment,
      ...this.shape.settings,
      ...settings,
    });
    const running: Running = { child, port, settings, isStopping: false };
    this.members.set(member, running);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (piece: Buffer) => (this.said += piece.toString()));
    }
    // One that gives up, since it cannot start without its database, say, is started again: that is a supervisor's work.
    child.once('exit', () => {
      setTimeout(() => {
        if (!running.isStopping && !this.isEnding) void this.startMember(member, settings);
      }, RESTART_MS);
    });
  }

  private async endMember(member: Member, signal: NodeJS.Signals): Promise<void> {
    const running = this.members.get(member);
    if (!running) return;
    running.isStopping = true;
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((exited) => child.once('exit', exited));
    child.kill(signal);
    await gone;
  }

  private async startRedis(): Promise<void> {
    const dir = join(this.folder, 'redis');
    await mkdir(dir, { recursive: true });
    await rm(join(dir, 'log'), { force: true });
    const settings = {
      port: this.redisPort,
      dir,
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
      bind: '127.0.0.1',
    };
    const args = Object.entries({ ...settings, 'maxmemory-policy': 'noeviction', logfile: join(dir, 'log') });
    this.redis = spawn(
      'redis-server',
      args.flatMap(([name, value]) => [`--${name}`, String(value)]),
      { stdio: 'ignore' },
    );
    const log = (): Promise<string> => readFile(join(dir, 'log'), 'utf8').catch(() => '');
    await until('redis-server is there', async () => /Ready to accept connections/.test(await log()));
  }
}

function isNoSpace(error: unknown): false {
  if ((error as { code?: string }).code !== 'ENOSPC') throw error;
  return false;
}

/** For a clock that is wrong: an import for NODE_OPTIONS that moves a process's time by so many days. */
export const wrongClock = (days: number): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    `const now = Date.now, Real = Date, shift = ${days * DAY_MS};` +
      'globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(now() + shift); }' +
      ' static now() { return now() + shift; } };',
  )}`,
});

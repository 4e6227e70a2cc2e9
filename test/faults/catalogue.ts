import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../support/until.js';
import { wrongClock } from './fleet.js';
import type { Fleet, Member } from './fleet.js';

export interface Fault {
  name: string;
  /** How often it comes among 100. */
  weight: number;
  needsRedis?: true;
  needsSmallDisk?: true;
  /** Makes it happen while records flow, and puts right what a supervisor or administrator would; nothing else. */
  inject: (fleet: Fleet, random: () => number) => Promise<void>;
}

const pause = (milliseconds: number): Promise<void> => new Promise((over) => setTimeout(over, milliseconds));
const worker = (random: () => number): Member => (random() < 0.5 ? 'worker-1' : 'worker-2');
/** The harness holds it, whose server this is: see the embedded PostgreSQL. */
const OWNER_LOCK = 6_427_001;
const POISONED = 5000;
/** Longer than a lock holds: the worker's jobs are given to another before it goes on. */
const LONG_PAUSE_MS = 3000;

/** Says that it lives, and that it is not ready, while a server it needs is away. */
async function tellsTheTruth(fleet: Fleet): Promise<void> {
  await until('the api says that it is not ready', async () => (await fleet.statusOf('api', '/ready')) === 503, 10);
  if ((await fleet.statusOf('api', '/health')) !== 200) throw new Error('the api does not say that it lives');
}

export const FAULTS: readonly Fault[] = [
  { name: 'worker killed', weight: 16, inject: (fleet, random) => fleet.kill(worker(random)) },
  {
    name: 'both workers killed',
    weight: 4,
    inject: async (fleet) => void (await Promise.all([fleet.kill('worker-1'), fleet.kill('worker-2')])),
  },
  { name: 'worker restarted', weight: 4, inject: (fleet, random) => fleet.restart(worker(random)) },
  {
    name: 'worker paused past its locks',
    weight: 4,
    async inject(fleet, random) {
      const pid = fleet.pidOf(worker(random));
      process.kill(pid, 'SIGSTOP');
      await pause(LONG_PAUSE_MS);
      process.kill(pid, 'SIGCONT');
    },
  },
  { name: 'intake killed', weight: 6, inject: (fleet) => fleet.kill('intake') },
  { name: 'intake restarted', weight: 3, inject: (fleet) => fleet.restart('intake') },
  {
    name: 'connections to PostgreSQL ended',
    weight: 12,
    async inject(fleet) {
      await fleet.source.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${OWNER_LOCK})`,
      );
    },
  },
  {
    name: 'network to PostgreSQL cut',
    weight: 10,
    async inject(fleet) {
      fleet.toPostgres.cut();
      await pause(100);
      fleet.toPostgres.cut();
    },
  },
  {
    name: 'PostgreSQL away for a second',
    weight: 4,
    async inject(fleet) {
      fleet.toPostgres.shut(true);
      await tellsTheTruth(fleet);
      fleet.toPostgres.shut(false);
    },
  },
  {
    name: 'PostgreSQL slow',
    weight: 5,
    async inject(fleet) {
      fleet.toPostgres.delayMs = 20;
      await pause(1500);
      fleet.toPostgres.delayMs = 0;
    },
  },
  {
    name: 'table locked',
    weight: 5,
    async inject(fleet) {
      await fleet.source.transaction(async (manager) => {
        await manager.query('LOCK TABLE records IN EXCLUSIVE MODE');
        await pause(1000);
      });
    },
  },
  {
    name: 'PostgreSQL restarted',
    weight: 3,
    inject: (fleet) => fleet.restartPostgres('SIGINT', () => tellsTheTruth(fleet)),
  },
  {
    name: 'PostgreSQL crashed',
    weight: 3,
    inject: (fleet) => fleet.restartPostgres('SIGQUIT', () => tellsTheTruth(fleet)),
  },
  {
    name: 'Redis restarted',
    weight: 3,
    needsRedis: true,
    inject: (fleet) => fleet.restartRedis(true, () => tellsTheTruth(fleet)),
  },
  {
    name: 'Redis lost everything',
    weight: 2,
    needsRedis: true,
    inject: (fleet) => fleet.restartRedis(false, () => pause(100)),
  },
  {
    name: 'network to Redis cut',
    weight: 6,
    needsRedis: true,
    async inject(fleet) {
      fleet.toRedis?.cut();
      await pause(100);
      fleet.toRedis?.cut();
    },
  },
  {
    name: 'messages delivered again',
    weight: 8,
    async inject(fleet, random) {
      const rows: { id: string }[] = await fleet.source.query('SELECT id FROM records');
      const ids = rows.map(({ id }) => id).filter(() => random() < 0.5);
      await fleet.withQueue(async (queue) => {
        for (const recordId of [...ids, ...ids]) {
          await queue.add('profile', { recordId });
          await queue.add('rank', { recordId });
        }
        await queue.addAll(
          'duplicates',
          ids.map((recordId) => ({ recordIds: [recordId] })),
        );
        await queue.add('project', {});
      });
    },
  },
  {
    name: 'messages that make no sense',
    weight: 4,
    async inject(fleet) {
      await fleet.withQueue(async (queue) => {
        for (const recordId of ['', 'x', '../../etc', '0'.repeat(10_000), crypto.randomUUID(), '\u{1F600}']) {
          await queue.add('rank', { recordId });
          await queue.add('profile', { recordId });
          await queue.add('duplicates', { recordIds: [recordId] });
        }
      });
    },
  },
  {
    name: 'clock a day ahead or behind',
    weight: 2,
    async inject(fleet, random) {
      const member = worker(random);
      await fleet.kill(member, wrongClock(random() < 0.5 ? 1 : -1));
      await pause(500);
      await fleet.kill(member);
    },
  },
  {
    name: 'thousands of poisoned messages',
    weight: 1,
    async inject(fleet) {
      const poison = Array.from({ length: POISONED / 2 }, (_one, i) => ({ recordId: `\u202E毒\0 ${i} '; --` }));
      await fleet.withQueue(async (queue) => {
        await queue.addAll('profile', poison);
        await queue.addAll('rank', poison);
      });
    },
  },
  {
    name: 'model damaged',
    weight: 2,
    async inject(fleet, random) {
      const file = join(fleet.modelFolder, 'onnx', 'model_quantized.onnx');
      const whole = await readFile(file);
      const member = worker(random);
      await truncate(file, whole.length >> 1);
      await fleet.kill(member);
      await fleet.ready([member]);
      await writeFile(file, whole);
      // It finds out by itself. The next such fault would come while it reads the file.
      await fleet.sound(member);
    },
  },
  { name: 'disk full', weight: 3, needsSmallDisk: true, inject: (fleet) => fleet.fillDisk(() => pause(1500)) },
  { name: 'index deleted', weight: 2, inject: (fleet) => rm(fleet.indexFolder, { recursive: true, force: true }) },
  {
    name: 'index half written',
    weight: 2,
    async inject(fleet, random) {
      const files = (await readdir(fleet.indexFolder, { recursive: true, withFileTypes: true })).filter((one) =>
        one.isFile(),
      );
      const file = files[Math.floor(random() * files.length)];
      if (file) await truncate(join(file.parentPath, file.name), 7).catch(() => undefined);
    },
  },
];

import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq';
import type { QueueOptions, WorkerOptions } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { Client } from 'pg';
import { withoutSecrets } from '#config';

/** Where the queue lives. The two backends pass one contract suite; nothing above this file knows which it is. */
export interface QueueBackend {
  readonly kind: 'postgres' | 'redis';
  queue(name: string, options: Omit<QueueOptions, 'connection'>): Queue;
  worker(
    name: string,
    run: ConstructorParameters<typeof Worker>[1],
    options: Omit<WorkerOptions, 'connection'>,
  ): Worker;
  close(): Promise<void>;
}

const SCHEMA = 'bullmq';
/** All keys of a queue are in one hash slot of a Redis Cluster, as its scripts need; another queue's may be elsewhere. */
const prefixOf = (name: string): string => `{duijie:${name}}`;

/**
 * @param url `postgres://`, `redis://` or `rediss://`; of a Redis Cluster any of its nodes, or several, comma-separated
 * @throws Error with one sentence on what to mend
 */
export async function openBackend(url: string): Promise<QueueBackend> {
  return /^postgres(ql)?:\/\//.test(url) ? openPostgres(url) : openRedis(url);
}

async function openPostgres(url: string): Promise<QueueBackend> {
  const { Queue: PgQueue, Worker: PgWorker } = withBackend(createPostgresBackend);
  // Small pools: each queue and worker has its own, and a LISTEN connection beside it.
  // The queue follows from the records (the sweep finds what it lost), so its commits need not wait for the disk.
  const connection = {
    connectionString: url,
    schema: SCHEMA,
    max: 2,
    migrate: true,
    application_name: 'duijie queue',
    options: '-c synchronous_commit=off',
  };
  await unlessUnreachable(url, async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  });
  return {
    kind: 'postgres',
    queue: (name, options) => new PgQueue(name, { ...options, connection }) as unknown as Queue,
    worker: (name, run, options) => new PgWorker(name, run as never, { ...options, connection }) as unknown as Worker,
    close: () => Promise.resolve(),
  };
}

async function openRedis(url: string): Promise<QueueBackend> {
  const addresses = url.split(',');
  const [first = ''] = addresses;
  const patient = { maxRetriesPerRequest: null, lazyConnect: true, connectTimeout: 10_000 };
  // A request that adds a job is not to wait for a Redis that is away: the sweep finds the work again.
  const impatient = { ...patient, maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 10_000 };
  let isCluster = false;
  const open = (options: typeof patient | typeof impatient): Redis | Cluster => {
    const client = isCluster
      ? new Cluster(addresses, {
          lazyConnect: true,
          enableOfflineQueue: options === patient,
          // A process that computes for a second is not to take the whole cluster for lost.
          slotsRefreshTimeout: options.connectTimeout,
          // Certificates are for names: those are left to the connection.
          ...(first.startsWith('rediss:') ? { dnsLookup: (name, found) => found(null, name) } : {}),
          redisOptions: { ...options, ...loginOf(first) },
        })
      : new Redis(first, options);
    client.on('error', () => undefined);
    return client;
  };
  const opened: (Redis | Cluster)[] = [];
  await unlessUnreachable(url, async () => {
    isCluster = await isOfCluster(addresses);
    if (!isCluster && addresses.length > 1) throw new Error('several addresses, and Redis there is not a cluster');
    opened.push(open(patient), open(impatient));
    await Promise.all(opened.map((client) => client.connect()));
  }).catch((error: unknown) => {
    for (const client of opened) client.disconnect();
    throw error;
  });
  const [running, adding] = opened as [Redis | Cluster, Redis | Cluster];
  return {
    kind: 'redis',
    queue: (name, queueOptions) => new Queue(name, { ...queueOptions, connection: adding, prefix: prefixOf(name) }),
    worker: (name, run, workerOptions) =>
      new Worker(name, run, { ...workerOptions, connection: running, prefix: prefixOf(name) }),
    async close() {
      for (const connection of [adding, running]) await connection.quit().catch(() => connection.disconnect());
    },
  };
}

/** How to sign in at every node of a cluster: it names them by address alone. */
function loginOf(address: string): RedisOptions {
  const { username, password, protocol } = new URL(address);
  return {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** Asks one after the other until one answers: of a cluster some nodes may be away. @throws Error of the first if none does */
async function isOfCluster(addresses: readonly string[]): Promise<boolean> {
  const failures: unknown[] = [];
  for (const address of addresses) {
    const once = { lazyConnect: true, connectTimeout: 10_000, retryStrategy: null, maxRetriesPerRequest: 0 };
    const probe = new Redis(address, once);
    // `connect` only says that the connection closed; the reason is in the event before.
    let reason: Error | null = null;
    probe.on('error', (error: Error) => (reason = error));
    try {
      await probe.connect();
      return /^cluster_enabled:1/m.test(await probe.info('cluster'));
    } catch (error) {
      failures.push(reason ?? error);
    } finally {
      probe.disconnect();
    }
  }
  throw failures[0];
}

async function unlessUnreachable(url: string, connect: () => Promise<void>): Promise<void> {
  try {
    await connect();
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    const address = withoutSecrets(url);
    const reason = (message || code || String(error)).replace(/\.$/, '');
    throw new Error(
      `无法连接 QUEUE_URL（${address}）：${reason}。请检查地址、密码，以及队列服务是否已启动。\n` +
        `Cannot connect to QUEUE_URL (${address}): ${reason}. Check the address, the password, and that the server runs.`,
      { cause: error },
    );
  }
}

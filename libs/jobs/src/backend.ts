import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq';
import type { QueueOptions, WorkerOptions } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
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
/** In one hash slot of a Redis Cluster. */
const PREFIX = '{duijie}';

/** @param url `redis://`, `rediss://` (several, comma-separated: a cluster) or `postgres://` @throws Error with one sentence on what to mend */
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
  const options = { maxRetriesPerRequest: null, lazyConnect: true, connectTimeout: 10_000 };
  const open = (): Redis | Cluster => {
    const { username, password, protocol } = new URL(first);
    const login = {
      ...(username ? { username } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
    };
    const client =
      addresses.length === 1
        ? new Redis(first, options)
        : new Cluster(addresses, {
            lazyConnect: true,
            redisOptions: { ...options, ...login, ...(protocol === 'rediss:' ? { tls: {} } : {}) },
          });
    client.on('error', () => undefined);
    return client;
  };
  const connection = open();
  await unlessUnreachable(url, async () => {
    const probe = new Redis(first, { ...options, retryStrategy: null, maxRetriesPerRequest: 0 });
    // `connect` only says that the connection closed; the reason is in the event before.
    let reason: Error | null = null;
    probe.on('error', (error: Error) => (reason = error));
    try {
      await probe.connect();
      await probe.ping();
    } catch (error) {
      throw reason ?? error;
    } finally {
      probe.disconnect();
    }
    await connection.connect();
  });
  return {
    kind: 'redis',
    queue: (name, queueOptions) => new Queue(name, { ...queueOptions, connection, prefix: PREFIX }),
    worker: (name, run, workerOptions) => new Worker(name, run, { ...workerOptions, connection, prefix: PREFIX }),
    async close() {
      await connection.quit().catch(() => connection.disconnect());
    },
  };
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

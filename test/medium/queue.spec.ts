/**
 * real: [BullMQ, PostgreSQL, Redis where REDIS_URL names one, a Redis Cluster of three masters where redis-server is]
 * fake: []
 *
 * 1–11 the queue contract (test/support/queue.contract.ts), on every backend
 * 12 an address nobody answers at, or a wrong password, gives one sentence in each language, without the password
 * 13 the address decides the backend
 * 15 of a Redis Cluster any one address will do, and of several some may be of nodes that are away; the queues are spread
 *    over its masters
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobQueue, openBackend } from '#jobs';
import { hasRedisServer } from '../support/has-redis.js';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { describeQueueContract } from '../support/queue.contract.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

/** A database number of the contract's own, so that it empties no queue but its own. */
const REDIS_DATABASE = 15;

const given = process.env['REDIS_URL'];
const redisUrl = given === undefined || given === '' ? null : withDatabase(given);

function withDatabase(address: string): string {
  const url = new URL(address);
  if (url.pathname === '' || url.pathname === '/') url.pathname = `/${REDIS_DATABASE}`;
  return url.toString();
}

async function refusalOf(url: string): Promise<string[]> {
  const error = await openBackend(url).then(
    () => new Error('it was opened'),
    (reason: unknown) => reason as Error,
  );
  return error.message.split('\n');
}
const inBothLanguages = [
  expect.stringMatching(/^无法连接 QUEUE_URL（.+）：.+。$/),
  expect.stringMatching(/^Cannot connect to QUEUE_URL \(.+\): .+\.$/),
];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

describe('queue on PostgreSQL', () => {
  describeQueueContract(() => database.url);

  it('12 a wrong password', async () => {
    const url = new URL(database.url);
    url.password = 'wrong-secret';
    const said = await refusalOf(url.toString());
    expect(said).toEqual(inBothLanguages);
    expect(said.join()).not.toContain('wrong-secret');
  });

  it('13 a postgres:// address', async () => {
    const backend = await openBackend(database.url);
    expect(backend.kind).toBe('postgres');
    await backend.close();
  });
});

describe('queue at an address nobody answers at', () => {
  it.each([
    'postgres://someone:the-secret@127.0.0.1:1/duijie',
    'redis://:the-secret@127.0.0.1:1',
    'rediss://someone:the-secret@127.0.0.1:1/3',
    'redis://:the-secret@127.0.0.1:1,redis://:the-secret@127.0.0.1:2',
  ])('12 %s', async (url) => {
    const said = await refusalOf(url);
    expect(said).toEqual(inBothLanguages);
    expect(said.join()).toContain('127.0.0.1:1');
    expect(said.join()).toContain('ECONNREFUSED');
    expect(said.join()).not.toContain('the-secret');
  });
});

if (redisUrl === null) {
  console.log('REDIS_URL is not set: the queue contract runs on PostgreSQL only.');
}
(redisUrl === null ? describe.skip : describe)('queue on Redis (skipped without REDIS_URL)', () => {
  describeQueueContract(() => redisUrl ?? '');

  it('13 a redis:// address', async () => {
    const backend = await openBackend(redisUrl ?? '');
    expect(backend.kind).toBe('redis');
    await backend.close();
  });
});

const hasRedis = hasRedisServer();
if (!hasRedis) console.log('no redis-server here: the queue contract is not run on a Redis Cluster.');
(hasRedis ? describe : describe.skip)('queue on a Redis Cluster (skipped without redis-server)', () => {
  let folder: string;
  let cluster: RedisCluster;
  beforeAll(async () => {
    folder = await makeTempDir();
    cluster = await RedisCluster.start(folder);
  });
  afterAll(async () => {
    await cluster?.end();
    await removeTempDir(folder);
  });

  describeQueueContract(() => cluster.url);

  const nodeOf = (port: number): string => `redis://127.0.0.1:${port}`;

  it('15 one address of any node, spread over the masters', async () => {
    const queue = new JobQueue(await openBackend(nodeOf(cluster.ports[1] ?? 0)));
    try {
      await queue.add('profile', { recordId: 'a' });
      await queue.add('rank', { recordId: 'a' });
      await queue.add('project', {});
      const counts = await queue.counts();
      expect([counts.profile.waiting, counts.rank.waiting, counts.project.delayed]).toEqual([1, 1, 1]);
      expect((await cluster.sizes()).map((keys) => keys > 0)).toEqual([true, true, true]);
    } finally {
      await queue.close();
    }
  });

  it('15 a node that is away among several', async () => {
    const backend = await openBackend(['redis://127.0.0.1:1', ...cluster.ports.map(nodeOf)].join(','));
    await backend.close();
  });
});

(redisUrl === null ? it.skip : it)('12 several addresses of what is no cluster (skipped without Redis)', async () => {
  const said = await refusalOf(`${redisUrl},${redisUrl}`);
  expect(said).toEqual(inBothLanguages);
  expect(said.join()).toContain('not a cluster');
});

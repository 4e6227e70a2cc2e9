/**
 * real: [BullMQ, PostgreSQL, Redis where REDIS_URL names one]
 * fake: []
 *
 * 1–11 the queue contract (test/support/queue.contract.ts), on every backend
 * 12 an address nobody answers at, or a wrong password, gives one sentence in each language, without the password
 * 13 the address decides the backend
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBackend } from '#jobs';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { describeQueueContract } from '../support/queue.contract.js';

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

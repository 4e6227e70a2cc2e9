/**
 * real: [embedded PostgreSQL, file system]
 * fake: []
 *
 * 1 the server starts on an empty folder and answers on loopback only, with a password no one else may read
 * 2 a second start on the same folder is refused with one sentence in each language; the first goes on
 * 3 data survive a stop, and a server left behind by a killed owner is taken over with its data
 * 4 a folder that cannot be used gives one sentence in each language, naming it and what to do
 * 5 a DATABASE_URL that cannot be used gives one sentence in each language, without the password
 */
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { EmbeddedPostgresError, openDatabase, startEmbeddedPostgres } from '#storage';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

type Server = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

describe('embedded PostgreSQL', () => {
  let folder: string;
  let servers: Server[];

  beforeEach(async () => {
    folder = await makeTempDir();
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers) await server.stop();
    await removeTempDir(folder);
  });

  async function start(dataDir = folder): Promise<Server> {
    const server = await startEmbeddedPostgres(dataDir);
    servers.push(server);
    return server;
  }
  async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }
  const refusal = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => {
        throw new Error('it was not refused');
      },
      (error: unknown) => error as Error,
    );

  it('1 starts on an empty folder', async () => {
    const { url } = await start(join(folder, 'made', 'for', 'it'));
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const [settings] = await ask<{ version: number; listen: string; encoding: string }>(
      url,
      `SELECT current_setting('server_version_num')::int AS version, current_setting('listen_addresses') AS listen,
         current_setting('server_encoding') AS encoding`,
    );
    expect(settings).toMatchObject({ listen: '127.0.0.1', encoding: 'UTF8' });
    expect(settings?.version).toBeGreaterThanOrEqual(180_000);
    expect((await stat(join(folder, 'made', 'for', 'it', 'pg-password'))).mode & 0o077).toBe(0);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('2 a second start on the folder', async () => {
    const { url } = await start();
    const error = await refusal(startEmbeddedPostgres(folder));
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    expect(error.message.split('\n')).toEqual([
      expect.stringMatching(/^另一个对接服务正在使用数据目录 .+；请先停止它，或用 DATA_DIR 指定其他目录。$/),
      expect.stringMatching(
        /^Another Duijie is using the data folder .+; stop it first, or choose another folder with DATA_DIR\.$/,
      ),
    ]);
    expect(error.message).toContain(folder);
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('3 stopped and started again', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(ask(first.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('3 a server whose owner was killed is taken over', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    // What the death of the owning process leaves: a running server, and the owner's session closed.
    const gone = await ask<{ ended: boolean }>(
      first.url,
      `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity WHERE application_name = 'duijie owner'`,
    );
    expect(gone).toEqual([{ ended: true }]);
    const second = await start();
    expect(new URL(second.url).port).toBe(new URL(first.url).port);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
    await expect(ask(second.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('4 a folder below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    const place = join(folder, 'file', 'data');
    const error = await refusal(startEmbeddedPostgres(place));
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    const [zh, en, ...more] = error.message.split('\n');
    expect(more).toEqual([]);
    for (const sentence of [zh, en]) {
      expect(sentence).toContain(place);
      expect(sentence).toContain('DATA_DIR');
    }
    expect(zh).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(en).toMatch(/^[A-Z][^\u4e00-\u9fff]*\.$/);
  });

  it('5 addresses nobody answers at, and a wrong password', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong-secret';
    for (const address of ['postgres://someone:wrong-secret@127.0.0.1:1/duijie', wrong.toString()]) {
      const error = await refusal(openDatabase({ DATABASE_URL: address, DATA_DIR: folder }));
      const [zh, en, ...more] = error.message.split('\n');
      expect(more).toEqual([]);
      expect(zh).toMatch(/^无法连接 DATABASE_URL（.+）：.+。$/);
      expect(en).toMatch(/^Cannot connect to DATABASE_URL \(.+\): .+\.$/);
      expect(error.message).not.toContain('wrong-secret');
    }
    const database = await openDatabase({ DATABASE_URL: url, DATA_DIR: folder });
    expect(database).toMatchObject({ url, embedded: false });
    await database.stop();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

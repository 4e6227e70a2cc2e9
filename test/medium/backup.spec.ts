/**
 * real: [PostgreSQL, COPY, files]
 * fake: []
 *
 * 1 all that stood when a backup began comes back, whatever is written meanwhile
 * 2 a restored platform goes on: keys count on, changes are noted, profiles are due for the index, nobody is signed in
 * 3 a file that was damaged, cut or changed is noticed, and then nothing is restored
 * 4 a folder in use, a filled database, another schema and half a backup are refused with what to do
 * 5 only the owner may read a backup
 */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { backUp, BackupError, dataSourceOf, migrate, restore } from '#storage';
import type { DataSource } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { scoredPairing, TestRecords } from '../support/records.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

const TABLES = ['organizations', 'records', 'record_revisions', 'audit_entries', 'profiles', 'pairings', 'changes'];
const silent = (): void => undefined;

describe('backup', () => {
  let database: TestDatabase;
  let folder: string;
  let backup: string;
  let before: Map<string, string[]>;
  let opened: DataSource[] = [];
  let made = 0;

  /** Every row of a table as PostgreSQL writes it out. */
  async function rowsOf(source: DataSource): Promise<Map<string, string[]>> {
    const all = new Map<string, string[]>();
    for (const table of TABLES) {
      const rows: { text: string }[] = await source.query(`SELECT t::text AS text FROM ${table} t ORDER BY 1`);
      all.set(
        table,
        rows.map(({ text }) => text),
      );
    }
    return all;
  }

  /** A migrated database without anything in it. */
  async function emptyDatabase(): Promise<{ url: string; source: DataSource }> {
    const url = await database.createEmpty(`restored_${++made}`);
    const source = await dataSourceOf(url, 2).initialize();
    opened.push(source);
    await migrate(source);
    return { url, source };
  }

  /** A copy of the backup in which one file is other bytes. */
  async function changedCopy(file: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const copy = join(folder, `changed-${++made}`);
    const manifest = await backUp(database.url, copy, silent);
    expect(manifest.tables.map(({ name }) => name)).toContain('records');
    await writeFile(join(copy, file), change(await readFile(join(copy, file))));
    return copy;
  }

  beforeAll(async () => {
    database = await openTestDatabase();
    folder = await makeTempDir();
    backup = join(folder, 'backup');
    const test = new TestRecords(database.source);
    const need = await test.need({ description: '第一行\n第二行\t制表符，反斜杠 \\ 与 "引号"，\\N 不是空值，𠮷。' });
    const supply = await test.achievement({ confidentiality: 'on-request' });
    await test.profiled(need);
    const profiled = await test.profiled(supply);
    await test.rank(need, [scoredPairing(need, profiled, 0.1 + 0.2)]);
    await database.source.query('UPDATE profiles SET dirty = false');
    before = await rowsOf(database.source);
    let isWritten = false;
    await backUp(database.url, backup, () => {
      if (isWritten) return;
      isWritten = true;
      void test.need({ title: '备份开始之后才登记的需求' });
    });
    // What was written meanwhile is in the source, and in nothing that is restored.
    while ((await test.records.list('need', {}, 10, 0)).total < 2) await new Promise((tick) => setTimeout(tick, 20));
  });
  afterEach(async () => {
    for (const source of opened) await source.destroy();
    opened = [];
  });
  afterAll(async () => {
    await database.close();
    await removeTempDir(folder);
  });

  it('1 comes back as it stood when it began', async () => {
    const { url, source } = await emptyDatabase();
    const { tables } = await restore(url, backup, silent);
    await source.query('UPDATE profiles SET dirty = false');
    const after = await rowsOf(source);
    expect(after).toEqual(before);
    expect(tables.find(({ name }) => name === 'records')?.rows).toBe(2);
  });

  it('2 goes on from there', async () => {
    const { url, source } = await emptyDatabase();
    await restore(url, backup, silent);
    const [dirty]: { n: number }[] = await source.query('SELECT count(*)::int AS n FROM profiles WHERE dirty');
    expect(dirty?.n).toBe(2);
    const ids = async (table: string): Promise<number[]> => {
      const rows: { id: number }[] = await source.query(`SELECT id::int FROM ${table} ORDER BY id`);
      return rows.map(({ id }) => id);
    };
    const audited = await ids('audit_entries');
    const changed = await ids('changes');
    const test = new TestRecords(source);
    const [stored] = (await test.records.list('need', {}, 1, 0)).records;
    await test.edit(stored!, { title: '恢复之后改了题目的电池隔膜需求' });
    expect((await ids('audit_entries')).slice(0, -1)).toEqual(audited);
    expect((await ids('changes')).slice(0, -1)).toEqual(changed);
    await expect(source.query('DELETE FROM organizations')).rejects.toThrow(/foreign key/);
    expect((await readdir(backup)).filter((file) => /session|setup/.test(file))).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['damaged', (bytes) => Buffer.concat([bytes.subarray(0, 40), Buffer.from('x'), bytes.subarray(41)])],
    ['cut', (bytes) => bytes.subarray(0, bytes.length - 20)],
    ['changed', (bytes) => gzipSync(gunzipSync(bytes).toString().replace('第一行', '第二行'))],
    ['emptied', () => gzipSync('')],
  ])('3 a file that was %s', async (_how, change) => {
    const { url, source } = await emptyDatabase();
    const copy = await changedCopy('records.copy.gz', change);
    const error: unknown = await restore(url, copy, silent).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(BackupError);
    expect((error as Error).message).toMatch(/什么也没有恢复[^]*records\.copy\.gz is damaged/);
    const [row]: { n: number }[] = await source.query('SELECT count(*)::int AS n FROM organizations');
    expect(row?.n).toBe(0);
    await restore(url, backup, silent);
  });

  it('4 refuses what would go wrong', async () => {
    await expect(backUp(database.url, backup, silent)).rejects.toThrow(/新的文件夹[^]*new folder/);
    await expect(restore(database.url, backup, silent)).rejects.toThrow(/空的数据库[^]*empty one/);
    const { url, source } = await emptyDatabase();
    await source.query(`DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations)`);
    await expect(restore(url, backup, silent)).rejects.toThrow(/另一版本[^]*another version/);
    const half = await changedCopy('records.copy.gz', (bytes) => bytes);
    await rm(join(half, 'manifest.json'));
    await expect(restore(url, half, silent)).rejects.toThrow(/完整的备份[^]*no whole backup/);
  });

  it('5 is for its owner', async () => {
    expect((await stat(backup)).mode & 0o077).toBe(0);
    for (const file of await readdir(backup)) expect((await stat(join(backup, file))).mode & 0o077).toBe(0);
  });
});

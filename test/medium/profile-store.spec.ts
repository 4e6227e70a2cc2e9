/**
 * real: [PostgreSQL, ProfileStore, TagStore]
 * fake: []
 *
 * 1 a profile that was made without an edit of the tags is not stored, however the two meet
 * 2 a reading gives every profile, also one that another reading takes from those at hand meanwhile
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ProfileStore, TagStore } from '#storage';
import type { DataSource } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { profileOf, TestRecords } from '../support/records.js';
import { until } from '../support/until.js';

/** Of the needs below one fits, and two do not. */
const MEMORY_OF_ONE_MIB = 0.01;

let database: TestDatabase;
let test: TestRecords;

beforeAll(async () => {
  database = await openTestDatabase();
  test = new TestRecords(database.source);
});
afterAll(() => database.close());

it('1 an edit that came before', async () => {
  const need = await test.need();
  const tags = new TagStore(database.source);
  await tags.edit(need.id, 'need', [{ kind: 'keyword', value: '阻燃', edit: 'added' }], 'test');
  expect(await test.profiles.save(need.id, profileOf(need))).toBe(false);
  expect(await test.profiles.save(need.id, profileOf(need, { tagRevision: 1 }))).toBe(true);
});

it('1 an edit that is committed while the profile waits for the record', async () => {
  const need = await test.need();
  const editing = database.source.createQueryRunner();
  await editing.startTransaction();
  await editing.query('SELECT 1 FROM records WHERE id = $1 FOR NO KEY UPDATE', [need.id]);
  await editing.query(`INSERT INTO tag_edits (record_id, revision, edits) VALUES ($1, 1, '[]')`, [need.id]);
  const saving = test.profiles.save(need.id, profileOf(need));
  await until('the profile waits for the record', async () => {
    const waiting: unknown[] = await database.source.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  });
  await editing.commitTransaction();
  await editing.release();
  expect(await saving).toBe(false);
});

it('2 more is read at once than is kept', async () => {
  const [first, second, third] = await Promise.all(
    ['阻燃', '耐磨', '导热'].map(async (title) => test.profiled(await test.need({ title: `${title}涂层制备技术` }))),
  );
  const ids = [first!.id, second!.id];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let isHeld = false;
  const query = async (sql: string, parameters: unknown[][]): Promise<unknown> => {
    if (sql.includes('body_vector') && parameters[0]?.includes(second!.id)) {
      isHeld = true;
      await opened;
    }
    return database.source.query(sql, parameters);
  };
  const keepingOne = new ProfileStore({ query } as unknown as DataSource, MEMORY_OF_ONE_MIB);
  await keepingOne.load([first!.id]);
  expect(keepingOne.hasRoom()).toBe(true);
  const both = keepingOne.load(ids);
  await until('the second is being read', () => isHeld);
  await keepingOne.load([third!.id]);
  open();
  expect((await both).map(({ record }) => record.id).sort()).toEqual([...ids].sort());
});

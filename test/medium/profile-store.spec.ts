/**
 * real: [PostgreSQL, ProfileStore, TagStore]
 * fake: []
 *
 * 1 a profile that was made without an edit of the tags is not stored, however the two meet
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TagStore } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { profileOf, TestRecords } from '../support/records.js';
import { until } from '../support/until.js';

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

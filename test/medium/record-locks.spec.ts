/**
 * real: [PostgreSQL, lockWithPartners by way of RecordStore]
 * fake: [a ranking, by hand]
 *
 * 1 partners that a record got while its lock was waited for are locked too, before anything is changed
 * 2 records that are moved at once, with rankings and a renamed organization between them, wait for each other in no circle
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lockWithPartners } from '../../libs/storage/src/stores/record-locks.js';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { organizationInput, scoredPairing, TestRecords } from '../support/records.js';
import { until } from '../support/until.js';

describe('lockWithPartners', () => {
  let database: TestDatabase;
  let test: TestRecords;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(() => test.clear());
  afterAll(() => database.close());

  it('1 a partner that came meanwhile', async () => {
    const need = await test.profiled(await test.need());
    const supply = await test.profiled(await test.achievement());
    const ranking = database.source.createQueryRunner();
    await ranking.startTransaction();
    await ranking.query('SELECT 1 FROM records WHERE id = $1 FOR NO KEY UPDATE', [need.id]);
    let isLocked = false;
    let release = (): void => undefined;
    const change = database.source.transaction(async (manager) => {
      await lockWithPartners(manager, [need.id]);
      isLocked = true;
      await new Promise<void>((resolve) => (release = resolve));
    });
    await until('the change waits for the ranking', async () => {
      const [row]: { n: number }[] = await database.source.query(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%NO KEY UPDATE%'`,
      );
      return row?.n === 1;
    });
    await ranking.query(
      `INSERT INTO pairings (need_id, supply_id, supply_kind, need_revision, supply_revision, score, probability, signals, gaps,
         engine_digest) VALUES ($1, $2, 'achievement', 1, 1, 0.5, 0.5, '[]', '[]', 'engine-1')`,
      [need.id, supply.id],
    );
    await ranking.commitTransaction();
    await ranking.release();
    await until('the change has its locks', () => isLocked);
    const taken = database.source.query('SELECT 1 FROM records WHERE id = $1 FOR NO KEY UPDATE NOWAIT', [supply.id]);
    await expect(taken).rejects.toThrow('could not obtain lock');
    release();
    await change;
  });

  it('2 moved at once', async () => {
    const needs = await Promise.all(Array.from({ length: 6 }, async () => test.profiled(await test.need())));
    const supplies = await Promise.all(Array.from({ length: 6 }, async () => test.profiled(await test.achievement())));
    const owner = needs[0]?.organizationId ?? '';
    const work = needs.flatMap((need, i) => {
      const supply = supplies[i]!;
      return [
        test.rank(
          need,
          supplies.map((one) => scoredPairing(need, one, 0.5)),
        ),
        test.records.move(need.id, 'need', 'withdraw', 'tester'),
        test.records.move(supply.id, 'achievement', 'withdraw', 'tester'),
        test.organizations.replace(
          owner,
          organizationInput({ name: `改名 ${i}`, region: i % 2 ? '440000' : null }),
          'tester',
        ),
      ];
    });
    const failed = (await Promise.allSettled<unknown>(work)).flatMap((one) =>
      one.status === 'rejected' ? [String(one.reason)] : [],
    );
    expect(failed).toEqual([]);
  });
});

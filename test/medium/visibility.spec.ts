/**
 * real: [PostgreSQL, RecordStore, ProfileStore, PairingStore]
 * fake: [profiles and scores, made by hand]
 *
 * What may not be shown comes out of no read that serves callers or rankings, even while its profile and pairings are
 * still in their tables. Hidden are records in any state but published, sealed, on request without a blind summary,
 * before or after their dates.
 *
 * 1 the profile of a hidden record is not loaded, counted, or offered to the index
 * 2 listings, look-ups and progress do not know a hidden record
 * 3 pairings of a hidden record are on no list, under no id, and hold no rank
 * 4 a record is visible on the first and on the last day of its dates, as calendar days in China
 * 5 a contact comes out of none of these reads
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { scoredPairing, TestRecords } from '../support/records.js';

const DAY_MS = 24 * 3600 * 1000;
/** Today in China, shifted. */
const chinaDay = (shift: number): string =>
  new Date(Date.now() + 8 * 3600 * 1000 + shift * DAY_MS).toISOString().slice(0, 10);

/** How a record that was published and paired may become hidden, as SQL on its row. */
const HIDDEN: readonly [string, string][] = [
  ...['draft', 'submitted', 'returned', 'rejected', 'expired', 'withdrawn', 'solved'].map((state): [string, string] => [
    `in state ${state}`,
    `state = '${state}'`,
  ]),
  ['on request, its blind summary not made yet', `confidentiality = 'on-request'`],
  ['sealed', `confidentiality = 'sealed'`],
  ['past its last day', `content = content || '{"validUntil": "${chinaDay(-1)}"}'`],
  ['before its first day', `content = content || '{"validFrom": "${chinaDay(1)}"}'`],
];

describe('visibility', () => {
  let database: TestDatabase;
  let test: TestRecords;
  let need: RecordEntity;
  let hidden: RecordEntity;
  let shown: RecordEntity;
  /** Pairing of the need with the record that gets hidden. */
  let pairingId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(async () => {
    await test.clear();
    need = await test.profiled(await test.need({ contact: { name: '张工', phone: '010-1' } }));
    hidden = await test.profiled(await test.achievement({ title: '将被隐藏' }));
    shown = await test.profiled(await test.achievement({ title: '一直公开', contact: { email: 'a@b.example' } }));
    await test.rank(need, [scoredPairing(need, hidden, 0.9), scoredPairing(need, shown, 0.5)]);
    pairingId = (await test.pairings.listFor(need.id, 'need', 20, 0)).pairings[0]!.id;
  });
  afterAll(() => database.close());

  const hide = (how: string): Promise<unknown> =>
    database.source.query(`UPDATE records SET ${how} WHERE id = $1`, [hidden.id]);

  it('before anything is hidden, every read knows both achievements', async () => {
    expect(await test.profiles.load([hidden.id, shown.id])).toHaveLength(2);
    expect((await test.records.listVisible(['achievement'], {}, 20, 0)).total).toBe(2);
    const { pairings, total } = await test.pairings.listFor(need.id, 'need', 20, 0);
    expect([total, pairings.map(({ supplyId }) => supplyId)]).toEqual([2, [hidden.id, shown.id]]);
    expect((await test.pairings.find(pairingId)).supply.content.title).toBe('将被隐藏');
  });

  describe.each(HIDDEN)('a record %s', (_name, how) => {
    beforeEach(() => hide(how));

    it('1 gives no profile', async () => {
      expect((await test.profiles.load([hidden.id, shown.id])).map(({ record }) => record.id)).toEqual([shown.id]);
      expect(await test.profiles.dirtyIds(['achievement'], 20)).toEqual([shown.id]);
      const leaving = (await test.profiles.dirty(20)).find(({ recordId }) => recordId === hidden.id);
      expect(leaving).toMatchObject({ kind: 'achievement', profiled: null });
      expect(await test.profiles.count('achievement')).toBe(1);
      const ids = [];
      for await (const batch of test.profiles.ids('achievement', 10)) ids.push(...batch);
      expect(ids).toEqual([shown.id]);
      await database.source.query('UPDATE profiles SET dirty = false');
      expect([...(await test.profiles.indexedHashes('achievement')).keys()]).toEqual([shown.id]);
      expect(await test.profiles.save(hidden.id, { ...(await test.profiles.load([shown.id]))[0]!.profile })).toBe(
        false,
      );
    });

    it('2 is in no listing', async () => {
      const { records, total } = await test.records.listVisible(['need', 'achievement'], {}, 20, 0);
      expect([total, records.map(({ id }) => id).sort()]).toEqual([2, [need.id, shown.id].sort()]);
      expect(await test.records.findVisible([hidden.id])).toEqual([]);
      expect(await test.records.progress(hidden.id)).toBeNull();
    });

    it('3 is on no list', async () => {
      expect(await test.pairings.count()).toBe(2);
      const { pairings, total } = await test.pairings.listFor(need.id, 'need', 20, 0);
      expect(total).toBe(1);
      expect(pairings.map(({ supplyId, needRank }) => [supplyId, needRank])).toEqual([[shown.id, 1]]);
      expect(await test.pairings.listFor(hidden.id, 'supply', 20, 0)).toEqual({ pairings: [], total: 0 });
      await expect(test.pairings.find(pairingId)).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  it('3 a hidden need is on no list of its supplies either', async () => {
    await database.source.query(`UPDATE records SET confidentiality = 'sealed' WHERE id = $1`, [need.id]);
    expect(await test.pairings.listFor(shown.id, 'supply', 20, 0)).toEqual({ pairings: [], total: 0 });
    expect(await test.pairings.listFor(need.id, 'need', 20, 0)).toEqual({ pairings: [], total: 0 });
    await expect(test.pairings.find(pairingId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['first', { validFrom: chinaDay(0) }],
    ['last', { validUntil: chinaDay(0) }],
    ['only', { validFrom: chinaDay(0), validUntil: chinaDay(0) }],
  ])('4 on its %s day it is visible', async (_name, dates) => {
    const record = await test.achievement(dates);
    expect(record.pipelineState).toBe('pending');
    expect(await test.records.findVisible([record.id])).toHaveLength(1);
  });

  it('5 no contact comes out', async () => {
    const [listed, found, list, one] = [
      await test.records.listVisible(['need', 'achievement'], {}, 20, 0),
      await test.records.findVisible([need.id, shown.id]),
      await test.pairings.listFor(need.id, 'need', 20, 0),
      await test.pairings.find(pairingId),
    ];
    expect([listed.total, found.length, list.total, one.needId]).toEqual([3, 2, 2, need.id]);
    const said = JSON.stringify([listed, found, list, one]);
    expect(said).toContain('一直公开');
    expect(said).not.toMatch(/contact|张工|010-1|a@b\.example/);
  });
});

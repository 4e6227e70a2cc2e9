/**
 * real: [PostgreSQL, RecordStore.takeIn]
 * fake: []
 *
 * 1 rows become records; the same rows again change nothing
 * 2 a changed row is a new revision of its record, found by external id, and asks for work; equal ones do not
 * 3 an id twice in one file is one record, the last row standing
 * 4 an organization is found by credit code, else by name, and made once
 * 5 rows taken in as drafts, or for records withdrawn since, are matched with nothing
 * 6 a dry run counts what taking in would do
 * 7 a row whose text says too little is taken in as returned, counted as such (by a dry run too), and published once it says more
 * 8 what the caller's transaction rolls back leaves no trace
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImportedRow, ImportedRows } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { needContent, organizationInput, TestRecords } from '../support/records.js';

const row = (externalId: string, title: string, organization = organizationInput()): ImportedRow => ({
  externalId,
  organization,
  content: needContent({ title }),
});
const FILE = [row('N1', '隔膜涂层'), row('N2', '电解液'), row('N3', '极片')];

describe('RecordStore.takeIn', () => {
  let database: TestDatabase;
  let test: TestRecords;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(() => test.clear());
  afterAll(() => database.close());

  const takeIn = (rows: readonly ImportedRow[], publish = true): Promise<ImportedRows> =>
    database.source.transaction((manager) => test.records.takeIn(manager, 'need', rows, publish, 'import'));
  const counts = ({ created, changed, unchanged }: Omit<ImportedRows, 'followUp'>) => [created, changed, unchanged];
  const stored = async (): Promise<string[]> =>
    (await test.records.list('need', {}, 100, 0)).records
      .map(({ externalId, revision, state, content }) => `${externalId} r${revision} ${state} ${content.title}`)
      .sort();
  const organizations = async (): Promise<string[]> => {
    const rows: { name: string }[] = await database.source.query('SELECT name FROM organizations ORDER BY name');
    return rows.map(({ name }) => name);
  };

  it('1 the same file twice', async () => {
    const first = await takeIn(FILE);
    expect(counts(first)).toEqual([3, 0, 0]);
    expect(first.followUp.profile).toHaveLength(3);
    const before = await test.records.list('need', {}, 100, 0);
    const second = await takeIn(FILE);
    expect(counts(second)).toEqual([0, 0, 3]);
    expect(second.followUp.profile).toEqual([]);
    expect(await test.records.list('need', {}, 100, 0)).toEqual(before);
  });

  it('2 one changed row among equal ones', async () => {
    await takeIn(FILE);
    const result = await takeIn([FILE[0]!, row('N2', '固态电解质'), FILE[2]!]);
    expect(counts(result)).toEqual([0, 1, 2]);
    expect(await stored()).toEqual(['N1 r1 published 隔膜涂层', 'N2 r2 published 固态电解质', 'N3 r1 published 极片']);
    const changed = (await test.records.list('need', {}, 100, 0)).records.find(
      ({ externalId }) => externalId === 'N2',
    )!;
    expect(result.followUp.profile).toEqual([{ recordId: changed.id }]);
    const actions = (await test.records.revisions(changed.id, 'need')).map(({ action }) => action);
    expect(actions).toEqual(['create', 'replace']);
  });

  it('3 an id that stands twice', async () => {
    expect(counts(await takeIn([row('N1', '电解液'), row('N1', '极片'), row('N1', '极片')]))).toEqual([1, 1, 1]);
    expect(await stored()).toEqual(['N1 r2 published 极片']);
  });

  it('4 organizations by code, then by name', async () => {
    const coded = organizationInput({ name: '青岚', creditCode: '91350100M000100Y43' });
    await takeIn([
      row('N1', '一', coded),
      row('N2', '二', { ...coded, name: '青岚新名' }),
      row('N3', '三', organizationInput({ name: '无码' })),
      row('N4', '四', organizationInput({ name: '无码' })),
    ]);
    expect(await organizations()).toEqual(['无码', '青岚']);
    await takeIn([row('N5', '五', organizationInput({ name: '青岚' }))]);
    expect(await organizations()).toEqual(['无码', '青岚']);
  });

  it('4 two files at once that name the same new organization make it once', async () => {
    await Promise.all([takeIn([row('N1', '一')]), takeIn([row('N2', '二')])]);
    expect(await organizations()).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });

  it('5 drafts, and records withdrawn since', async () => {
    const drafts = await takeIn([row('N1', '一')], false);
    expect(drafts.followUp.profile).toEqual([]);
    await takeIn([row('N2', '二')]);
    const [, second] = (await test.records.list('need', {}, 100, 0)).records;
    await test.records.move(second!.id, 'need', 'withdraw', 'api');
    const again = await takeIn([row('N1', '一改'), row('N2', '二改')]);
    expect(counts(again)).toEqual([0, 2, 0]);
    expect(again.followUp.profile).toEqual([]);
    expect(await stored()).toEqual(['N1 r2 draft 一改', 'N2 r3 withdrawn 二改']);
  });

  it.each([
    ['new rows', FILE],
    ['equal, changed and new rows', [FILE[0]!, row('N2', '改'), row('N9', '新')]],
    ['an id that stands twice', [row('N8', '一'), row('N8', '二'), row('N8', '二')]],
    ['a row that moves to another organization', [row('N1', '隔膜涂层', organizationInput({ name: '另一家' }))]],
  ])('6 a dry run of %s', async (_name, rows) => {
    await takeIn(FILE);
    const before = await stored();
    const expected = counts(await test.records.compare('need', rows));
    expect(await stored()).toEqual(before);
    expect(counts(await takeIn(rows))).toEqual(expected);
  });

  it('2 a row of a record that is over changes nothing', async () => {
    await takeIn(FILE);
    const { id } = (await test.records.list('need', {}, 1, 0)).records[0]!;
    await test.records.move(id, 'need', 'solve', 'api');
    const rows = FILE.map((one) => ({ ...one, content: { ...one.content, keywords: ['勃姆石'] } }));
    expect(counts(await test.records.compare('need', rows))).toEqual([0, 2, 1]);
    expect(counts(await takeIn(rows))).toEqual([0, 2, 1]);
    expect((await test.records.find(id, 'need')).state).toBe('solved');
  });

  it('7 a row that is held back, and mended', async () => {
    const thin: ImportedRow = { ...row('N7', '隔膜'), content: needContent({ description: '待补充' }) };
    const file = [FILE[0]!, thin];
    expect(await test.records.compare('need', file)).toMatchObject({ created: 2, returned: 1 });
    expect(await test.records.compare('need', file, false)).toMatchObject({ created: 2, returned: 0 });
    expect(await takeIn(file)).toMatchObject({ created: 2, returned: 1 });
    expect(await stored()).toEqual(['N1 r1 published 隔膜涂层', 'N7 r1 returned 锂电池隔膜耐热涂层']);
    expect(await takeIn(file)).toMatchObject({ unchanged: 2, returned: 0 });
    expect(await takeIn([row('N7', '隔膜耐热涂层')])).toMatchObject({ changed: 1, returned: 0 });
    expect(await stored()).toEqual(['N1 r1 published 隔膜涂层', 'N7 r2 published 隔膜耐热涂层']);
  });

  it('8 a batch that is rolled back', async () => {
    const failing = database.source.transaction(async (manager) => {
      await test.records.takeIn(manager, 'need', FILE, true, 'import');
      throw new Error('the worker died');
    });
    await expect(failing).rejects.toThrow('the worker died');
    expect([await stored(), await organizations()]).toEqual([[], []]);
    const [audit]: { n: number }[] = await database.source.query('SELECT count(*)::int AS n FROM audit_entries');
    expect(audit?.n).toBe(0);
  });
});

/**
 * real: [PostgreSQL, RecordStore]
 * fake: []
 *
 * 1 a new record is revision 1 with one audit entry; only a published one asks for work
 * 2 replacing makes a new revision, keeps every earlier one, and stays in its state
 * 3 publishing and withdrawing are revisions too, and withdrawing takes work back
 * 4 an illegal move, a wrong kind or an unknown id changes nothing
 * 5 of two replacements of the same revision one wins; the other hears of the conflict
 * 6 an external id belongs to one record of its kind, and a refused change leaves no trace
 * 7 an idempotency key makes one record however often, and however parallel, the request comes
 * 8 equal content has an equal hash whatever the order of its keys, and different content never
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { achievementContent, needContent, TestRecords } from '../support/records.js';

describe('RecordStore', () => {
  let database: TestDatabase;
  let test: TestRecords;
  let organizationId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(async () => {
    await test.clear();
    organizationId = await test.organizationOf('need');
  });
  afterAll(() => database.close());

  const input = (externalId: string | null = null, content = needContent()) => ({
    organizationId,
    externalId,
    content,
  });
  const create = (...args: Parameters<typeof input>) =>
    test.records.create('need', input(...args), 'published', 'test');

  async function auditOf({ id }: Pick<RecordEntity, 'id'>): Promise<string[]> {
    const rows: { line: string }[] = await database.source.query(
      `SELECT format('%s %s %s %s', actor, action, subject_kind, revision) AS line FROM audit_entries
       WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    return rows.map(({ line }) => line);
  }
  async function revisionsOf(record: RecordEntity): Promise<string[]> {
    const revisions = await test.records.revisions(record.id, record.kind);
    return revisions.map(({ revision, action, state, content }) => `${revision} ${action} ${state} ${content.title}`);
  }
  async function countRecords(): Promise<number> {
    return (await test.records.list('need', {}, 1, 0)).total;
  }

  it('1 a draft is kept and asks for no work', async () => {
    const { record, followUp } = await test.records.create('need', input('EXT-1'), 'draft', 'api');
    expect(record).toMatchObject({
      kind: 'need',
      revision: 1,
      state: 'draft',
      externalId: 'EXT-1',
      content: needContent(),
    });
    expect(record).toMatchObject({ pipelineState: 'idle', confidentiality: 'public', rankedBy: null });
    expect(followUp.profile).toEqual([]);
    expect(await auditOf(record)).toEqual(['api create need 1']);
    expect(await revisionsOf(record)).toEqual(['1 create draft 锂电池隔膜耐热涂层']);
    expect(await test.records.find(record.id, 'need')).toEqual(record);
  });

  it('1 a published record asks to be profiled at its content', async () => {
    const { record, followUp } = await create();
    expect(record).toMatchObject({ state: 'published', pipelineState: 'pending' });
    expect(followUp).toEqual({
      profile: [{ recordId: record.id }],
      rank: [],
      project: false,
    });
  });

  it('1 a sealed record asks for no work even when published', async () => {
    const { record, followUp } = await create(null, needContent({ confidentiality: 'sealed' }));
    expect(record).toMatchObject({ state: 'published', confidentiality: 'sealed', pipelineState: 'idle' });
    expect(followUp.profile).toEqual([]);
  });

  it('2 replacing keeps the earlier content as a revision', async () => {
    const { record } = await create('EXT-1');
    const content = needContent({ title: '隔膜耐热涂层（二期）' });
    const { record: replaced, followUp } = await test.records.replace(
      record.id,
      'need',
      input(null, content),
      null,
      'api',
    );
    expect(replaced).toMatchObject({ id: record.id, revision: 2, state: 'published', externalId: null, content });
    expect(replaced.contentHash).not.toBe(record.contentHash);
    expect(followUp.profile).toEqual([{ recordId: record.id }]);
    expect(await revisionsOf(record)).toEqual([
      '1 create published 锂电池隔膜耐热涂层',
      '2 replace published 隔膜耐热涂层（二期）',
    ]);
    expect(await auditOf(record)).toEqual(['test create need 1', 'api replace need 2']);
    expect(await test.records.find(record.id, 'need')).toEqual(replaced);
  });

  it('2 a draft that is replaced stays a draft', async () => {
    const record = await test.need({}, 'draft');
    expect(await test.edit(record, { title: '新标题' })).toMatchObject({
      state: 'draft',
      revision: 2,
      pipelineState: 'idle',
    });
  });

  it('3 publish, withdraw, publish again', async () => {
    const { id } = await test.need({}, 'draft');
    const states: string[] = [];
    for (const move of ['publish', 'withdraw', 'publish'] as const) {
      const { record } = await test.records.move(id, 'need', move, 'api');
      states.push(`${record.revision} ${record.state} ${record.pipelineState}`);
    }
    expect(states).toEqual(['2 published pending', '3 withdrawn idle', '4 published pending']);
    expect(await auditOf({ id })).toEqual([
      'test create need 1',
      'api publish need 2',
      'api withdraw need 3',
      'api publish need 4',
    ]);
  });

  it.each([
    ['published', 'publish'],
    ['solved', 'publish'],
    ['solved', 'withdraw'],
    ['rejected', 'publish'],
    ['withdrawn', 'withdraw'],
  ] as const)('4 a record that is %s cannot be moved by %s', async (state, move) => {
    const record = await test.need();
    await test.force(record, state);
    await expect(test.records.move(record.id, 'need', move, 'api')).rejects.toMatchObject({
      code: 'illegal-move',
      params: { from: state, action: move },
    });
    expect(await test.records.find(record.id, 'need')).toMatchObject({ state, revision: 1 });
    expect(await auditOf(record)).toHaveLength(1);
  });

  it('4 a solved record cannot be replaced', async () => {
    const record = await test.need();
    await test.force(record, 'solved');
    await expect(test.edit(record, { title: '改' })).rejects.toMatchObject({ code: 'illegal-move' });
    expect(await revisionsOf(record)).toHaveLength(1);
  });

  it('4 a need is no achievement, and an unknown id is nothing', async () => {
    const { id } = await test.need();
    await expect(test.records.find(id, 'achievement')).rejects.toMatchObject({ code: 'not-found' });
    await expect(test.records.move(id, 'achievement', 'withdraw', 'api')).rejects.toMatchObject({ code: 'not-found' });
    await expect(test.records.revisions(crypto.randomUUID(), 'need')).rejects.toMatchObject({ code: 'not-found' });
    expect((await test.records.find(id, 'need')).state).toBe('published');
  });

  it('5 a replacement of a past revision is refused and says which is current', async () => {
    const record = await test.need();
    await test.records.replace(record.id, 'need', input(null, needContent({ title: '二' })), 1, 'api');
    const late = test.records.replace(record.id, 'need', input(null, needContent({ title: '三' })), 1, 'api');
    await expect(late).rejects.toMatchObject({ code: 'revision-conflict', params: { revision: 2 } });
    expect((await test.records.find(record.id, 'need')).content.title).toBe('二');
  });

  it('5 of two replacements at the same time exactly one wins', async () => {
    const record = await test.need();
    const results = await Promise.allSettled(
      ['二', '三'].map((title) =>
        test.records.replace(record.id, 'need', input(null, needContent({ title })), 1, 'api'),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'revision-conflict' } });
    expect((await test.records.find(record.id, 'need')).revision).toBe(2);
  });

  it('6 a second need with the same external id is refused and leaves no trace', async () => {
    await create('EXT-1');
    const refused = { code: 'external-id-taken', params: { externalId: 'EXT-1' } };
    await expect(create('EXT-1')).rejects.toMatchObject(refused);
    const { record } = await create('EXT-2');
    await expect(test.records.replace(record.id, 'need', input('EXT-1'), null, 'api')).rejects.toMatchObject(refused);
    expect(await countRecords()).toBe(2);
    expect(await auditOf(record)).toHaveLength(1);
    expect((await test.records.find(record.id, 'need')).externalId).toBe('EXT-2');
    const [row]: { n: number }[] = await database.source.query('SELECT count(*)::int AS n FROM record_revisions');
    expect(row?.n).toBe(2);
  });

  it('6 a need and an achievement may bear the same external id', async () => {
    await create('EXT-1');
    const achievement = { organizationId, externalId: 'EXT-1', content: achievementContent() };
    const { record } = await test.records.create('achievement', achievement, 'published', 'api');
    expect(record.externalId).toBe('EXT-1');
  });

  const key = { scope: 'POST /intake/v1/needs', key: 'k1', requestHash: 'hash-1' };
  const createWith = (idempotency: typeof key, externalId: string | null = null) =>
    test.records.create('need', input(externalId), 'published', 'api', idempotency);

  it('7 a repeated request gives the first record again and asks for no work', async () => {
    const first = await createWith(key);
    const second = await createWith(key);
    expect(second.record).toEqual(first.record);
    expect(second.followUp.profile).toEqual([]);
    expect(await countRecords()).toBe(1);
    expect(await auditOf(first.record)).toHaveLength(1);
  });

  it('7 the key with another body is refused; on another route it is another key', async () => {
    await createWith(key);
    await expect(createWith({ ...key, requestHash: 'hash-2' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    await createWith({ ...key, scope: 'POST /intake/v1/achievements', requestHash: 'hash-2' });
    expect(await countRecords()).toBe(2);
  });

  it('7 requests at the same time make one record', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => createWith(key)));
    expect(new Set(made.map(({ record }) => record.id)).size).toBe(1);
    expect(made.filter(({ followUp }) => followUp.profile.length > 0)).toHaveLength(1);
    expect(await countRecords()).toBe(1);
  });

  it('7 a request that failed does not use its key up', async () => {
    await create('EXT-1');
    await expect(createWith(key, 'EXT-1')).rejects.toMatchObject({ code: 'external-id-taken' });
    const { record } = await createWith(key, 'EXT-2');
    expect(record.externalId).toBe('EXT-2');
  });

  it('8 the hash follows the content alone', async () => {
    const { title, description } = needContent();
    const hashes = [];
    for (const content of [
      { title, description },
      { description, title },
      { title, description, keywords: ['隔膜'] },
    ]) {
      hashes.push((await create(null, content)).record.contentHash);
    }
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});

/**
 * real: [PostgreSQL, RecordStore, OrganizationStore, ChangeStore]
 * fake: []
 *
 * 1 publishing, editing and withdrawing are told in their order, with what everyone may see; drafts and ranking are not
 * 2 a record that is sealed, runs out or is withdrawn is told without its content, earlier changes of it included
 * 3 one on request is told by its blind summary, and no contact ever
 * 4 a change of an organization's name is told of its records
 * 5 a transaction that commits late is not skipped by a reader who has read past those that came after it
 * 6 a mirror that reads along while many write ends as the source, whatever was rolled back
 * 7 old changes that later ones replaced are forgotten, and a new mirror still ends as the source
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChangeStore } from '#storage';
import type { FeedItem, PairedRecord, RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { needContent, organizationInput, TestRecords } from '../support/records.js';

describe('change feed', () => {
  let database: TestDatabase;
  let test: TestRecords;
  let changes: ChangeStore;
  let start = '0';

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
    changes = new ChangeStore(database.source);
  });
  beforeEach(async () => {
    await test.clear();
    await changes.dispatch();
    start = (await readAll('0')).at(-1)?.cursor ?? '0';
  });
  afterAll(() => database.close());

  async function readAll(after: string): Promise<FeedItem[]> {
    const items: FeedItem[] = [];
    for (;;) {
      const page = await changes.feed(items.at(-1)?.cursor ?? after, 7);
      items.push(...page);
      if (page.length === 0) return items;
    }
  }
  async function told(after = start): Promise<string[]> {
    await changes.dispatch();
    return (await readAll(after)).map(({ change, record }) => `${change} ${record?.content.title ?? '-'}`);
  }

  it('1 in order, with content', async () => {
    const draft = await test.need({ title: '草稿' }, 'draft');
    expect(await told()).toEqual([]);
    await test.records.move(draft.id, 'need', 'publish', 'test');
    expect(await told()).toEqual(['created 草稿']);
    await test.profiled(await test.records.find(draft.id, 'need'));
    await test.rank(await test.records.find(draft.id, 'need'), []);
    expect(await told()).toEqual(['created 草稿']);
    const middle = (await readAll(start)).at(-1)?.cursor;
    await test.edit(await test.records.find(draft.id, 'need'), { title: '改过' });
    expect(await told(middle)).toEqual(['updated 改过']);
    // The same again says nothing new.
    await test.edit(await test.records.find(draft.id, 'need'), { title: '改过' });
    expect(await told(middle)).toEqual(['updated 改过']);
    await test.records.move(draft.id, 'need', 'withdraw', 'test');
    await test.records.move(draft.id, 'need', 'publish', 'test');
    expect(await told(middle)).toEqual(['updated 改过', 'withdrawn -', 'created 改过']);
  });

  it('2 no content of what is not seen any more', async () => {
    const [sealed, expired] = [await test.need({ title: '密件' }), await test.need({ title: '到期' })];
    expect(await told()).toEqual(['created 密件', 'created 到期']);
    const middle = (await readAll(start)).at(-1)?.cursor;
    await test.edit(sealed, { confidentiality: 'sealed', title: '更密' });
    expect(await told(middle)).toEqual(['withdrawn -']);
    await test.edit(await test.records.find(sealed.id, 'need'), { title: '还要密' });
    expect(await told(middle)).toEqual(['withdrawn -']);
    // As midnight would: dates are not written, so the sweep tells of them.
    await database.source.query(
      `UPDATE records SET content = content || '{"validUntil":"2020-01-01"}', pipeline_state = 'profiled' WHERE id = $1`,
      [expired.id],
    );
    expect(await told()).toEqual(['withdrawn -', 'withdrawn -', 'withdrawn -']);
    await test.records.markDateChanges(10);
    expect((await told()).length).toBe(4);
    expect((await readAll(start)).at(-1)).toMatchObject({ change: 'withdrawn', record: null, id: expired.id });
  });

  it('3 blind, and without contact', async () => {
    const contact = { name: '甄隐言', phone: '13912340001' };
    const need = await test.need({ title: '青岚新材料隔膜', confidentiality: 'on-request', contact });
    await test.need({ contact });
    await changes.dispatch();
    const items = await readAll(start);
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toMatch(/青岚新材料隔膜|甄隐言|13912340001/);
    expect(items[0]?.record).toMatchObject({ id: need.id, blind: true, organizationName: '某企业' });
  });

  it('4 a new name of the organization', async () => {
    await test.need();
    const before = (await readAll(start)).length;
    await changes.dispatch();
    const organizationId = await test.organizationOf('need');
    await test.organizations.replace(organizationId, organizationInput({ name: '新名科技有限公司' }), 'test');
    await changes.noteRenamed();
    await changes.noteRenamed();
    await changes.dispatch();
    const items = await readAll(start);
    expect(items.length).toBe(before + 2);
    expect(items.at(-1)).toMatchObject({ change: 'updated', record: { organizationName: '新名科技有限公司' } });
  });

  it('5 late commits come after', async () => {
    const organizationId = await test.organizationOf('need');
    const slow = database.source.createQueryRunner();
    await slow.startTransaction();
    await slow.query(
      `INSERT INTO records (kind, organization_id, revision, state, content, content_hash, confidentiality, pipeline_state)
       VALUES ('need', $1, 1, 'published', '{"title":"慢"}', 'x', 'public', 'pending')`,
      [organizationId],
    );
    await test.need({ title: '快报' });
    expect(await told()).toEqual(['created 快报']);
    const past = (await readAll(start)).at(-1)?.cursor;
    await slow.commitTransaction();
    await slow.release();
    expect(await told(past)).toEqual(['created 慢']);
  });

  /** Applies the feed as another platform would: by id, the last word holds. */
  class Mirror {
    readonly records = new Map<string, PairedRecord>();
    cursor = start;
    async read(): Promise<void> {
      await changes.dispatch();
      for (const { id, record, cursor } of await changes.feed(this.cursor, 10)) {
        expect(BigInt(cursor)).toBeGreaterThan(BigInt(this.cursor));
        if (record) this.records.set(id, record);
        else this.records.delete(id);
        this.cursor = cursor;
      }
    }
    async readToEnd(): Promise<void> {
      let before = '';
      while (before !== this.cursor) {
        before = this.cursor;
        await this.read();
      }
    }
    content(): PairedRecord[] {
      return [...this.records.values()].sort((a, b) => a.id.localeCompare(b.id));
    }
  }
  async function source(): Promise<PairedRecord[]> {
    const { records } = await test.records.listVisible(['need', 'achievement'], {}, 1000, 0);
    return records.sort((a, b) => a.id.localeCompare(b.id));
  }

  it('6 a mirror of many writers', async () => {
    const organizationId = await test.organizationOf('need');
    await test.organizationOf('achievement');
    const posted: RecordEntity[] = [];
    let running = true;
    const mirror = new Mirror();
    // Two dispatchers and readers at once, as two processes have.
    const reader = (async () => {
      while (running) await Promise.all([mirror.read(), changes.dispatch()]);
    })();
    let seed = 7;
    const pick = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const write = async (writer: number): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const known = posted[pick(Math.max(posted.length, 1))];
        const step = pick(7);
        const title = `第 ${writer} 位的第 ${i} 步`;
        if (!known || step < 2) {
          posted.push(await test.need({ title, ...(step === 1 ? { confidentiality: 'on-request' } : {}) }));
        } else if (step === 2) {
          await test.records.move(known.id, 'need', 'withdraw', 'test').catch(() => undefined);
        } else if (step === 3) {
          await test.records.move(known.id, 'need', 'publish', 'test').catch(() => undefined);
        } else if (step === 4) {
          await test.edit(known, { title, confidentiality: 'sealed' });
        } else if (step === 5) {
          const rows = [1, 2, 3].map((n) => ({
            externalId: `${writer}-${i}-${n}`,
            organization: organizationInput(),
            content: needContent({ title: `${title} ${n}` }),
          }));
          const taken = database.source.transaction(async (manager) => {
            await test.records.takeIn(manager, 'need', rows, true, 'test');
            if (pick(2) === 0) throw new Error('rolled back');
          });
          await taken.catch(() => undefined);
        } else {
          await test.edit(known, { title });
        }
      }
    };
    await Promise.all([1, 2, 3, 4].map(write));
    await test.organizations.replace(organizationId, organizationInput({ name: '改名后的有限公司' }), 'test');
    await test.records.blindAnew(1000);
    running = false;
    await reader;
    await changes.noteRenamed();
    await mirror.readToEnd();
    const there = await source();
    expect(there.length).toBeGreaterThan(20);
    expect(mirror.content()).toEqual(there);
  });

  it('7 forgets what was replaced', async () => {
    const need = await test.need({ title: '第一' });
    await test.edit(need, { title: '第二' });
    const gone = await test.need({ title: '第三' });
    await test.records.move(gone.id, 'need', 'withdraw', 'test');
    expect((await told()).length).toBe(4);
    await changes.forgetOld();
    expect((await told()).length).toBe(4);
    await database.source.query(`UPDATE changes SET at = at - interval '31 days'`);
    await changes.forgetOld();
    expect(await told()).toEqual(['updated 第二', 'withdrawn -']);
    const mirror = new Mirror();
    mirror.cursor = '0';
    await mirror.readToEnd();
    expect(mirror.content()).toEqual(await source());
  });
});

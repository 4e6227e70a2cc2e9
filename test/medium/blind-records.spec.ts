/**
 * real: [PostgreSQL, RecordStore, ProfileStore, PairingStore, AgreementStore, OrganizationStore]
 * fake: [profiles and scores, made by hand]
 *
 * 1 a record on request is matched, listed and found by its blind summary; filters look at nothing else
 * 2 made less open, it leaves its lists with that very change
 * 3 its organization renamed, it is hidden until its summary is made anew, and the new name is hidden in it
 * 4 an import of the same content changes nothing
 * 5 one side's agreement opens nothing, both do; withdrawn, sealed or given by an owner before, it no longer counts
 * 6 every agreement, opening and withdrawal is in the audit trail
 */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { AccountStore, AgreementStore, isOpen, keyOf } from '#storage';
import type { RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { achievementContent, organizationInput, scoredPairing, TestRecords } from '../support/records.js';

const NAMED = {
  description: '南溪大学的涂布线，型号 HX-3000。',
  region: '320102',
  confidentiality: 'on-request',
} as const;
let database: TestDatabase;
let test: TestRecords;
let agreements: AgreementStore;
let need: RecordEntity;
let supply: RecordEntity;

beforeAll(async () => {
  database = await openTestDatabase();
  test = new TestRecords(database.source);
  agreements = new AgreementStore(database.source);
});
beforeEach(async () => {
  await test.clear();
  need = await test.profiled(await test.need());
  supply = await test.profiled(await test.achievement(NAMED));
  await test.rank(need, [scoredPairing(need, supply, 0.9)]);
});
afterAll(() => database.close());

const listed = async () => test.pairings.listFor(need.id, 'need', 20, 0);

it('1 seen by its blind summary alone', async () => {
  const { pairings } = await listed();
  expect(pairings[0]?.supply).toMatchObject({ blind: true, organizationName: '某高校' });
  expect(pairings[0]?.supply.content).toMatchObject({ region: '320000', description: '████的涂布线，型号 ███████。' });
  expect(pairings[0]?.need.blind).toBe(false);
  const [loaded] = await test.profiles.load([supply.id]);
  const shown = await test.records.findVisible([supply.id]);
  expect(JSON.stringify([loaded?.record.content, shown])).not.toMatch(/南溪|HX-3000|320102/);
  const filtered = async (region: string) => (await test.records.listVisible(['achievement'], { region }, 20, 0)).total;
  expect([await filtered('32'), await filtered('3201')]).toEqual([1, 0]);
});

it.each(['on-request', 'sealed'] as const)('2 from public to %s', async (confidentiality) => {
  const open = await test.profiled(await test.achievement({ title: '公开的涂层' }));
  await test.rank(need, [scoredPairing(need, open, 0.8), scoredPairing(need, supply, 0.9)]);
  expect((await listed()).total).toBe(2);
  await test.edit(open, { confidentiality });
  expect((await listed()).pairings.map(({ supplyId }) => supplyId)).toEqual([supply.id]);
  expect(await test.profiles.load([open.id])).toEqual([]);
  expect(await test.records.findVisible([open.id])).toHaveLength(confidentiality === 'sealed' ? 0 : 1);
});

it('3 a new name', async () => {
  const input = organizationInput({ name: '涂布线大学', kind: 'university' });
  await test.organizations.replace(supply.organizationId, input, 'test');
  expect([(await listed()).total, await test.records.findVisible([supply.id])]).toEqual([0, []]);
  const { profile } = await test.records.blindAnew(10);
  expect(profile).toEqual([{ recordId: supply.id }]);
  const [shown] = await test.records.findVisible([supply.id]);
  expect(shown?.content.description).not.toContain('涂布线');
  expect((await test.records.find(supply.id, 'achievement')).contentHash).not.toBe(supply.contentHash);
  expect(await test.records.blindAnew(10)).toMatchObject({ profile: [], rank: [] });
});

it('4 imported again', async () => {
  const row = {
    externalId: 'row-1',
    organization: organizationInput({ name: '南溪大学', kind: 'university' }),
    content: achievementContent(NAMED),
  };
  const takeIn = () =>
    database.source.transaction((manager) => test.records.takeIn(manager, 'achievement', [row], true, 'test'));
  expect(await takeIn()).toMatchObject({ created: 1 });
  expect(await test.records.compare('achievement', [row])).toEqual({
    created: 0,
    changed: 0,
    unchanged: 1,
    returned: 0,
  });
  expect(await takeIn()).toMatchObject({ created: 0, changed: 0, unchanged: 1 });
});

it('5 6 agreement', async () => {
  const accounts = new AccountStore(database.source);
  const partyOf = async (organizationId: string, email: string) => {
    const account = await accounts.create(
      { organizationId, email, name: email, role: 'enterprise', locale: 'zh', passwordHash: null },
      'test',
    );
    return { accountId: account.id, organizationId };
  };
  const asking = await partyOf(need.organizationId, 'need@a.example');
  const offering = await partyOf(supply.organizationId, 'supply@a.example');
  const stranger = await partyOf((await test.organizations.create(organizationInput(), 'test')).id, 'x@a.example');
  const { id } = (await listed()).pairings[0]!;
  const open = async () => {
    const pair = { needId: need.id, supplyId: supply.id };
    const agreement = (await agreements.between([pair])).get(keyOf(pair));
    return agreement ? isOpen(agreement) : null;
  };

  await expect(agreements.agree(id, stranger)).rejects.toMatchObject({ code: 'not-found' });
  expect(await agreements.agree(id, asking)).toMatchObject({ need: expect.any(Date), supply: null });
  await agreements.agree(id, asking);
  expect(await open()).toBe(false);
  await agreements.agree(id, offering);
  expect(await open()).toBe(true);
  await agreements.withdraw(id, asking);
  expect(await open()).toBe(false);
  const trail: { action: string }[] = await database.source.query(
    'SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id',
    [id],
  );
  expect(trail.map(({ action }) => action)).toEqual([
    ...['agree need', 'agree supply', 'opened to both sides', 'withdraw agreement need', 'closed to both sides'],
  ]);

  await agreements.agree(id, asking);
  expect(await open()).toBe(true);
  await database.source.query('UPDATE records SET organization_id = $2 WHERE id = $1', [
    need.id,
    stranger.organizationId,
  ]);
  expect(await open()).toBe(false);
  await agreements.agree(id, stranger);
  expect(await open()).toBe(true);
  await test.edit(supply, { confidentiality: 'sealed' });
  await test.edit(supply, { confidentiality: 'public' });
  expect(await open()).toBe(false);
});

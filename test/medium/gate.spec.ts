/**
 * real: [everything: PostgreSQL, queue, index, model, HTTP]
 * fake: []
 *
 * 1 a record that says too little is returned with one question, and is on no list; mended and sent again it is published
 * 2 a reviewer lets one pass as it is, with a reason that is kept, until its text changes; not one they posted themselves
 * 3 what a person returned comes back to a person
 * 4 what an agent posts is on no list until the organization it is of confirms it; nobody else can, and an edit asks anew
 * 5 a pairing that was decided is on neither side's list any more, however it is ranked again, until a text changes
 * 6 of two records merged one stays; the other's revisions, reviews and cases are still there, and it can be undone
 * 7 reviewers see what is held back, sealed records and those not confirmed aside
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NeedContent } from '#matching';
import { DataSource } from '#storage';
import { TestCaller } from '../support/callers.js';
import type { AnyView } from '../support/callers.js';
import { achievementContent, needContent } from '../support/records.js';
import { TestService } from '../support/service.js';

let service: TestService;
let operator: TestCaller;
let enterprise: TestCaller;
let stranger: TestCaller;
let agency: TestCaller;
let broker: TestCaller;
let university: TestCaller;

beforeAll(async () => {
  service = await TestService.startAlone();
  operator = await TestCaller.of(service, 'operator', '平台');
  enterprise = await TestCaller.of(service, 'enterprise', '青岚电池有限公司');
  stranger = await TestCaller.of(service, 'enterprise', '别家有限公司');
  agency = await TestCaller.of(service, 'broker', '南岭技术转移');
  broker = await TestCaller.of(service, 'broker', '湘江技术转移');
  university = await TestCaller.of(service, 'researcher', '南溪大学');
}, 120_000);
afterAll(() => service.stop());

const NEEDS = '/intake/v1/needs';
const POOR: NeedContent = { title: '隔膜', description: '待补充' };
async function post(caller: TestCaller, content: NeedContent, more: object = {}): Promise<AnyView> {
  const { status, body } = await caller.ask('POST', NEEDS, { publish: true, content, ...more });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
}
async function moved(caller: TestCaller, id: string, move: string, body?: object): Promise<AnyView> {
  const answer = await caller.ask('POST', `${NEEDS}/${id}/${move}`, body);
  expect([move, answer.status, answer.body.code]).toEqual([move, 200, undefined]);
  return answer.body;
}
const statusOf = async (caller: TestCaller, id: string, move: string, body?: object): Promise<string> => {
  const answer = await caller.ask('POST', `${NEEDS}/${id}/${move}`, body);
  return `${answer.status} ${answer.body.code}`;
};
const isPublic = async (id: string): Promise<boolean> => (await service.statusOf(`/api/v1/needs/${id}`)) === 200;
const noticesOf = async (caller: TestCaller, id: string): Promise<unknown[]> =>
  (await caller.ask('GET', '/intake/v1/notices?limit=100')).body.items
    .filter((one) => one.id === id)
    .map(({ notice }) => notice);

it('1 returned, mended, published', async () => {
  const returned = await post(enterprise, POOR);
  expect(returned).toMatchObject({ state: 'returned', hold: { by: 'gate', pointer: '/description' } });
  expect(returned.moves).toEqual(['replace', 'publish', 'withdraw', 'merge']);
  expect(await isPublic(returned.id)).toBe(false);
  expect(await noticesOf(enterprise, returned.id)).toEqual(['returned']);
  // Sent again as it is, it is asked the same.
  expect(await moved(enterprise, returned.id, 'publish')).toMatchObject({ state: 'returned', hold: returned.hold });
  await enterprise.ask('PUT', `${NEEDS}/${returned.id}`, { content: needContent() });
  expect(await moved(enterprise, returned.id, 'publish')).toMatchObject({ state: 'published', hold: null });
  expect(await isPublic(returned.id)).toBe(true);
  expect(await noticesOf(enterprise, returned.id)).toEqual([]);
  // An edit that takes away what it said takes it off the lists.
  const { body } = await enterprise.ask('PUT', `${NEEDS}/${returned.id}`, { content: POOR });
  expect(body).toMatchObject({ state: 'returned', hold: { by: 'gate' } });
  expect(await isPublic(returned.id)).toBe(false);
});

it('2 a reviewer lets it pass', async () => {
  const { id } = await post(enterprise, POOR);
  expect(await statusOf(broker, id, 'approve', {})).toBe('422 invalid');
  expect(await statusOf(enterprise, id, 'approve', { reason: '就这样' })).toBe('403 forbidden');
  const reason = '电话核实过，企业另有资料。';
  expect(await moved(broker, id, 'approve', { reason })).toMatchObject({ state: 'published', content: null });
  expect(await isPublic(id)).toBe(true);
  const { items } = (await enterprise.ask('GET', `${NEEDS}/${id}/revisions`)).body;
  expect(items.map(({ action, state, reason: why }) => [action, state, why])).toEqual([
    ['create', 'returned', null],
    ['approve', 'published', reason],
  ]);
  const audited: { action: string }[] = await service.app
    .get(DataSource)
    .query('SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY id', [id]);
  expect(audited.map(({ action }) => action)).toEqual(['create', 'approve']);
  // Taken back and published again it still stands; with another text it does not.
  await moved(enterprise, id, 'withdraw');
  expect(await moved(enterprise, id, 'publish')).toMatchObject({ state: 'published' });
  const edited = await enterprise.ask('PUT', `${NEEDS}/${id}`, { content: { ...POOR, description: '详见附件' } });
  expect(edited.body.state).toBe('returned');
});

it('3 returned by a person', async () => {
  const { id } = await post(enterprise, needContent());
  const returned = await moved(broker, id, 'return', { reason: '请说明试过哪些涂层。' });
  expect(returned.state).toBe('returned');
  const { body } = await enterprise.ask('GET', `${NEEDS}/${id}`);
  expect(body.hold).toMatchObject({ by: 'person', zh: '请说明试过哪些涂层。' });
  // Neither an edit nor taking it back in between goes past the person.
  await enterprise.ask('PUT', `${NEEDS}/${id}`, { content: needContent({ keywords: ['勃姆石'] }) });
  await moved(enterprise, id, 'withdraw');
  expect(await moved(enterprise, id, 'publish')).toMatchObject({ state: 'submitted', awaits: 'review' });
  expect(await isPublic(id)).toBe(false);
  expect(await statusOf(enterprise, id, 'confirm')).toBe('409 nothing-to-confirm');
  expect(await moved(operator, id, 'approve', { reason: '已说明' })).toMatchObject({ state: 'published' });
  const other = await post(enterprise, POOR);
  await moved(broker, other.id, 'reject', { reason: '不是技术需求。' });
  expect(await noticesOf(enterprise, other.id)).toEqual(['rejected']);
});

describe('4 an agent', () => {
  let id: string;
  const forEnterprise = (): object => ({ organizationId: enterprise.organizationId });
  beforeAll(async () => {
    const posted = await post(agency, needContent(), forEnterprise());
    expect(posted).toMatchObject({ state: 'submitted', awaits: 'confirmation' });
    id = posted.id;
  });

  it('4 waits', async () => {
    expect(await isPublic(id)).toBe(false);
    expect(await noticesOf(enterprise, id)).toEqual(['to-confirm']);
    expect(await statusOf(agency, id, 'confirm')).toBe('403 forbidden');
    expect(await statusOf(operator, id, 'confirm')).toBe('403 forbidden');
    expect(await statusOf(stranger, id, 'confirm')).toBe('404 not-found');
    expect(await statusOf(broker, id, 'withdraw')).toBe('404 not-found');
    expect(await statusOf(agency, id, 'approve', { reason: '自己批' })).toBe('403 forbidden');
    expect(await statusOf(operator, id, 'approve', { reason: '代批' })).toBe('409 not-confirmed');
    expect((await agency.ask('GET', `${NEEDS}?mine=true`)).body.items.map((one) => one.id)).toEqual([id]);
    // Neither a detour over a draft nor another organization's name gets past its owner.
    await moved(agency, id, 'withdraw');
    expect(await moved(agency, id, 'publish')).toMatchObject({ state: 'submitted', awaits: 'confirmation' });
    const body = { content: needContent(), organizationId: stranger.organizationId };
    expect((await agency.ask('PUT', `${NEEDS}/${id}`, body)).status).toBe(422);
  });

  it('4 is confirmed, and edited', async () => {
    expect((await enterprise.ask('GET', `${NEEDS}/${id}`)).body.moves).toContain('confirm');
    expect(await moved(enterprise, id, 'confirm')).toMatchObject({ state: 'published' });
    expect(await isPublic(id)).toBe(true);
    const edited = await agency.ask('PUT', `${NEEDS}/${id}`, {
      content: needContent({ title: '隔膜耐热涂层（二期）' }),
      ...forEnterprise(),
    });
    expect(edited.body).toMatchObject({ state: 'submitted', awaits: 'confirmation' });
    expect(await isPublic(id)).toBe(false);
    await moved(enterprise, id, 'confirm');
    const own = await enterprise.ask('PUT', `${NEEDS}/${id}`, { content: needContent({ title: '隔膜涂层' }) });
    expect(own.body.state).toBe('published');
  });

  it('4 posts for its own organization like anyone', async () => {
    expect(await post(agency, needContent())).toMatchObject({ state: 'published' });
  });
});

describe('5 6 decisions and merging', () => {
  let need: string;
  let kept: string;
  let supplies: string[];
  type Listed = { id: string; supplyId: string; needId: string };
  const listOf = async (path: string): Promise<Listed[]> =>
    (await service.get<{ items: Listed[] }>(`/api/v1/${path}`)).items;
  const suppliesOf = async (query = ''): Promise<string[]> =>
    (await listOf(`needs/${need}/pairings?all=true${query}`)).map(({ supplyId }) => supplyId);

  beforeAll(async () => {
    supplies = [];
    for (const title of ['陶瓷涂覆锂电池隔膜', '芳纶涂覆锂电池隔膜']) {
      const content = achievementContent({ title });
      const { body } = await university.ask('POST', '/intake/v1/achievements', { publish: true, content });
      supplies.push(body.id);
    }
    need = (await post(enterprise, needContent({ validUntil: '2090-01-01' }))).id;
    kept = (await post(enterprise, needContent({ title: '电池隔膜耐热涂层' }))).id;
    await service.settled();
  });

  it('5 decided pairings stay away', async () => {
    const listed = await listOf(`needs/${need}/pairings?all=true`);
    const pairingOf = (supply: string | undefined): string =>
      listed.find(({ supplyId }) => supplyId === supply)?.id ?? '';
    const review = (of: string, body: object): Promise<{ id: string }> =>
      service.send('POST', `/api/v1/pairings/${of}/reviews`, body);
    await review(pairingOf(supplies[0]), { decision: 'not-sure' });
    expect((await suppliesOf()).sort()).toEqual([...supplies].sort());
    await review(pairingOf(supplies[0]), { decision: 'decline', reason: 'wrong-field' });
    await review(pairingOf(supplies[1]), { decision: 'accept' });
    expect(await suppliesOf()).toEqual([]);
    expect((await suppliesOf('&decided=true')).sort()).toEqual([...supplies].sort());
    const needs = (await listOf(`supplies/${supplies[0]}/pairings`)).map(({ needId }) => needId);
    expect([needs.includes(need), needs.includes(kept)]).toEqual([false, true]);

    // Ranked again, with a new last day and a new contact: still decided.
    await moved(enterprise, need, 'withdraw');
    await moved(enterprise, need, 'publish');
    await moved(enterprise, need, 'reconfirm');
    await enterprise.ask('PUT', `${NEEDS}/${need}`, {
      content: needContent({ validUntil: '2091-01-01', contact: { name: '张工' } }),
    });
    await service.settled();
    expect(await suppliesOf()).toEqual([]);

    await university.ask('PUT', `/intake/v1/achievements/${supplies[0]}`, {
      content: achievementContent({ title: '陶瓷涂覆锂电池隔膜', advantage: '收缩率低于同类的一半。' }),
    });
    await service.settled();
    expect(await suppliesOf()).toEqual([supplies[0]]);
    // What is left out keeps its place: a later review is told how far down its pairing stood.
    const places = async (query: string): Promise<[string, number][]> =>
      (
        await service.get<{ items: (Listed & { shownRank: number })[] }>(
          `/api/v1/needs/${need}/pairings?all=true${query}`,
        )
      ).items
        .filter(({ supplyId }) => supplyId === supplies[0])
        .map(({ id, shownRank }) => [id, shownRank]);
    expect(await places('')).toEqual(await places('&decided=true'));
  });

  it('6 merged, and undone', async () => {
    const merge = (caller: TestCaller, into: string): Promise<string> => statusOf(caller, need, 'merge', { into });
    expect(await merge(enterprise, need)).toBe('409 merge-unlike');
    expect(await merge(operator, supplies[0] ?? '')).toBe('404 not-found');
    const foreign = (await post(stranger, needContent())).id;
    expect([await merge(enterprise, foreign), await merge(stranger, kept)]).toEqual(['404 not-found', '404 not-found']);

    const cases = await service.get<{ items: { id: string; need: { id: string } }[] }>('/api/v1/cases?limit=100');
    const opened = cases.items.find((one) => one.need.id === need)?.id;
    const merged = await moved(enterprise, need, 'merge', { into: kept, reason: '同一需求' });
    expect(merged).toMatchObject({ state: 'withdrawn', mergedInto: kept });
    expect(await isPublic(need)).toBe(false);
    expect((await enterprise.ask('GET', `${NEEDS}/${kept}`)).body.mergedFrom).toEqual([
      { id: need, title: needContent().title },
    ]);
    const { items } = (await enterprise.ask('GET', `${NEEDS}/${need}/revisions`)).body;
    expect(items.at(-1)).toMatchObject({ action: 'merge', state: 'withdrawn', reason: '同一需求' });
    const reviews = await service.get<{ total: number; items: Listed[] }>(`/api/v1/records/${kept}/reviews`);
    expect([reviews.total, new Set(reviews.items.map(({ needId }) => needId))]).toEqual([3, new Set([need])]);
    expect(await service.statusOf(`/api/v1/cases/${opened}`)).toBe(200);
    expect(await statusOf(operator, kept, 'merge', { into: need })).toBe('409 merge-unlike');

    expect(await moved(enterprise, need, 'publish')).toMatchObject({ state: 'published', mergedInto: null });
    expect((await enterprise.ask('GET', `${NEEDS}/${kept}`)).body.mergedFrom).toEqual([]);
    await service.ranked(need);
    expect(await isPublic(need)).toBe(true);
  });
});

it('7 what is held back', async () => {
  const open = await post(enterprise, { ...POOR, title: '待补充的公开需求' });
  const sealed = await post(enterprise, { ...POOR, confidentiality: 'sealed' });
  const unconfirmed = await post(agency, needContent(), { organizationId: enterprise.organizationId });
  const draft = (await enterprise.ask('POST', NEEDS, { content: needContent() })).body;
  const held = (await broker.ask('GET', `${NEEDS}/held-back?limit=100`)).body.items;
  const ids = held.map(({ id }) => id);
  expect([open, sealed, unconfirmed, draft].map(({ id }) => ids.includes(id))).toEqual([true, false, false, false]);
  expect(held.find(({ id }) => id === open.id)).toMatchObject({ state: 'returned', title: '待补充的公开需求' });
  for (const { id } of [sealed, draft]) {
    expect(await statusOf(broker, id, 'approve', { reason: '看看' })).toBe('404 not-found');
  }
  expect((await enterprise.ask('GET', `${NEEDS}/held-back`)).status).toBe(403);
});

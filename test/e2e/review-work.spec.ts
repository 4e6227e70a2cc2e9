/**
 * A broker's day and what comes of it, over HTTP against the built service.
 *
 * 1 the queue holds what waits, the most valuable first, with the reasons; claiming takes it out of others' queues
 * 2 the plan keeps quotas, and names needs that go short with the reason
 * 3 deciding takes it out of the queue; accepting opens a case that both owners find
 * 4 the broker moves the case; other brokers read it and are refused; others find nothing
 * 5 each side says its interest; notes for the broker stay with the broker; the other side's people are not named
 * 6 a file must be what its name says; it comes back byte by byte, as an attachment that no browser interprets
 * 7 reminders are seen in the list until they are done
 * 8 numbers on reviews; owners see reasons from three pairs on
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Answer, Page, Problem } from '../support/built-service.js';

type Who = 'enterprise' | 'researcher' | 'broker' | 'second broker' | 'stranger' | 'auditor';
interface Waiting {
  id: string;
  needId: string;
  supplyId: string;
  expectedValue: number;
  why: { probability: number; deadline: { daysLeft: number } | null; uncertainty: number };
  claim: { expiresAt: string } | null;
}
interface Claims {
  capacityLeft: number;
  items: Waiting[];
}
interface Planned {
  id: string;
  need: { title: string | null };
  supply: { title: string | null };
}
interface Plan {
  capacity: { left: number };
  brokers: { name: string; planned: Planned[] }[];
  unmet: { need: { title: string | null }; given: number; reason: string }[];
}
interface Actor {
  part: string;
  name: string | null;
}
interface Case {
  id: string;
  stage: string;
  part: string;
  next: string[];
  need: { title: string | null; interest: string | null };
  supply: { title: string | null; interest: string | null };
  nextReminder: string | null;
  transitions: { from: string | null; to: string; by: Actor }[];
  notes: { text: string; by: Actor }[];
  files: { id: string; name: string; contentType: string; bytes: number }[];
  reminders: { id: string }[];
}

let service: BuiltService;
const keys = new Map<Who, Record<string, string>>();
const as = async <T>(who: Who, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => {
  const headers = { ...keys.get(who), ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(service.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  const parsed = (text === '' ? null : JSON.parse(text)) as T;
  return { status: answer.status, headers: answer.headers, body: parsed } satisfies Answer<T>;
};
const queueOf = async (who: Who): Promise<Waiting[]> =>
  (await as<Page<Waiting>>(who, 'GET', '/api/v1/review-queue?limit=50')).body.items;

beforeAll(async () => {
  service = await BuiltService.start({ REVIEWS_PER_BROKER: '4', REVIEWS_PER_NEED: '2' });
  const mill = await service.register('澜石铸造有限公司', 'enterprise');
  const university = await service.register('岭东工业大学', 'university');
  keys.set('enterprise', await service.keyOf('enterprise', '澜石铸造有限公司'));
  keys.set('researcher', await service.keyOf('researcher', '岭东工业大学'));
  keys.set('broker', await service.keyOf('broker', '桥津技术转移中心'));
  keys.set('second broker', await service.keyOf('broker', '禾川技术经纪', 'second@test.example'));
  keys.set('stranger', await service.keyOf('enterprise', '别家有限公司', 'stranger@test.example'));
  keys.set('auditor', await service.keyOf('auditor', '审计处'));
  const fitting =
    '球墨铸铁壳体厚大部位缩松，废品率高，寻求以凝固模拟优化冒口与冷铁设计，把缩松废品率降到百分之三以下。';
  for (const title of ['球墨铸铁缩松的冒口优化', '球铁冒口与冷铁的凝固模拟', '厚大球铁件缩松控制']) {
    const description = `${fitting}以凝固模拟优化冒口与冷铁，缩松废品率由百分之九降至百分之二，已在三家铸造厂使用。`;
    await service.post('achievement', university, { title, description, technicalFields: ['8.4'] });
  }
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  for (const [title, deadline] of [
    ['球铁壳体缩松废品率高', undefined],
    ['球铁壳体缩松，急', soon],
  ]) {
    await service.post('need', mill, { title, description: fitting, technicalFields: ['8.4'], deadline });
  }
  await service.settled();
}, 120_000);
afterAll(() => service?.dispose());

let claimed: Waiting[];
let caseId: string;
const caseFor = async (who: Who): Promise<Case> => (await as<Case>(who, 'GET', `/api/v1/cases/${caseId}`)).body;

describe('the queue', () => {
  it('1 the most valuable first, and nobody gets what another holds', async () => {
    const waiting = await queueOf('broker');
    expect(waiting.length).toBeGreaterThanOrEqual(6);
    const values = waiting.map(({ expectedValue }) => expectedValue);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(waiting[0]?.why.deadline?.daysLeft).toBeLessThan(7);

    const { status, body } = await as<Claims>('broker', 'POST', '/api/v1/review-queue/claims', { limit: 3 });
    expect([status, body.capacityLeft, body.items.length]).toEqual([201, 1, 3]);
    claimed = body.items;
    expect(new Set(claimed.map(({ needId }) => needId)).size).toBe(2);
    const ids = claimed.map(({ id }) => id);
    expect((await queueOf('second broker')).filter(({ id }) => ids.includes(id))).toEqual([]);
    expect((await queueOf('broker')).filter(({ claim }) => claim !== null)).toHaveLength(3);

    const [given] = ids;
    const path = `/api/v1/review-queue/claims/${given}`;
    expect((await as('second broker', 'DELETE', path)).status).toBe(404);
    expect((await as('broker', 'DELETE', path)).status).toBe(204);
    expect((await queueOf('second broker')).some(({ id }) => id === given)).toBe(true);
    const again = await as<Claims>('broker', 'POST', '/api/v1/review-queue/claims', { limit: 50 });
    expect([again.body.capacityLeft, again.body.items.length]).toEqual([0, 4]);
    claimed = again.body.items;
  });

  it('2 the plan', async () => {
    const { body } = await service.get<Plan>('/api/v1/review-queue/plan');
    expect(body.capacity.left).toBe(4);
    const planned = body.brokers.flatMap((one) => one.planned);
    expect(planned.filter(({ id }) => claimed.some((one) => one.id === id))).toEqual([]);
    expect(planned.length).toBeLessThanOrEqual(4);
    expect(body.unmet.every(({ given }) => given < 2)).toBe(true);
    const titles = [...planned.flatMap(({ need, supply }) => [need, supply]), ...body.unmet.map(({ need }) => need)];
    expect(titles.length).toBeGreaterThan(0);
    for (const { title } of titles) expect(title).toMatch(/\p{Script=Han}/u);
    // A broker reads their own share, and nothing about colleagues.
    const own = (await as<Plan>('broker', 'GET', '/api/v1/review-queue/plan')).body;
    expect(body.brokers.length).toBeGreaterThan(1);
    expect(own.brokers).toHaveLength(1);
    expect(body.brokers).toContainEqual(own.brokers[0]);
    expect((await as('enterprise', 'GET', '/api/v1/review-queue/plan')).status).toBe(403);
  });

  it('3 a decision', async () => {
    const [first] = claimed;
    const path = `/api/v1/pairings/${first?.id}/reviews`;
    const refused = await as<Problem>('second broker', 'POST', path, { decision: 'accept' });
    expect([refused.status, refused.body.code]).toEqual([409, 'pairing-claimed']);
    const { status, body } = await as<{ caseId: string }>('broker', 'POST', path, { decision: 'accept' });
    expect(status).toBe(201);
    caseId = body.caseId;
    expect((await queueOf('broker')).some(({ id }) => id === first?.id)).toBe(false);
    for (const who of ['enterprise', 'researcher', 'broker', 'second broker', 'auditor'] as const) {
      const { items } = (await as<Page<Case>>(who, 'GET', '/api/v1/cases?stage=introduced')).body;
      expect([who, items.map(({ id }) => id)]).toEqual([who, [caseId]]);
    }
    expect((await as<Page<Case>>('stranger', 'GET', '/api/v1/cases')).body).toEqual({
      total: 0,
      byStage: {},
      items: [],
    });
  });
});

describe('the case', () => {
  it('4 its broker moves it', async () => {
    const move = (who: Who, body: object) => as<Case & Problem>(who, 'POST', `/api/v1/cases/${caseId}/moves`, body);
    expect(await move('broker', { to: 'registered' })).toMatchObject({
      status: 409,
      body: { code: 'illegal-case-move' },
    });
    expect((await move('broker', { to: 'ended' })).body.errors?.map(({ pointer }) => pointer)).toEqual(['/reason']);
    const met = await move('broker', { to: 'met', note: '在对方工厂见面。' });
    expect(met).toMatchObject({ status: 201, body: { stage: 'met', part: 'lead', next: ['negotiating', 'ended'] } });
    expect((await move('second broker', { to: 'negotiating' })).status).toBe(403);
    expect((await move('enterprise', { to: 'negotiating' })).status).toBe(403);
    expect((await caseFor('second broker')).part).toBe('reader');
    expect((await as('stranger', 'GET', `/api/v1/cases/${caseId}`)).status).toBe(404);
    expect((await as('stranger', 'POST', `/api/v1/cases/${caseId}/notes`, { text: '？' })).status).toBe(404);
  });

  it('5 both sides', async () => {
    const say = (who: Who, interest: string) => as<Case>(who, 'PUT', `/api/v1/cases/${caseId}/interest`, { interest });
    expect((await say('enterprise', 'interested')).body.need.interest).toBe('interested');
    expect((await say('researcher', 'not-interested')).body.supply.interest).toBe('not-interested');
    expect((await say('broker', 'interested')).status).toBe(403);
    const note = (who: Who, text: string, audience: string) =>
      as(who, 'POST', `/api/v1/cases/${caseId}/notes`, { text, audience });
    await note('enterprise', '预算可再谈', 'broker');
    await note('enterprise', '请寄样件', 'both-sides');
    await note('broker', '价格是关键', 'broker');
    const heard = async (who: Who) => (await caseFor(who)).notes.map(({ text }) => text).sort();
    expect(await heard('researcher')).toEqual(['请寄样件']);
    expect(await heard('enterprise')).toEqual(['请寄样件', '预算可再谈'].sort());
    expect(await heard('broker')).toEqual(['请寄样件', '预算可再谈', '价格是关键'].sort());
    const seen = await caseFor('researcher');
    expect(seen.notes.map(({ by }) => by)).toEqual([{ part: 'need', name: null }]);
    expect(seen.transitions.map(({ to, by }) => [to, by.part, by.name !== null])).toEqual([
      ['introduced', 'broker', true],
      ['met', 'broker', true],
    ]);
  });

  it('6 files', async () => {
    const send = async (who: Who, name: string, content: Uint8Array<ArrayBuffer>) => {
      const body = new FormData();
      body.append('file', new Blob([content], { type: 'application/pdf' }), name);
      const path = `${service.url}/api/v1/cases/${caseId}/files?audience=both-sides`;
      const answer = await fetch(path, { method: 'POST', headers: keys.get(who) ?? {}, body });
      return { status: answer.status, body: (await answer.json()) as Case & Problem };
    };
    const pdf = new Uint8Array([...Buffer.from('%PDF-1.7\n'), 0, 255, 13, 10]);
    const { status, body } = await send('researcher', '检测报告.pdf', pdf);
    expect([status, body.files]).toMatchObject([
      201,
      [{ name: '检测报告.pdf', contentType: 'application/pdf', bytes: 13 }],
    ]);
    const path = `${service.url}/api/v1/cases/${caseId}/files/${body.files[0]?.id}`;
    const got = await fetch(path, { headers: keys.get('enterprise') ?? {} });
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(pdf);
    expect(got.headers.get('content-type')).toBe('application/pdf');
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="file\.pdf"; filename\*=UTF-8''%E6/);
    expect((await fetch(path, { headers: keys.get('stranger') ?? {} })).status).toBe(404);

    expect((await send('broker', '网页.pdf', new Uint8Array(Buffer.from('<script>')))).status).toBe(415);
    expect((await send('broker', '程序.exe', pdf)).status).toBe(415);
    const large = await send('broker', '大.txt', new Uint8Array(11 * 1024 * 1024).fill(65));
    expect([large.status, large.body.detail]).toEqual([413, expect.stringContaining('10 MiB')]);
    expect((await send('second broker', '旁观.pdf', pdf)).status).toBe(403);
    expect((await caseFor('broker')).files).toHaveLength(1);
  });

  it('7 reminders', async () => {
    const path = `/api/v1/cases/${caseId}/reminders`;
    const { body } = await as<Case>('broker', 'POST', path, { dueOn: '2030-06-01', text: '催合同' });
    expect(body.nextReminder).toBe('2030-06-01');
    expect((await caseFor('enterprise')).nextReminder).toBeNull();
    const [reminder] = body.reminders;
    expect((await as('enterprise', 'PATCH', `${path}/${reminder?.id}`, { done: true })).status).toBe(404);
    expect((await as<Case>('broker', 'PATCH', `${path}/${reminder?.id}`, { done: true })).body.nextReminder).toBeNull();
    expect((await as('broker', 'POST', path, { dueOn: '2030-02-30', text: '没有这一天' })).status).toBe(422);
  });
});

it('8 numbers and reasons', async () => {
  const open = [...claimed.slice(1), ...(await queueOf('second broker'))];
  const supply = open.find(({ needId }) => open.filter((one) => one.needId === needId).length >= 2);
  expect(supply).toBeDefined();
  const decline = (who: Who, id: string) =>
    as(who, 'POST', `/api/v1/pairings/${id}/reviews`, { decision: 'decline', reason: 'price' });
  const reasonsFor = async (who: Who, id: string) =>
    (await as<{ items: object[] }>(who, 'GET', `/api/v1/records/${id}/decline-reasons`)).body.items;
  for (const { id } of claimed.slice(1)) expect((await decline('broker', id)).status).toBe(201);
  await as('second broker', 'POST', `/api/v1/pairings/${claimed[1]?.id}/reviews`, { decision: 'recommend' });
  for (const { id } of await queueOf('second broker')) expect((await decline('second broker', id)).status).toBe(201);

  const { body } = await service.get<Record<string, unknown>>('/api/v1/statistics/reviews');
  expect(body).toMatchObject({
    reviewers: 2,
    decisions: { accept: 1, recommend: 1 },
    agreement: { kind: 'cohen', pairs: 1 },
  });
  expect(body['medianResponseSeconds']).toBeGreaterThan(0);
  const need = [...claimed, ...open].map(({ needId }) => needId);
  const most = need.find(
    (id) => new Set(open.filter((one) => one.needId === id).map(({ supplyId }) => supplyId)).size === 3,
  );
  expect(await reasonsFor('enterprise', most ?? '')).toEqual([{ reason: 'price', label: '价格不符', pairs: 3 }]);
  const other = need.find((id) => id !== most);
  expect(await reasonsFor('enterprise', other ?? '')).toEqual([]);
  expect((await as('stranger', 'GET', `/api/v1/records/${most}/decline-reasons`)).status).toBe(404);
});

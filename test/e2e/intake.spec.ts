/**
 * What intake refuses and what it keeps to itself, over HTTP against the built service.
 *
 * 1 unknown and faulty fields are refused, each named by its JSON pointer, in the caller's language
 * 2 malformed JSON is 400, a body above 1 MiB 413, an unknown address 404, each as problem+json
 * 3 a request sent again with its Idempotency-Key makes nothing new; with another body it is refused
 * 4 every change is a revision; a move that the record's state does not allow is refused
 * 5 drafts, sealed and outdated records are in no list, search, match or pairing, and have no page
 * 6 contacts are in no answer of any /api/v1 route
 * 7 a text can be checked before it is posted: the same faults, or advice on what it leaves out; nothing is stored
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Page, PostedRecord, Problem } from '../support/built-service.js';

interface Operation {
  tags: string[];
  responses: Record<string, unknown>;
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

const PHONE = '13900007777';
const NOBODY = '00000000-0000-4000-8000-000000000000';

let service: BuiltService;
let university: string;
let enterprise: string;
const content = (changes: object = {}): object => ({
  title: '低噪声永磁同步电机',
  description: '分数槽绕组与斜极使电机噪声低于 45 dB。',
  contact: { name: '联系人甲七', phone: PHONE, email: 'canary@example.invalid' },
  ...changes,
});
const totalOf = async (path: string): Promise<number> => (await service.get<Page<unknown>>(path)).body.total;

beforeAll(async () => {
  service = await BuiltService.start();
  university = await service.register('皖泽工业大学', 'university');
  enterprise = await service.register('潮钰风机有限公司', 'enterprise');
});
afterAll(() => service?.dispose());

describe('a text not yet posted', () => {
  interface Checked {
    errors: { pointer: string; detail: string }[];
    hints: { pointer: string; detail: string }[];
  }
  const check = async (checked: object, language: string): Promise<Checked> =>
    (
      await service.send<Checked>(
        'POST',
        '/intake/v1/needs/check',
        { content: checked },
        { 'accept-language': language },
      )
    ).body;

  it('7 is told its faults as posting would tell them, by the field', async () => {
    const faulty = { title: '', description: '泵坏了', leastTrl: 10, colour: 1 };
    const refused = await service.send<Problem>('POST', '/intake/v1/needs', {
      organizationId: enterprise,
      content: faulty,
    });
    const { errors, hints } = await check(faulty, 'zh');
    expect(errors.map(({ pointer, detail }) => [`/content${pointer}`, detail]).sort()).toEqual(
      refused.body.errors?.map(({ pointer, detail }) => [pointer, detail]).sort(),
    );
    expect(hints).toEqual([]);
  });

  it('7 is given advice in the caller’s language, and stays unknown', async () => {
    const before = await totalOf('/intake/v1/needs');
    const zh = await check({ title: '泵', description: '泵坏了' }, 'zh');
    const en = await check({ title: '泵', description: '泵坏了' }, 'en');
    expect(zh.errors).toEqual([]);
    expect(zh.hints.map(({ pointer }) => pointer)).toContain('/indicators');
    expect(zh.hints[0]?.detail).toMatch(/[\u4e00-\u9fff]/);
    expect(en.hints[0]?.detail).toMatch(/^[A-Z][a-z]/);
    expect(await totalOf('/intake/v1/needs')).toBe(before);
  });
});

describe('what is refused', () => {
  it.each([
    ['zh', '不认识的字段'],
    ['en', 'unknown field'],
  ])('1 unknown keys at every depth, %s', async (language, words) => {
    const body = { organizationId: university, colour: 1, content: content({ titel: 'x', contact: { fax: '1' } }) };
    const answer = await service.send<Problem>('POST', '/intake/v1/achievements', body, {
      'accept-language': language,
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'invalid', instance: '/intake/v1/achievements' });
    const faults = new Map(answer.body.errors?.map(({ pointer, detail }) => [pointer, detail]));
    expect(new Set(faults.keys())).toEqual(new Set(['/colour', '/content/titel', '/content/contact/fax']));
    for (const detail of faults.values()) expect(detail).toContain(words);
  });

  it('1 faulty values, all at once', async () => {
    const faulty = { title: '', technicalFields: ['4.3', '99'], leastTrl: 10, budgetMin: 2, budgetMax: 1.5 };
    const body = { organizationId: 'nobody', content: content(faulty) };
    const { errors } = (await service.send<Problem>('POST', '/intake/v1/needs', body)).body;
    expect(new Set(errors?.map(({ pointer }) => pointer))).toEqual(
      new Set([
        '/organizationId',
        '/content/title',
        '/content/technicalFields/1',
        '/content/leastTrl',
        '/content/budgetMax',
      ]),
    );
    const unregistered = await service.send<Problem>('POST', '/intake/v1/needs', {
      organizationId: NOBODY,
      content: content(),
    });
    expect(unregistered.body.errors?.map(({ pointer }) => pointer)).toEqual(['/organizationId']);
    expect(await totalOf('/intake/v1/needs')).toBe(0);
  });

  it.each([
    ['U+0000', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('1 text that PostgreSQL cannot store: %s', async (_what, title) => {
    const body = { organizationId: university, content: content({ title }) };
    const answer = await service.send<Problem>('POST', '/intake/v1/needs', body);
    expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer: '/content/title' }] });
    const found = await service.get<Problem>(`/api/v1/needs?industry=${encodeURIComponent('\u0000')}`);
    expect(found.body).toMatchObject({ status: 422, errors: [{ pointer: '/industry' }] });
  });

  it.each([
    ['malformed JSON', '/intake/v1/needs', '{"organizationId": ', 400, 'malformed-json'],
    ['an empty body', '/intake/v1/needs', '', 400, 'malformed-json'],
    ['1.5 MiB', '/intake/v1/needs', JSON.stringify({ filler: 'x'.repeat(1.5 * 1024 * 1024) }), 413, 'too-large'],
    ['an unknown address', '/intake/v1/wishes', '{}', 404, 'route-not-found'],
  ])('2 %s', async (_what, path, body, status, code) => {
    const answer = await service.send<Problem>('POST', path, body, { 'accept-language': 'en' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, title: code, type: `/problems/${code}`, instance: path });
    expect(answer.status).toBe(status);
  });
});

describe('what is kept', () => {
  it('3 sent twice, at the same time and later', async () => {
    const path = '/intake/v1/achievements';
    const body = { organizationId: university, content: content({ title: '重发的成果' }) };
    const send = (record: object) =>
      service.send<PostedRecord & Problem>('POST', path, record, { 'idempotency-key': 'order-17' });
    const before = await totalOf(path);
    const answers = [...(await Promise.all([send(body), send(body), send(body)])), await send(body)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await totalOf(path)).toBe(before + 1);

    const other = await send({ ...body, content: content({ title: '另一成果' }) });
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await totalOf(path)).toBe(before + 1);
  });

  it('4 draft, edit, publish, withdraw', async () => {
    const { id } = await service.post('need', enterprise, content(), false);
    const path = `/intake/v1/needs/${id}`;
    await service.send('PUT', path, { organizationId: enterprise, content: content({ title: '改过的需求' }) });
    expect((await service.send('POST', `${path}/publish`)).status).toBe(200);
    const again = await service.send<Problem>('POST', `${path}/publish`);
    expect(again.body).toMatchObject({ status: 409, code: 'illegal-move' });
    expect((await service.send('POST', `${path}/withdraw`)).status).toBe(200);

    const { items } = (
      await service.get<{ items: { revision: number; action: string; state: string }[] }>(`${path}/revisions`)
    ).body;
    expect(items.map(({ revision, action, state }) => [revision, action, state])).toEqual([
      [1, 'create', 'draft'],
      [2, 'replace', 'draft'],
      [3, 'publish', 'published'],
      [4, 'withdraw', 'withdrawn'],
    ]);
  });
});

describe('what is kept back', () => {
  /** A word that only records nobody may see hold. */
  const SECRET = '珊瑚暗码';
  const hidden = new Map<string, string>();
  const shown = { supply: '', need: '', pairing: '' };

  beforeAll(async () => {
    const secret = { description: `分数槽绕组与斜极使电机噪声低于 45 dB。${SECRET}` };
    for (const [why, changes, publish] of [
      ['draft', {}, false],
      ['sealed', { confidentiality: 'sealed' }, true],
      ['outdated', { validUntil: '2020-01-01' }, true],
    ] as const) {
      hidden.set(why, (await service.post('achievement', university, content({ ...secret, ...changes }), publish)).id);
    }
    shown.supply = (await service.post('achievement', university, content())).id;
    shown.need = (await service.post('need', enterprise, content({ title: '风机电机噪声大' }))).id;
    await service.settled();
    const { body } = await service.get<Page<{ id: string }>>(`/api/v1/needs/${shown.need}/pairings`);
    shown.pairing = body.items[0]?.id ?? '';
  });

  it('5 in no list, search, match or pairing', async () => {
    const pairings = await service.get<Page<{ supplyId: string }>>(`/api/v1/needs/${shown.need}/pairings`);
    expect(pairings.body.items.map(({ supplyId }) => supplyId)).toEqual([shown.supply]);
    for (const query of ['', `?q=${encodeURIComponent(SECRET)}`, `?q=${encodeURIComponent('低噪声永磁同步电机')}`]) {
      const found = await service.get<Page<{ record: { id: string } }>>(`/api/v1/supplies${query}`);
      expect(found.body.items.map(({ record }) => record.id)).toEqual([shown.supply]);
    }
    const matched = await service.send<{ items: { partner: { id: string } }[] }>('POST', '/api/v1/match', {
      text: `低噪声永磁同步电机，${SECRET}`,
    });
    expect(matched.body.items.map(({ partner }) => partner.id)).toEqual([shown.supply]);
    expect((await service.get<{ supplies: number }>('/api/v1/statistics')).body.supplies).toBe(1);
  });

  it.each(['draft', 'sealed', 'outdated'])('5 no page for one that is %s', async (why) => {
    const id = hidden.get(why);
    for (const path of [`supplies/${id}`, `supplies/${id}/pairings`, `records/${id}/progress`]) {
      expect((await service.get<Problem>(`/api/v1/${path}`)).body).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect((await service.get(`/intake/v1/achievements/${id}`)).status).toBe(200);
  });

  it('6 no contact, no hidden record, in any answer of any route', async () => {
    const { body } = await service.get<OpenApi>('/api/openapi.json');
    // Accounts and sessions hold no records; the others take brokers, owners or ids of their own: canary.spec.ts calls them.
    const ofPeople = (operations: Record<string, Operation>): boolean =>
      Object.values(operations).some(({ tags }) => tags.includes('api: people'));
    const routes = Object.entries(body.paths).filter(
      ([path, operations]) =>
        path.startsWith('/api/v1') &&
        !/\/(review-queue|cases|webhooks|common-need|organizations)/.test(path) &&
        !ofPeople(operations),
    );
    const bodies: Record<string, object> = {
      '/api/v1/match': { text: '电机噪声大' },
      '/api/v1/pairings/{id}/reviews': { decision: 'accept' },
    };
    for (const [path, operations] of routes) {
      const kind = path.includes('/pairings/{id}') ? 'pairing' : path.includes('/supplies') ? 'supply' : 'need';
      for (const [method, { responses }] of Object.entries(operations)) {
        // These take what the other routes have found, or a side of the pairing, and have tests of their own.
        if (method !== 'get' && /\/(verdict|agreement|merge)$|\/engine\//.test(path)) continue;
        const address = path.replace('{id}', shown[kind]).replace('{kind}', 'region');
        const answer =
          method === 'get' ? await service.get(address) : await service.send('POST', address, bodies[path]);
        // An answer that is an error would prove nothing.
        expect([path, Object.keys(responses)]).toEqual([path, expect.arrayContaining([String(answer.status)])]);
        expect([path, answer.status < 300]).toEqual([path, true]);
      }
    }
    expect(service.heard.length).toBeGreaterThan(routes.length);
    const all = service.heard.join('\n');
    expect(all).toContain('低噪声永磁同步电机');
    for (const canary of [PHONE, '联系人甲七', 'canary@example.invalid']) expect(all).not.toContain(canary);
    expect(all).not.toContain(SECRET);
  });
});

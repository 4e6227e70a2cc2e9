/**
 * Experts, facilities and services, over HTTP against the built service.
 *
 * 1 one of each is posted by who lists it, with its faults by field in the caller's language; refused to who does not
 * 2 everyone finds them by kind, and reads an expert on request by a blind summary only
 * 3 the template of each, filled in as its example is, is taken in; faulty rows are told by column and value
 * 4 an export of each, with every column, taken in again changes nothing
 * 5 the samples of each are all published
 * 6 profile, feed and exchange profile know each kind
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { KIND_NAMES } from '#matching';
import { BuiltService, ROOT } from '../support/built-service.js';
import type { Page, PostedRecord, Problem } from '../support/built-service.js';

const KINDS = ['expert', 'facility', 'service'] as const;
type Kind = (typeof KINDS)[number];

const TEXT = {
  description:
    '面向锂电池隔膜与正极材料，解决过耐热涂层收缩、循环衰减等问题，150 ℃ 收缩率由 5 % 降到 1.5 %，已有三家企业用在现有涂布线上。',
  ...{ technicalFields: ['6.3'], industries: ['C3841'], keywords: ['隔膜', '涂层'], cooperationModes: ['service'] },
  ...{ ipc: ['H01M 50/403'], disciplines: ['430'], applicationFields: ['动力电池'], region: '440106' },
  ...{ priceMin: 100, priceMax: 900_000_000, priceBasis: '按项目' },
};
const CONTENT: Readonly<Record<Kind, object>> = {
  expert: {
    ...TEXT,
    ...{ title: '隔膜耐热涂层', name: '褚砚青', positions: ['教授', '博导'], orcid: '0000-0002-1825-0097' },
    papers: [
      { title: '水性陶瓷涂层的粘结', doi: '10.5555/dj.1', year: 2021 },
      { title: '涂层；与；收缩', year: 2019 },
      { title: '[综述] 隔膜' },
    ],
    intellectualProperty: [{ kind: 'know-how', status: 'granted' }],
    ...{ awards: ['技术奖；一等'], availability: 'limited', availableFrom: '2030-01-01' },
  },
  facility: {
    ...TEXT,
    ...{
      title: '隔膜涂布中试线',
      bridgesFrom: 4,
      bridgesTo: 7,
      services: ['涂布试制', '检测'],
      capacity: '每月 10 万平方米',
    },
    ...{
      equipment: ['微凹版涂布机 800 mm'],
      certifications: ['CNAS'],
      availability: 'open',
      availableFrom: '2030-01-01',
    },
  },
  service: {
    ...TEXT,
    ...{ title: '隔膜热收缩检测', serviceKind: 'testing', deliverables: ['检测报告'], leadTimeDays: 7 },
    certifications: ['CMA', 'CNAS'],
  },
};
const FAULTS: Readonly<Record<Kind, { content: object; pointers: string[] }>> = {
  expert: {
    content: { name: undefined, orcid: '0000-0002-1825-0091', papers: [{ title: 'x', doi: 'x' }] },
    pointers: ['/content/name', '/content/orcid', '/content/papers/0/doi'],
  },
  facility: { content: { bridgesFrom: 7, bridgesTo: 7 }, pointers: ['/content/bridgesTo'] },
  service: { content: { serviceKind: 'cleaning', orcid: 'x' }, pointers: ['/content/orcid', '/content/serviceKind'] },
};
const ROW_FAULTS: Readonly<Record<Kind, { cells: Record<string, string>; columns: string[] }>> = {
  expert: { cells: { ORCID: '0000-0002-1825-0091', 可合作时间: '明年' }, columns: ['ORCID', '可合作时间'] },
  facility: { cells: { '承接TRL*': '8', '输出TRL*': '5' }, columns: ['输出TRL*'] },
  service: { cells: { '服务类型*': '打扫', '服务周期（天）': '一周' }, columns: ['服务类型*', '服务周期（天）'] },
};
const pathOf = (kind: Kind): string => `/intake/v1/${KIND_NAMES[kind].plural}`;

let service: BuiltService;
let enterprise: Record<string, string>;
let university: Record<string, string>;
const ids = new Map<Kind, string>();

beforeAll(async () => {
  service = await BuiltService.start();
  enterprise = await service.keyOf('enterprise', '潮钰隔膜有限公司', 'e@kinds.example');
  university = await service.keyOf('researcher', '皖泽工业大学', 'r@kinds.example');
});
afterAll(() => service?.dispose());

describe.each(KINDS)('1 a %s', (kind) => {
  it('1 is posted by who lists it', async () => {
    const body = { content: CONTENT[kind], publish: true };
    const posted = await service.send<PostedRecord>('POST', pathOf(kind), body, university);
    expect([posted.status, posted.body]).toEqual([201, expect.objectContaining({ kind, state: 'published' })]);
    ids.set(kind, posted.body.id);
    const read = await service.get<PostedRecord>(`${pathOf(kind)}/${posted.body.id}`);
    expect(read.body.content).toEqual(CONTENT[kind]);
    const draft = { content: { ...CONTENT[kind], title: '另一条' } };
    const byEnterprise = await service.send<PostedRecord>('POST', pathOf(kind), draft, enterprise);
    expect(byEnterprise.status).toBe(kind === 'expert' ? 403 : 201);
  });

  it.each([
    ['zh', /\p{Script=Han}/u],
    ['en', /^[\x20-\x7E“”’–]+$/],
  ] as const)('1 has its faults told in %s', async (language, words) => {
    const body = { content: { ...CONTENT[kind], ...FAULTS[kind].content } };
    const headers = { ...university, 'accept-language': language };
    const refused = await service.send<Problem>('POST', pathOf(kind), body, headers);
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map(({ pointer }) => pointer).sort()).toEqual(FAULTS[kind].pointers);
    for (const { detail } of refused.body.errors ?? []) expect(detail).toMatch(words);
  });

  it('1 is changed, checked and withdrawn like any record', async () => {
    const content = { ...CONTENT[kind], title: '改过的题目' };
    const made = await service.send<PostedRecord>('POST', pathOf(kind), { content, publish: true }, university);
    const one = `${pathOf(kind)}/${made.body.id}`;
    const changed = await service.send<PostedRecord>('PUT', one, { content: CONTENT[kind] }, university);
    expect(changed.body).toMatchObject({ revision: 2, state: 'published' });
    const checked = await service.send<{ errors: object[]; hints: object[] }>(
      ...(['POST', `${pathOf(kind)}/check`, { content }, university] as const),
    );
    expect(checked.body).toMatchObject({ errors: [], hints: [] });
    const edits = [{ kind: 'keyword', value: '涂层工艺', action: 'add' }];
    expect((await service.send('PATCH', `${one}/tags`, { edits }, university)).status).toBe(200);
    const gone = await service.send<PostedRecord>('POST', `${one}/withdraw`, undefined, university);
    expect(gone.body.state).toBe('withdrawn');
  });
});

it('2 found by kind', async () => {
  await service.settled();
  const found = async (query: string): Promise<string[]> => {
    const { items } = (await service.get<Page<{ record: { id: string } }>>(`/api/v1/supplies?${query}`)).body;
    return items.map(({ record }) => record.id);
  };
  for (const kind of KINDS) {
    expect(await found(`kind=${kind}`)).toEqual([ids.get(kind)]);
    const { body } = await service.get<{ kind: string; content: object }>(`/api/v1/supplies/${ids.get(kind)}`);
    expect(body).toMatchObject({ kind, content: CONTENT[kind] });
  }
  expect(await found('kind=achievement')).toEqual([]);
  expect((await found('')).sort()).toEqual([...ids.values()].sort());
  expect((await service.get(`/api/v1/supplies?kind=need`)).status).toBe(422);
});

it('2 6 an expert on request is nobody to be named', async () => {
  const content = {
    ...CONTENT.expert,
    description: `褚砚青教授发表《水性陶瓷涂层的粘结》（10.5555/dj.1）。${TEXT.description}`,
    confidentiality: 'on-request',
  };
  const posted = await service.send<PostedRecord>('POST', pathOf('expert'), { content, publish: true }, university);
  const { id } = posted.body;
  await service.settled();
  const paths = [
    'supplies?kind=expert&limit=50',
    `supplies/${id}`,
    `records/${id}/profile`,
    `records/${id}/exchange-profile`,
  ];
  for (const path of [...paths, 'changes?limit=100']) {
    const answer = await fetch(`${service.url}/api/v1/${path}`);
    const text = await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
    const own = path.includes('?') ? (JSON.stringify(itemOf(JSON.parse(text), id)) ?? '') : text;
    expect([path, own]).toEqual([path, expect.stringContaining(path.includes('exchange') ? 'EO-' : id)]);
    for (const secret of ['褚砚青', '0000-0002-1825-0097', '粘结', '10.5555', '技术奖', '皖泽']) {
      expect([path, own]).toEqual([path, expect.not.stringContaining(secret)]);
    }
  }
});

function itemOf(page: unknown, id: string): unknown {
  return (page as { items: { id?: string; record: { id: string } | null }[] }).items.find(
    (item) => (item.record?.id ?? item.id) === id,
  );
}

it.each(KINDS)('6 the feed, profile and exchange profile of a %s', async (kind) => {
  const id = ids.get(kind) ?? '';
  const feed = (await service.get<{ items: { kind: string; id: string }[] }>('/api/v1/changes?limit=100')).body.items;
  expect(feed).toContainEqual(expect.objectContaining({ kind, id }));
  const profile = (await service.get<{ tags: { value: string }[] }>(`/api/v1/records/${id}/profile`)).body;
  expect(profile.tags.map(({ value }) => value)).toEqual(expect.arrayContaining(['隔膜', '动力电池', '6.3']));
  const exchanged = (await service.get<{ kind: string; capability: object }>(`/api/v1/records/${id}/exchange-profile`))
    .body;
  expect(exchanged).toMatchObject({ offer: null, request: null, capability: { applicationFields: ['动力电池'] } });
});

describe.each(KINDS)('3 4 files of %ss', (kind) => {
  const download = async (path: string, language = 'zh'): Promise<Uint8Array<ArrayBuffer>> => {
    const answer = await fetch(service.url + path, { headers: { ...service.headers, 'accept-language': language } });
    expect([path, answer.status]).toEqual([path, 200]);
    return new Uint8Array(await answer.arrayBuffer());
  };

  it('3 the template, filled in', async () => {
    await service.settled();
    const { sheets } = await readXlsx(await download(`/intake/v1/imports/template?kind=${kind}`));
    const [form, example] = sheets;
    const [headers = [], row = []] = example?.rows ?? [];
    const faulty = headers.map((header, i) => ROW_FAULTS[kind].cells[String(header)] ?? row[i] ?? null);
    const bytes = await writeXlsx({ sheets: [{ name: form?.name ?? '', rows: [headers, row, faulty] }] });
    // Its sheet says what it holds, whatever the sender says.
    const { body } = await service.upload('need', '填好的.xlsx', new Uint8Array(bytes));
    const done = await service.imported(body.id);
    expect(done).toMatchObject({ state: 'finished', rowsCreated: 1, rowsFaulty: 1, rowsReturned: 0 });
    const { items } = (
      await service.get<{ items: { row: number; faults: { column: string; value: string }[] }[] }>(
        `/intake/v1/imports/${body.id}/faults`,
      )
    ).body;
    expect(items.map(({ row: at }) => at)).toEqual([3]);
    expect(items[0]?.faults.map(({ column }) => column).sort()).toEqual([...ROW_FAULTS[kind].columns].sort());
    for (const { column, value } of items[0]?.faults ?? []) expect(value).toBe(ROW_FAULTS[kind].cells[column]);
  });

  it.each([
    ['xlsx', 'zh'],
    ['csv', 'zh'],
    ['csv', 'en'],
    ['jsonl', 'en'],
  ] as const)('4 exported as %s in %s', async (format, language) => {
    await service.settled();
    const before = (await service.get<Page<object>>(`${pathOf(kind)}?limit=200`)).body;
    const { plural } = KIND_NAMES[kind];
    const bytes = await download(`/intake/v1/exports/${plural}?format=${format}`, language);
    const { body } = await service.upload(kind, `${plural}.${format}`, bytes);
    const done = await service.imported(body.id);
    const faults = (await service.get<object>(`/intake/v1/imports/${body.id}/faults`)).body;
    expect([done.state, done.rowsUnchanged, faults]).toEqual(['finished', before.total, { items: [] }]);
    expect(before.total).toBeGreaterThan(2);
    expect((await service.get<Page<object>>(`${pathOf(kind)}?limit=200`)).body).toEqual(before);
  });

  it('5 the samples', async () => {
    const { plural } = KIND_NAMES[kind];
    const text = await readFile(join(ROOT, 'samples', `${plural}.jsonl`), 'utf8');
    const { body } = await service.upload(kind, `${plural}.jsonl`, text);
    const rows = text.trim().split('\n').length;
    const expected = { state: 'finished', rowsCreated: rows, rowsFaulty: 0, rowsReturned: 0 };
    expect(await service.imported(body.id)).toMatchObject(expected);
  });
});

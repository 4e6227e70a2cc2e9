/**
 * Codes over HTTP against the built service.
 *
 * 1 look-ups are open to everyone, may be cached, and are limited in every direction
 * 2 a wrong code is a fault of its field that says what would be right, in the caller's language: record and organization
 * 3 a wrong code in a file is a fault of its row; the other rows go in
 * 4 a retired region is taken, and lies where the area is now
 * 5 where both sides state disciplines and IPC symbols, their distance is a signal with its evidence
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Page, Problem } from '../support/built-service.js';

interface Found {
  items: { code: string; zh: string; en: string | null; became: { code: string } | null; within: { zh: string }[] }[];
  more: boolean;
}
interface Reading {
  signal: string;
  value: number | null;
  evidence: object | null;
}

let service: BuiltService;
let university: string;
let enterprise: string;
const ACHIEVEMENT = { title: '耐醇解聚酰胺复合材料', description: '玻纤增强聚酰胺在乙二醇水溶液中老化后强度保持。' };
const NEED = { title: '尼龙壳体耐冷却液', description: '玻纤增强聚酰胺壳体在乙二醇水溶液中老化开裂。' };

beforeAll(async () => {
  service = await BuiltService.start();
  university = await service.register('云澜大学', 'university', '371202');
  enterprise = await service.register('澄浦汽车流体部件有限公司', 'enterprise');
}, 120_000);
afterAll(() => service?.dispose());

describe('looking up', () => {
  const find = async (path: string): Promise<Found> => (await service.get<Found>(`/api/v1/codes/${path}`)).body;

  it('1 needs no account and may be cached', async () => {
    const answer = await fetch(`${service.url}/api/v1/codes/region`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=3600']);
    expect(Number(answer.headers.get('x-ratelimit-limit'))).toBe(600);
    expect(((await answer.json()) as Found).items).toHaveLength(34);
  });

  it('1 by name, by parent, and the names of codes', async () => {
    expect((await find(`region?q=${encodeURIComponent('长沙')}`)).items[0]).toMatchObject({ code: '430100' });
    expect((await find('industry?parent=C')).items).toHaveLength(31);
    const { items } = await find('region?codes=310108,nonsense,430104');
    expect(items.map(({ zh, became }) => [zh, became?.code])).toEqual([
      ['闸北区', '310106'],
      ['岳麓区', undefined],
    ]);
    expect(await find('region?q=%E5%B8%82&limit=2')).toMatchObject({ more: true, items: { length: 2 } });
  });

  it.each([
    ['region?q=', '/q'],
    [`region?q=${'a'.repeat(61)}`, '/q'],
    ['region?q=%00', '/q'],
    ['region?limit=201', '/limit'],
    ['region?limit=0', '/limit'],
    [`region?codes=${Array(101).fill('1').join(',')}`, '/codes'],
    ['region?colour=1', '/colour'],
    ['colour', ''],
  ])('1 %s is refused', async (path, pointer) => {
    const { status, body } = await service.get<Problem>(`/api/v1/codes/${path}`);
    expect([status, body.errors?.map((one) => one.pointer)]).toEqual([422, [pointer]]);
  });
});

describe('wrong codes', () => {
  it.each([
    ['zh', '末位应为“3”', '是否应为 C38', '校验位应为“5”', 'H98', '440199', '科技成果登记号'],
    ['en', 'should be “3”', 'was C38 meant', 'should be “5”', 'H98', '440199', 'registration number'],
  ])('2 are explained, %s', async (language, credit, ...details) => {
    const headers = { 'accept-language': language };
    const organization = { name: '新单位', kind: 'enterprise', creditCode: '91350100M000100Y4X' };
    const refused = await service.send<Problem>('POST', '/intake/v1/organizations', organization, headers);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ pointer: '/creditCode', detail: expect.stringContaining(credit) }],
    ]);
    const content = {
      ...{ ...ACHIEVEMENT, industries: ['C29', 'A38'], ipc: ['H98M 1/00'], region: '440199' },
      intellectualProperty: [{ kind: 'invention', number: 'ZL200310102344.6' }],
      registrationNumber: '430-2026-0001',
    };
    const body = { organizationId: university, content };
    const { errors } = (await service.send<Problem>('POST', '/intake/v1/achievements', body, headers)).body;
    const [industry, patent, ipc, region, number] = details;
    expect(new Map(errors?.map(({ pointer, detail }) => [pointer, detail]))).toEqual(
      new Map([
        ['/content/industries/1', expect.stringContaining(industry ?? '')],
        ['/content/intellectualProperty/0/number', expect.stringContaining(patent ?? '')],
        ['/content/ipc/0', expect.stringContaining(ipc ?? '')],
        ['/content/region', expect.stringContaining(region ?? '')],
        ['/content/registrationNumber', expect.stringContaining(number ?? '')],
      ]),
    );
  });

  it('3 in a file are faults of their rows', async () => {
    const csv = ['标题,描述,单位,统一社会信用代码,行业'].concat(
      '泵壳开裂,壳体在冷却液中开裂。,甲厂,91350100M000100Y43,C3670',
      '叶轮磨损,叶轮在含沙水中磨损。,乙厂,91512081MA62K0260F,C3441',
      '密封泄漏,机械密封三个月泄漏。,丙厂,91512081MA62K0260E,A3441',
    );
    const { body } = await service.upload('need', 'codes.csv', `${csv.join('\n')}\n`);
    await service.imported(body.id);
    const { items } = (
      await service.get<Page<{ row: number; faults: { column: string; detail: string }[] }>>(
        `/intake/v1/imports/${body.id}/faults`,
      )
    ).body;
    expect(items.map(({ row, faults }) => [row, faults.map(({ column, detail }) => `${column}: ${detail}`)])).toEqual([
      [3, [expect.stringMatching(/^统一社会信用代码: .*末位应为“E”/)]],
      [4, [expect.stringMatching(/^行业: .*是否应为 C3441/)]],
    ]);
  });
});

describe('codes in the ranking', () => {
  it('4 and 5 a retired region lies in its city of today; disciplines and IPC count by their distance', async () => {
    const codes = { disciplines: ['43045'], ipc: ['C08L 77/06'] };
    const supply = await service.post('achievement', university, { ...ACHIEVEMENT, ...codes });
    const far = await service.post('achievement', university, {
      ...ACHIEVEMENT,
      title: '聚酰胺冷却液',
      region: '440100',
    });
    const need = await service.post('need', enterprise, {
      ...{ ...NEED, acceptedRegions: ['370100'] },
      ...{ disciplines: ['43010'], ipc: ['C08L 77/02'] },
    });
    await service.settled();
    const { items } = (
      await service.get<Page<{ id: string; supplyId: string }>>(`/api/v1/needs/${need.id}/pairings?all=true`)
    ).body;
    expect(items.map(({ supplyId }) => supplyId)).toEqual([supply.id]);
    expect(items.map(({ supplyId }) => supplyId)).not.toContain(far.id);
    const { signals } = (await service.get<{ signals: Reading[] }>(`/api/v1/pairings/${items[0]?.id}`)).body;
    const readingOf = (name: string): Reading | undefined => signals.find(({ signal }) => signal === name);
    expect(readingOf('discipline')).toMatchObject({ value: 0.5, evidence: { tree: 'discipline', sharedLevels: 1 } });
    expect(readingOf('ipc')).toMatchObject({
      value: 0.8,
      evidence: { kind: 'nearest-codes', tree: 'ipc', need: 'C08L 77/02', supply: 'C08L 77/06', sharedLevels: 4 },
    });
    expect(readingOf('industry')).toMatchObject({ value: null });
  });
});

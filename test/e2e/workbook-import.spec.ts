/**
 * Workbooks and what goes with bulk files, over HTTP against the built service.
 *
 * 1 a workbook of 5,000 rows on two sheets with 137 planted faults of 20 kinds: exactly those are told, by sheet, row,
 *   column and kind; the 4,863 other rows are in, matched and ranked; imported again, nothing changes
 * 2 its annotated copy holds every row, and a fault beside exactly the faulty ones; nothing in it begins like a formula
 * 3 headers that nobody knows are mapped by the sender, and known the next time
 * 4 all or nothing: one faulty row keeps the others out; without it they go in; a whole file goes in at once
 * 5 a cancelled import keeps what is in and goes on from there; one that has ended can be neither cancelled nor resumed
 * 6 a template is answered as a workbook; what is disguised, old, encrypted or carries macros is refused with the fix
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { CellValue } from 'hucre/xlsx';
import { BuiltService } from '../support/built-service.js';
import type { Answer, ImportView, Page, PostedRecord, Problem } from '../support/built-service.js';
import { until } from '../support/until.js';

type Cells = Record<string, CellValue>;
interface Fault {
  sheet: string;
  row: number;
  column: string;
  kind: string;
}
interface FaultPage {
  items: { sheet: string; row: number; faults: { column: string; kind: string; value: string; detail: string }[] }[];
}

const ROWS = { 需求: 1500, 成果: 3500 };
const FAULTS = 137;
/** What is done to a good row, where the fault is to be told, and of what kind. */
const SPOILED: readonly [column: string, kind: string, spoil: Cells][] = [
  ['单位', 'missing', { 单位: '' }],
  ['标题*', 'missing', { '标题*': null }],
  ['描述', 'missing', { 描述: '  ' }],
  ['标题*', 'length', { '标题*': '长'.repeat(201) }],
  ['技术领域', 'rule', { 技术领域: '99' }],
  ['行业代码', 'rule', { 行业代码: 'Z99' }],
  ['合作方式', 'choice', { 合作方式: '以物易物' }],
  ['统一社会信用代码', 'rule', { 统一社会信用代码: '91350100M000100Y4Z' }],
  ['单位地区', 'rule', { 单位地区: '990000' }],
  ['单位类型', 'choice', { 单位类型: '个体户' }],
  ['公开程度', 'choice', { 公开程度: '绝密' }],
  ['关键词', 'length', { 关键词: '词'.repeat(61) }],
  ['关键词', 'count', { 关键词: Array.from({ length: 51 }, (_word, i) => `词${i}`).join('；') }],
  ['编号', 'length', { 编号: 'x'.repeat(201) }],
  ['编号', 'lost-digits', { 编号: 91_350_100_000_000_100 }],
  ['有效期至', 'format', { 有效期至: '2026-02-30' }],
  ['有效期至', 'rule', { 生效日期: '2026-05-01', 有效期至: '2026-04-01' }],
  ['成熟度', 'type', { 成熟度: '很成熟' }],
  ['成熟度', 'range', { 成熟度: 12 }],
  ['价格', 'type', { 价格: '面议' }],
];
/** Columns that are called otherwise on the two sheets. */
const NAMES: Readonly<Record<keyof typeof ROWS, Readonly<Record<string, string>>>> = {
  需求: { 成熟度: '最低成熟度', 价格: '预算上限（万元）' },
  成果: { 成熟度: '成熟度', 价格: '报价（元）' },
};
const HEADERS = [
  ...['编号', '单位', '单位类型', '统一社会信用代码', '单位地区', '标题*', '描述', '技术领域', '行业代码', '关键词'],
  ...['合作方式', '公开程度', '生效日期', '有效期至', '成熟度', '价格'],
];
const THINGS = ['隔膜涂层', '轧辊熔覆', '污泥脱水', '光刻胶提纯', '叶片修复', '储氢瓶缠绕', '种子包衣', '盾构刀具'];

const goodRow = (sheet: string, i: number): Cells => ({
  编号: `${sheet}-${i}`,
  单位: `第${i % 40}家${sheet === '需求' ? '公司' : '大学'}`,
  '标题*': `${THINGS[i % THINGS.length]}${sheet}之${i}`,
  描述: `${THINGS[i % THINGS.length]}的工艺与设备，指标第${i % 97}档。`,
  技术领域: '4.3',
  生效日期: new Date(Date.UTC(2026, 0, 1 + (i % 28))),
  成熟度: 3 + (i % 6),
  价格: 10 + (i % 50),
});

/** The workbook, and the faults planted in it. Every 36th row or so is spoiled, the kinds in turn. */
async function planted(): Promise<{ bytes: Uint8Array<ArrayBuffer>; faults: Fault[] }> {
  const faults: Fault[] = [];
  const every = Math.floor((ROWS.需求 + ROWS.成果) / FAULTS);
  let n = 0;
  const sheets = Object.entries(ROWS).map(([name, count]) => {
    const names = NAMES[name as keyof typeof ROWS];
    const rows: CellValue[][] = [['平台导入表'], HEADERS.map((header) => names[header] ?? header)];
    for (let i = 0; i < count; i++) {
      const row = goodRow(name, i);
      if (n % every === 7 && faults.length < FAULTS) {
        const [column, kind, spoil] = SPOILED[faults.length % SPOILED.length]!;
        Object.assign(row, spoil);
        faults.push({ sheet: name, row: rows.length + 1, column: names[column] ?? column, kind });
      }
      n++;
      rows.push(HEADERS.map((header) => row[header] ?? null));
    }
    return { name, rows };
  });
  const notes = { name: '填写说明', rows: [['这一页不导入']] };
  return { bytes: new Uint8Array(await writeXlsx({ sheets: [...sheets, notes] })), faults };
}

let service: BuiltService;
beforeAll(async () => {
  service = await BuiltService.start();
});
afterAll(() => service?.dispose());

async function faultsOf(id: string): Promise<FaultPage['items']> {
  return (await service.get<FaultPage>(`/intake/v1/imports/${id}/faults?limit=1000`)).body.items;
}
async function sent(
  path: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  mapping?: object,
): Promise<Answer<ImportView>> {
  const form = new FormData();
  if (mapping) form.append('mapping', JSON.stringify(mapping));
  form.append('file', new Blob([content]), name);
  const answer = await fetch(`${service.url}/intake/v1/imports${path}`, {
    method: 'POST',
    body: form,
    headers: service.headers,
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as ImportView };
}
const problem = (answer: Answer<unknown>): Problem => answer.body as Problem;
const totalOf = async (kind: 'needs' | 'achievements'): Promise<number> =>
  (await service.get<Page<unknown>>(`/intake/v1/${kind}`)).body.total;

describe('1, 2 a workbook of 5,000 rows', () => {
  it('1 exactly the planted faults; the rest in, matched, unchanged the second time', async () => {
    const { bytes, faults } = await planted();
    expect(faults).toHaveLength(FAULTS);
    expect(new Set(faults.map(({ column, kind }) => `${column} ${kind}`)).size).toBeGreaterThanOrEqual(SPOILED.length);
    const good = ROWS.需求 + ROWS.成果 - FAULTS;

    const began = performance.now();
    const first = await service.upload('need', '五千行.xlsx', bytes);
    expect(first.status).toBe(202);
    const done = await service.imported(first.body.id, 300);
    const inAfter = performance.now() - began;
    expect(done).toMatchObject({ state: 'finished', rowsTotal: 5000, rowsDone: 5000, rowsFaulty: FAULTS });
    expect(done).toMatchObject({ rowsCreated: good, rowsChanged: 0, rowsUnchanged: 0 });
    const told = (await faultsOf(done.id)).flatMap(({ sheet, row, faults: found }) =>
      found.map(({ column, kind }): Fault => ({ sheet, row, column, kind })),
    );
    expect(told).toEqual(faults);

    interface Statistics {
      pipeline: Record<string, number>;
      settled: boolean;
    }
    const settled = await until(
      'everything is ranked',
      async () => {
        const { body } = await service.get<Statistics>('/api/v1/statistics');
        return body.settled && body;
      },
      900,
    );
    console.log(
      `${good} rows in after ${(inAfter / 1000).toFixed(1)} s, ` +
        `ranked after ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
    expect(settled.pipeline['ranked']).toBe(good);
    const { items } = (await service.get<Page<PostedRecord>>('/intake/v1/needs?limit=1')).body;
    const list = await service.get<{ items: unknown[] }>(`/api/v1/needs/${items[0]?.id}/pairings?all=true`);
    expect(list.body.items.length).toBeGreaterThan(0);

    const again = await service.upload('need', '五千行.xlsx', bytes);
    expect(await service.imported(again.body.id, 300)).toMatchObject({
      state: 'finished',
      rowsCreated: 0,
      rowsChanged: 0,
      rowsUnchanged: good,
      rowsFaulty: FAULTS,
    });
    expect((await totalOf('needs')) + (await totalOf('achievements'))).toBe(good);

    const copy = await fetch(`${service.url}/intake/v1/imports/${done.id}/annotated`, { headers: service.headers });
    expect(copy.status).toBe(200);
    const { sheets } = await readXlsx(new Uint8Array(await copy.arrayBuffer()));
    expect(sheets.map(({ name }) => name)).toEqual(Object.keys(ROWS));
    const remarked = sheets.flatMap(({ name, rows }) =>
      rows.flatMap((row, i) => (i > 1 && row[HEADERS.length] ? [{ sheet: name, row: i + 1 }] : [])),
    );
    expect(remarked).toEqual(faults.map(({ sheet, row }) => ({ sheet, row })));
    expect(sheets.map(({ rows }) => rows.length)).toEqual(Object.values(ROWS).map((count) => count + 2));
  }, 1_500_000);

  it('2 nothing in a copy begins like a formula', async () => {
    const csv = '单位,标题,描述,行业代码\n"=HYPERLINK(""http://x"")",+题,@述,Z99\n';
    const { body } = await service.upload('need', '注入.csv', csv);
    await service.imported(body.id);
    const copy = await fetch(`${service.url}/intake/v1/imports/${body.id}/annotated`, { headers: service.headers });
    const { sheets } = await readXlsx(new Uint8Array(await copy.arrayBuffer()), { readStyles: true });
    expect(sheets[0]?.rows[1]?.slice(0, 4)).toEqual([`'=HYPERLINK("http://x")`, "'+题", "'@述", 'Z99']);
    expect(JSON.stringify(sheets[0]?.cells?.get('1,3')?.style?.fill)).toContain('FFC7CE');
  });
});

it('3 headers mapped, and remembered', async () => {
  const csv = (title: string): string => `发榜方,难题,详细情况,内部备注\n云岭化工厂,${title},催化剂失活,勿外传\n`;
  const unknown = await sent('?kind=need', '榜单.csv', csv('加氢催化剂'));
  const failed = await service.imported(unknown.body.id);
  expect(failed).toMatchObject({ state: 'failed', rowsCreated: 0 });

  interface Headers {
    sheets: { columns: { header: string; proposed: string | null; leftOut: boolean; sample: string }[] }[];
    fields: Record<string, { key: string; label: string }[]>;
    remembered: boolean;
  }
  const headers = async (): Promise<Headers> =>
    (await sent('/headers?kind=need', '榜单.csv', csv('加氢催化剂'))).body as unknown as Headers;
  const asked = await headers();
  expect(asked.sheets[0]?.columns.map(({ header, proposed, sample }) => [header, proposed, sample])).toEqual([
    ['发榜方', null, '云岭化工厂'],
    ['难题', null, '加氢催化剂'],
    ['详细情况', null, '催化剂失活'],
    ['内部备注', null, '勿外传'],
  ]);
  expect(asked.fields['need']).toContainEqual({ key: 'title', label: '标题' });

  const mapping = { 发榜方: 'organizationName', 难题: 'title', 详细情况: 'description', 内部备注: null };
  const first = await sent('?kind=need', '榜单.csv', csv('加氢催化剂'), mapping);
  expect(await service.imported(first.body.id)).toMatchObject({ state: 'finished', rowsCreated: 1, rowsFaulty: 0 });

  const known = await headers();
  expect(known.remembered).toBe(true);
  expect(known.sheets[0]?.columns.map(({ proposed, leftOut }) => proposed ?? leftOut)).toEqual([
    'organizationName',
    'title',
    'description',
    true,
  ]);
  const next = await sent('?kind=need', '下月榜单.csv', csv('脱硫催化剂'));
  expect(await service.imported(next.body.id)).toMatchObject({ state: 'finished', rowsCreated: 1 });

  const wrong = problem(await sent('?kind=need', '榜单.csv', csv('x'), { 难题: 'tilte' }));
  expect(wrong).toMatchObject({ status: 422, errors: [{ pointer: '/难题' }] });
});

it('4 all or nothing', async () => {
  const rows = Array.from({ length: 450 }, (_row, i) => `甲单位,整批第${i}条,正文${i}`);
  const file = (...lines: string[]): string => ['单位,标题,描述', ...lines].join('\n');
  const before = await totalOf('achievements');
  const upload = (text: string, flags: string) =>
    service.upload('achievement', '整批.csv', text, `&publish=false${flags}`);

  const spoiled = await upload(file(...rows, '甲单位,,没有标题'), '&allOrNothing=true');
  const refused = await service.imported(spoiled.body.id);
  expect(refused).toMatchObject({ state: 'failed', rowsFaulty: 1, rowsCreated: 0 });
  expect(refused.error).toContain('一行也没有收录');
  expect((await faultsOf(refused.id)).map(({ row }) => row)).toEqual([452]);
  expect(await totalOf('achievements')).toBe(before);

  const whole = await upload(file(...rows), '&allOrNothing=true');
  expect(await service.imported(whole.body.id)).toMatchObject({
    state: 'finished',
    rowsTotal: 450,
    rowsDone: 450,
    rowsCreated: 450,
  });
  const byRow = await upload(file(...rows, '甲单位,,没有标题'), '');
  expect(await service.imported(byRow.body.id)).toMatchObject({ state: 'finished', rowsUnchanged: 450, rowsFaulty: 1 });
  expect(await totalOf('achievements')).toBe(before + 450);
});

it('5 cancelled and resumed', async () => {
  const count = 6000;
  const rows = Array.from({ length: count }, (_row, i) => `乙单位,可取消第${i}条,正文${i}`);
  const before = await totalOf('achievements');
  const { body } = await service.upload(
    'achievement',
    '可取消.csv',
    ['单位,标题,描述', ...rows].join('\n'),
    '&publish=false',
  );
  const path = `/intake/v1/imports/${body.id}`;
  const progress = async (): Promise<ImportView> => (await service.get<ImportView>(path)).body;
  await until('rows go in', async () => (await progress()).rowsDone > 0, 60);
  const cancelled = await service.send<ImportView>('POST', `${path}/cancel`);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  expect(cancelled.body.rowsDone).toBeLessThan(count);
  expect((await totalOf('achievements')) - before).toBe(cancelled.body.rowsDone);
  expect((await service.send('POST', `${path}/cancel`)).status).toBe(409);

  expect((await service.send<ImportView>('POST', `${path}/resume`)).body.state).toBe('waiting');
  const done = await service.imported(body.id, 120);
  expect(done).toMatchObject({ state: 'finished', rowsDone: count, rowsCreated: count, rowsUnchanged: 0 });
  expect((await totalOf('achievements')) - before).toBe(count);
  for (const move of ['cancel', 'resume']) expect((await service.send('POST', `${path}/${move}`)).status).toBe(409);
}, 240_000);

describe('6 templates and refusals', () => {
  it.each(['need', 'achievement'])('6 template of %s', async (kind) => {
    const answer = await fetch(`${service.url}/intake/v1/imports/template?kind=${kind}`, { headers: service.headers });
    expect(answer.headers.get('content-type')).toContain('spreadsheetml');
    expect(answer.headers.get('content-disposition')).toContain('filename*=UTF-8');
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
    expect(sheets[0]?.rows[0]).toContain('标题*');
  });

  it.each([
    ['成果.csv', 'PK\u0003\u0004xxxx', '.xlsx'],
    ['成果.xlsx', '标题,描述\n', '.csv'],
    ['成果.xls', 'x', '另存为'],
    ['成果.xlsm', 'x', '宏'],
    ['成果.csv', '\u0000\u0001\u0002', 'UTF-8'],
  ])('6 %s that holds %j', async (name, content, fix) => {
    const refused = problem(await service.upload('achievement', name, content));
    expect([refused.status, refused.code]).toEqual([415, 'file-refused']);
    expect(refused.detail).toContain(fix);
  });

  it('6 an encrypted workbook, by its first bytes', async () => {
    const encrypted = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    const refused = problem(await service.upload('achievement', '成果.xlsx', encrypted));
    expect(refused.detail).toContain('密码');
  });

  it('6 formulas, told by sheet and cell, before any row goes in', async () => {
    const cells = new Map([['2,2', { formula: 'A1&B1', formulaResult: 'x' }]]);
    const rows = [
      ['单位', '标题', '描述'],
      ['丙单位', '甲题', '甲文'],
      ['丙单位', '乙题', '乙文'],
    ];
    const bytes = new Uint8Array(await writeXlsx({ sheets: [{ name: '成果', rows, cells }] }));
    const { body } = await service.upload('achievement', '公式.xlsx', bytes);
    const failed = await service.imported(body.id);
    expect(failed).toMatchObject({ state: 'failed', rowsCreated: 0 });
    expect(failed.error).toMatch(/成果.*C3/);
  });
});

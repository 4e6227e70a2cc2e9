/**
 * Workbooks and what goes with bulk files, over HTTP against the built service.
 *
 * 1 in a copy with marked faults, nothing begins like a formula
 * 2 headers that nobody knows are mapped by the sender, and known the next time
 * 3 all or nothing: one faulty row keeps the others out; without it they go in; a whole file goes in at once
 * 4 a cancelled import keeps what is in and goes on from there; one that has ended can be neither cancelled nor resumed
 * 5 a template is answered as a workbook; what is disguised, old, encrypted or carries macros is refused with the fix
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { BuiltService } from '../support/built-service.js';
import type { Answer, ImportView, Page, Problem } from '../support/built-service.js';
import { until } from '../support/until.js';

interface FaultPage {
  items: { sheet: string; row: number; faults: { column: string; kind: string; value: string; detail: string }[] }[];
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

it('1 nothing in a copy begins like a formula', async () => {
  const csv = '单位,标题,描述,行业代码\n"=HYPERLINK(""http://x"")",+题,@述,Z99\n';
  const { body } = await service.upload('need', '注入.csv', csv);
  await service.imported(body.id);
  const copy = await fetch(`${service.url}/intake/v1/imports/${body.id}/annotated`, { headers: service.headers });
  const { sheets } = await readXlsx(new Uint8Array(await copy.arrayBuffer()), { readStyles: true });
  expect(sheets[0]?.rows[1]?.slice(0, 4)).toEqual([`'=HYPERLINK("http://x")`, "'+题", "'@述", 'Z99']);
  expect(JSON.stringify(sheets[0]?.cells?.get('1,3')?.style?.fill)).toContain('FFC7CE');
});

it('2 headers mapped, and remembered', async () => {
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

it('3 all or nothing', async () => {
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

it('4 cancelled and resumed', async () => {
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

describe('5 templates and refusals', () => {
  it.each(['need', 'achievement'])('5 template of %s', async (kind) => {
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
  ])('5 %s that holds %j', async (name, content, fix) => {
    const refused = problem(await service.upload('achievement', name, content));
    expect([refused.status, refused.code]).toEqual([415, 'file-refused']);
    expect(refused.detail).toContain(fix);
  });

  it('5 an encrypted workbook, by its first bytes', async () => {
    const encrypted = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    const refused = problem(await service.upload('achievement', '成果.xlsx', encrypted));
    expect(refused.detail).toContain('密码');
  });

  it('5 formulas, told by sheet and cell, before any row goes in', async () => {
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

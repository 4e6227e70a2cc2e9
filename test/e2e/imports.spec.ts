/**
 * Bulk files, over HTTP against the built service.
 *
 * 1 CSV with Chinese headers goes in, as UTF-8 with BOM and as GBK, values intact; JSONL goes in
 * 2 faulty rows are told by row, column and words, in the caller's language; the others go in
 * 3 a dry run counts what would happen and changes nothing
 * 4 the same file a second time changes nothing; one changed row changes one record
 * 5 a file that cannot be read ends as `failed` with a reason in both languages, and nothing of it goes in
 * 6 what is no bulk file is refused at once
 * 7 imported records are published and paired
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { BuiltService } from '../support/built-service.js';
import type { ImportView, Page, Problem } from '../support/built-service.js';

interface Stored {
  externalId: string | null;
  revision: number;
  content: Record<string, unknown>;
}

const HEADER = '编号,成果名称*,成果简介,完成单位,技术领域,成熟度,报价（元）,合作方式';
const csv = (...rows: string[]): string => [HEADER, ...rows, ''].join('\r\n');
const gbk = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(iconv.encode(text, 'gbk'));

let service: BuiltService;
const totalOf = async (): Promise<number> => (await service.get<Page<unknown>>('/intake/v1/achievements')).body.total;
async function storedAs(externalId: string): Promise<Stored | undefined> {
  const { items } = (await service.get<Page<Stored>>('/intake/v1/achievements?limit=200')).body;
  return items.find((record) => record.externalId === externalId);
}
async function takeIn(name: string, bytes: Uint8Array<ArrayBuffer> | string, flags = ''): Promise<ImportView> {
  const { status, body } = await service.upload('achievement', name, bytes, flags);
  expect(status).toBe(202);
  return service.imported(body.id);
}

beforeAll(async () => {
  service = await BuiltService.start();
});
afterAll(() => service?.dispose());

describe('files that go in', () => {
  it.each([
    ['UTF-8 with BOM', 'u', (text: string) => `\uFEFF${text}`],
    ['GBK', 'g', gbk],
  ])('1 CSV as %s', async (_encoding, prefix, encode) => {
    const text = csv(
      `${prefix}-1,"高熵合金涂层，激光熔覆","硬度 850 HV，\n耐蚀""优于""316L。",淝南科技大学,4.1；8.4,6,12000.50,技术转让；普通许可`,
      '',
      `${prefix}-2,镍基单晶叶片修复,"裂纹自动寻迹，㎡级工件。",淝南科技大学,,,,`,
    );
    const done = await takeIn(`成果.csv`, encode(text));
    expect(done).toMatchObject({ state: 'finished', rowsTotal: 2, rowsDone: 2, rowsCreated: 2, rowsFaulty: 0 });
    expect((await storedAs(`${prefix}-1`))?.content).toEqual({
      title: '高熵合金涂层，激光熔覆',
      description: '硬度 850 HV，\n耐蚀"优于"316L。',
      technicalFields: ['4.1', '8.4'],
      trl: 6,
      priceMin: 1_200_050,
      cooperationModes: ['transfer', 'license-ordinary'],
    });
  });

  it('1 JSONL', async () => {
    const rows = ['甲', '乙', '丙'].map((name) => ({
      id: `j-${name}`,
      title: `等离子喷涂${name}`,
      description: '氧化铝涂层。',
      organizationName: '西麓电子科技大学',
    }));
    const done = await takeIn('成果.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(done).toMatchObject({ state: 'finished', rowsTotal: 3, rowsDone: 3, rowsCreated: 3 });
    expect((await storedAs('j-丙'))?.content).toEqual({ title: '等离子喷涂丙', description: '氧化铝涂层。' });
  });

  it('7 paired', async () => {
    await service.settled();
    const need = { title: '轧辊激光熔覆耐蚀涂层', description: '寻求高熵合金涂层，硬度高于 800 HV。' };
    const organization = await service.register('蜀屿轧辊有限公司', 'enterprise');
    const { id } = await service.post('need', organization, need);
    await service.settled();
    const { items } = (await service.get<Page<{ supply: { title: string } }>>(`/api/v1/needs/${id}/pairings`)).body;
    expect(items[0]?.supply.title).toBe('高熵合金涂层，激光熔覆');
  });
});

describe('rows with faults', () => {
  const text = csv(
    'f-1,好的一行,能进来。,泓沂理工大学,4.1,5,,',
    'f-2,,缺标题。,泓沂理工大学,4.1,,,',
    'f-3,成熟度不对,写成了文字。,泓沂理工大学,99,很成熟,,送人',
    'f-4,逗号太多,一,二,三,四,五,六,七',
  );

  it.each([
    ['zh', { '成果名称*': '必填', 技术领域: '高新技术领域', 成熟度: '数字', 合作方式: '只能是', '': '9 列' }],
    ['en', { '成果名称*': 'required', 技术领域: 'field', 成熟度: 'number', 合作方式: 'one of', '': '9 columns' }],
  ])('2 told in %s', async (language, words) => {
    const done = await takeIn('有误.csv', text);
    expect(done).toMatchObject({ state: 'finished', rowsTotal: 4, rowsDone: 4, rowsFaulty: 3 });
    expect(done.rowsCreated + done.rowsUnchanged).toBe(1);
    const { items } = (
      await service.get<{ items: { row: number; faults: { column: string; detail: string }[] }[] }>(
        `/intake/v1/imports/${done.id}/faults`,
        language,
      )
    ).body;
    // The header is row 1, as a spreadsheet counts.
    expect(items.map(({ row, faults }) => [row, new Set(faults.map(({ column }) => column))])).toEqual([
      [3, new Set(['成果名称*'])],
      [4, new Set(['技术领域', '成熟度', '合作方式'])],
      [5, new Set([''])],
    ]);
    for (const { column, detail } of items.flatMap(({ faults }) => faults)) {
      expect([column, detail]).toEqual([
        column,
        expect.stringContaining((words as Record<string, string>)[column] ?? '?'),
      ]);
    }
  });
});

it('2 a row that PostgreSQL cannot store is a faulty row like any other', async () => {
  const rows = ['零\u0000字节', '下一行'].map((title) => ({
    title,
    description: '文。',
    organizationName: '龟山理工大学',
  }));
  const done = await takeIn('零.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  expect(done).toMatchObject({ state: 'finished', rowsCreated: 1, rowsFaulty: 1 });
});

describe('the same file again', () => {
  const rows = ['s-1,碳纤维储氢瓶,四型瓶。,龟山理工大学,6.2,7,,', 's-2,质子交换膜,增强型。,龟山理工大学,6.2,5,,'];

  it('3 dry run, 4 in, in again, one changed', async () => {
    const before = await totalOf();
    const dry = await takeIn('储氢.csv', csv(...rows), '&dryRun=true');
    expect(dry).toMatchObject({ state: 'finished', rowsCreated: 2 });
    expect(await totalOf()).toBe(before);

    expect(await takeIn('储氢.csv', csv(...rows))).toMatchObject({ rowsCreated: 2, rowsUnchanged: 0 });
    expect(await totalOf()).toBe(before + 2);

    for (const flags of ['', '&dryRun=true']) {
      const again = await takeIn('储氢.csv', csv(...rows), flags);
      expect(again).toMatchObject({ rowsDone: 2, rowsUnchanged: 2, rowsCreated: 0, rowsChanged: 0 });
    }
    expect((await storedAs('s-1'))?.revision).toBe(1);

    const changed = [rows[0] ?? '', 's-2,质子交换膜,增强型，寿命翻倍。,龟山理工大学,6.2,5,,'];
    const dryChange = await takeIn('储氢.csv', csv(...changed), '&dryRun=true');
    expect(dryChange).toMatchObject({ rowsChanged: 1, rowsUnchanged: 1 });
    expect((await storedAs('s-2'))?.revision).toBe(1);
    expect(await takeIn('储氢.csv', csv(...changed))).toMatchObject({ rowsChanged: 1, rowsUnchanged: 1 });
    expect((await storedAs('s-2'))?.revision).toBe(2);
    expect(await totalOf()).toBe(before + 2);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no known column', '这是,一封信\r\n不是,表格\r\n', ['表头', 'header']],
    ['a misspelt column', csv('x-1,题,文,校,,,,').replace('成熟度', '成熟渡'), ['成熟渡', 'unknown columns']],
    ['an open quote', csv('x-1,"没有收尾的引号,文,校,,,,'), ['无法按 CSV 读取', 'cannot be read as CSV']],
  ])('5 %s', async (_what, text, [zh, en]) => {
    const before = await totalOf();
    const failed = await takeIn('坏.csv', text);
    expect(failed.state).toBe('failed');
    const [first, second] = failed.error?.split('\n') ?? [];
    expect(first).toContain(zh);
    expect(second).toContain(en);
    expect(await totalOf()).toBe(before);
  });

  it('6 another format, no file', async () => {
    const picture = (await service.upload('achievement', '成果.png', 'PNG')) as unknown as { body: Problem };
    expect(picture.body).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    const form = new FormData();
    form.append('note', 'no file here');
    const empty = await fetch(`${service.url}/intake/v1/imports?kind=need`, {
      method: 'POST',
      body: form,
      headers: service.headers,
    });
    expect((await empty.json()) as Problem).toMatchObject({ status: 422, code: 'file-missing' });
    const json = await service.send<Problem>('POST', '/intake/v1/imports?kind=need', { rows: [] });
    expect(json.body).toMatchObject({ status: 415, code: 'unsupported-media-type' });
  });
});

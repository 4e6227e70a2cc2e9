/**
 * Workbooks as bulk files; they are made by another library.
 *
 * 1 sheets are needs or achievements by their name, else what the import says; sheets for people, hidden and empty ones
 *   are passed over and named
 * 2 a title may stand above the header, and rows are numbered as the sheet shows them
 * 3 cells without header, error values and numbers that lost digits are faults of their cell, told once
 * 4 a mapping names columns, leaves columns out, and goes before what a header seems to say
 * 5 a header that is not understood is told with its sheet; so are formulas
 * 6 faults carry sheet, column, value, kind and words
 */
import { describe, expect, it } from '@jest/globals';
import { writeXlsx } from 'hucre/xlsx';
import type { CellValue, WriteSheet } from 'hucre/xlsx';
import type { HeaderMapping } from '#storage';
import { sourceOf } from '#workbook';
import { BulkFile } from './bulk-file.js';
import { headersOf } from './file-headers.js';
import type { ReadRow } from './row-judge.js';
import { UnreadableFile } from './unreadable-file.js';

const HEADER = ['单位', '标题', '描述'];
const sheet = (name: string, ...rows: CellValue[][]): WriteSheet => ({ name, rows });

async function opened(...sheets: WriteSheet[]): Promise<BulkFile> {
  const bytes = Buffer.from(await writeXlsx({ sheets }));
  return BulkFile.open({ kind: 'need', format: 'xlsx', bytes: sourceOf(bytes) });
}
async function read(sheets: WriteSheet[], mapping: HeaderMapping | null = null): Promise<ReadRow[]> {
  const file = await opened(...sheets);
  const rows: ReadRow[] = [];
  for await (const row of file.rows(mapping)) rows.push(row);
  await file.close();
  return rows;
}
const faultsIn = (rows: ReadRow[]) =>
  rows.flatMap((row) =>
    'faults' in row ? row.faults.map(({ column, kind, value }) => [row.sheet, row.row, column, kind, value]) : [],
  );
async function refusal(work: Promise<unknown>): Promise<UnreadableFile> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnreadableFile);
  return error as UnreadableFile;
}

it('1 sheets by their names', async () => {
  const sheets = [
    sheet('填写说明', ['请填写']),
    sheet('Sheet1', HEADER, ['甲', '泵', '漏']),
    sheet('科技成果', HEADER, ['乙', '膜', '断']),
    sheet('空'),
    { ...sheet('藏', HEADER, ['丙', '阀', '堵']), hidden: true },
  ];
  expect((await opened(...sheets)).passedOver).toEqual(['填写说明', '空', '藏']);
  expect((await read(sheets)).map(({ kind, row }) => [kind, row])).toEqual([
    ['need', 2],
    ['achievement', 2],
  ]);
  expect((await refusal(opened(sheet('说明', ['x'])))).zh).toContain('没有可导入的内容');
});

it('2 a title above the header', async () => {
  const rows = await read([sheet('需求', ['2026 年需求汇总表'], [], HEADER, ['甲', '泵', '漏'], [], ['', '阀', '堵'])]);
  expect(rows.map(({ row }) => row)).toEqual([4, 6]);
  expect(faultsIn(rows)).toEqual([['需求', 6, '单位', 'missing', '']]);
});

it('3, 6 cells that hold no value', async () => {
  const rows = await read([
    sheet(
      '需求',
      ['编号', ...HEADER, '', '最低成熟度'],
      [91_350_100_000_000_100, '甲', '泵', '漏', '多出来的', 12],
      ['n-1', '甲', '阀', '堵', null, 5],
    ),
  ]);
  expect(faultsIn(rows)).toEqual([
    ['需求', 2, '编号', 'lost-digits', '91350100000000100'],
    ['需求', 2, 'E', 'no-header', '多出来的'],
    ['需求', 2, '最低成熟度', 'range', '12'],
  ]);
  expect(rows[1]).toMatchObject({ value: { externalId: 'n-1', content: { leastTrl: 5 } } });
});

describe('4 mapping', () => {
  const sheets = [sheet('需求', ['发榜方', '标题', '难题', '备注'], ['甲', '不是标题', '泵漏了怎么办', '内部'])];
  const mapping = { 发榜方: 'organizationName', 标题: 'description', 难题: 'title', 备注: null };

  it('4 is followed', async () => {
    const [row] = await read(sheets, mapping);
    expect(row).toMatchObject({
      value: { organization: { name: '甲' }, content: { title: '泵漏了怎么办', description: '不是标题' } },
    });
  });

  it('4 is proposed with samples', async () => {
    const file = await opened(...sheets);
    const [found] = await headersOf(file, null);
    expect(found?.columns.map(({ proposed, sample }) => [proposed, sample])).toEqual([
      [null, '甲'],
      ['title', '不是标题'],
      [null, '泵漏了怎么办'],
      [null, '内部'],
    ]);
    const [again] = await headersOf(file, mapping);
    expect(again?.columns.map(({ proposed, leftOut }) => proposed ?? leftOut)).toEqual([
      'organizationName',
      'description',
      'title',
      true,
    ]);
    await file.close();
  });
});

it('5 what is not understood, by its sheet', async () => {
  const unknown = await refusal(
    read([sheet('需求', HEADER, ['甲', '泵', '漏']), sheet('汇总', ['甲乙', '丙丁'], ['1', '2'])]),
  );
  expect(unknown.zh).toContain('汇总');
  expect(unknown.en).toContain('汇总');
  const twice = await refusal(read([sheet('需求', ['单位', '标题', '需求名称', '描述'], ['甲', '泵', '阀', '漏'])]));
  expect(twice.zh).toContain('标题、需求名称');
  const formula = { ...sheet('需求', HEADER, ['甲', '泵', '漏']), cells: new Map([['1,2', { formula: 'A1' }]]) };
  expect((await refusal(read([formula]))).zh).toContain('C2');
});

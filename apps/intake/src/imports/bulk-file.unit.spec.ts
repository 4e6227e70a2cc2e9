/**
 * 1 CSV: quoted commas, quotes and line breaks belong to their cell; empty lines are passed over; rows count from 1
 *   with the header as row 1.
 * 2 Faults name the row and the column by its header, all faults of a row at once, and the rows after it go on.
 * 3 A row with more cells than the header is a fault; empty ones at its end are not, nor are missing ones.
 * 4 A header with an unknown column, none that is known, or a broken file is unreadable as a whole, and says so in both
 *   languages at once, however long the file.
 * 5 JSONL: a bad line is a fault of its row, and the lines after it go on.
 * 6 A row is known again by its id, or by who posted it under which title.
 * 7 An organization is taken from the row, its kind from the kind of record where not given.
 * 8 Reading can be given up at any row.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordKind } from '#matching';
import type { ByteSource } from '#workbook';
import { BulkFile } from './bulk-file.js';
import type { ReadRow } from './row-judge.js';
import { UnreadableFile } from './unreadable-file.js';

/** A reader that waits for itself would stop the import for good. */
const DEADLINE = 10_000;

/** A file that arrives in pieces of so many bytes. */
function inPieces(text: string, bytesAtOnce?: number): ByteSource {
  const bytes = Buffer.from(text);
  const step = bytesAtOnce ?? (bytes.length || 1);
  return {
    size: bytes.length,
    async *read(start, end) {
      for (let at = start; at < end; at += step) yield bytes.subarray(at, Math.min(end, at + step));
    },
  };
}

async function* readRows(
  kind: RecordKind,
  format: 'csv' | 'jsonl',
  text: string,
  size?: number,
): AsyncGenerator<ReadRow> {
  const file = await BulkFile.open({ kind, format, bytes: inPieces(text, size) });
  yield* file.rows(null);
}

async function all(kind: RecordKind, format: 'csv' | 'jsonl', text: string, size?: number): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  for await (const row of readRows(kind, format, text, size)) rows.push(row);
  return rows;
}
const csv = (text: string, size?: number): Promise<ReadRow[]> => all('need', 'csv', text, size);
const jsonl = (...lines: (object | string)[]): Promise<ReadRow[]> =>
  all('need', 'jsonl', lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));

const contentsOf = (rows: ReadRow[]): unknown[] => rows.map((row) => ('value' in row ? row.value.content : row));
/** Row, column and pointer of each fault. */
const placesOf = (rows: ReadRow[]): [number, string, string][] =>
  rows.flatMap((row) =>
    'faults' in row
      ? row.faults.map(({ column, pointer }): [number, string, string] => [row.row, column, pointer])
      : [],
  );

async function within<T>(work: Promise<T>): Promise<T | 'still waiting'> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'still waiting'>((resolve) => (timer = setTimeout(resolve, DEADLINE, 'still waiting')));
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

const ROW = { organizationName: '青禾公司', title: '正极', description: '衰减' };

describe('readRows of CSV', () => {
  it('1 reads quoted commas, quotes and line breaks, in pieces of any size', async () => {
    const text = '\uFEFF单位,标题,描述\n青禾公司,"正极,高镍","称""单晶""者，\n循环 1000 次"\n\n,,\n岭东公司,膜,断裂\n';
    for (const size of [1, 7, text.length]) {
      const rows = await csv(text, size);
      expect(rows.map(({ row }) => row)).toEqual([2, 5]);
      expect(contentsOf(rows)).toEqual([
        { title: '正极,高镍', description: '称"单晶"者，\n循环 1000 次' },
        { title: '膜', description: '断裂' },
      ]);
    }
  });

  it('1 reads Windows line ends', async () => {
    const rows = await csv('单位,标题,描述\r\n青禾公司,正极,衰减\r\n');
    expect(contentsOf(rows)).toEqual([{ title: '正极', description: '衰减' }]);
  });

  it('2 names row and column of every fault, and goes on', async () => {
    const rows = await csv(
      [
        '单位,需求名称,描述,最低成熟度,行业代码,预算（元）',
        '青禾公司,正极,衰减,十,C3841；Z99,面议',
        ',,衰减,6,C3841,1000',
        '岭东公司,膜,断裂,6,C3841,1000',
      ].join('\n'),
    );
    expect(placesOf(rows)).toEqual([
      [2, '行业代码', '/industries/1'],
      [2, '预算（元）', '/budgetMax'],
      [2, '最低成熟度', '/leastTrl'],
      [3, '单位', '/organizationName'],
      [3, '需求名称', '/title'],
    ]);
    expect(rows.map(({ row }) => row)).toEqual([2, 3, 4]);
    expect(contentsOf(rows)[2]).toMatchObject({ title: '膜', leastTrl: 6, budgetMax: 100_000 });
    for (const row of rows) {
      for (const { zh, en } of 'faults' in row ? row.faults : []) {
        expect(zh).toMatch(/[一-鿿]/);
        expect(en).toMatch(/[a-z]/);
      }
    }
  });

  it('3 refuses more cells than the header, and takes fewer', async () => {
    const rows = await csv('单位,标题,描述,关键词\n青禾公司,正极,衰减,a,多\n青禾公司,膜,断裂,b,,\n岭东公司,阀,泄漏\n');
    expect(placesOf(rows)).toEqual([[2, '', '']]);
    expect(contentsOf(rows).slice(1)).toEqual([
      { title: '膜', description: '断裂', keywords: ['b'] },
      { title: '阀', description: '泄漏' },
    ]);
  });

  it.each([
    ['标题,单位,电话号码\n正极,青禾公司,1\n', '电话号码'],
    ['a,b\n1,2\n', '第 1 行'],
    ['单位,标题,描述\n青禾公司,"正极"高镍,衰减\n', '第 2 行'],
    ['单位,标题,描述\n青禾公司,"正极,衰减\n', 'CSV'],
  ])('4 says why %j cannot be read', async (text, said) => {
    const error = await within(csv(text).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(UnreadableFile);
    expect((error as UnreadableFile).zh).toContain(said);
    expect((error as UnreadableFile).en).toMatch(/[a-z]/);
  });

  it.each([
    ['标题,电话号码\n', ''],
    ['单位,标题,描述\n', '青禾公司,"正极"高镍,衰减\n'],
  ])('4 says so at once for a long file: header %j', async (header, broken) => {
    const text = header + broken + '青禾公司,正极,衰减\n'.repeat(50_000);
    const error = await within(csv(text, 64 * 1024).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(UnreadableFile);
  });

  it('8 can be given up', async () => {
    const text = '单位,标题,描述\n' + '青禾公司,正极,衰减\n'.repeat(50_000);
    const first = async (): Promise<number> => {
      for await (const { row } of readRows('need', 'csv', text, 64 * 1024)) return row;
      return 0;
    };
    expect(await within(first())).toBe(2);
  });
});

describe('readRows of JSONL', () => {
  it('5 reports bad lines by row and goes on', async () => {
    const rows = await jsonl(
      ROW,
      '{"title": ',
      '[1]',
      'null',
      '',
      { ...ROW, title: '膜', leastTrl: 10, bugdet: 1 },
      ROW,
    );
    expect(rows.map(({ row }) => row)).toEqual([1, 2, 3, 4, 6, 7]);
    expect(placesOf(rows)).toEqual([
      [2, '', ''],
      [3, '', ''],
      [4, '', ''],
      [6, 'leastTrl', '/leastTrl'],
      [6, 'bugdet', '/bugdet'],
    ]);
    expect(contentsOf(rows).at(-1)).toEqual({ title: '正极', description: '衰减' });
  });

  it('5 reads lines that arrive in pieces of any size, with a byte order mark and Windows line ends', async () => {
    const text = `\uFEFF${JSON.stringify(ROW)}\r\n${JSON.stringify({ ...ROW, title: '膜' })}`;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (size) => {
        const rows = await all('need', 'jsonl', text, size);
        expect(contentsOf(rows)).toEqual([
          { title: '正极', description: '衰减' },
          { title: '膜', description: '衰减' },
        ]);
      }),
      { numRuns: 20 },
    );
  });

  it('4 gives up a file that is one endless line', async () => {
    await expect(all('need', 'jsonl', 'x'.repeat(1024 * 1024 + 2), 64 * 1024)).rejects.toBeInstanceOf(UnreadableFile);
  });
});

describe('a row', () => {
  const externalIds = (rows: ReadRow[]): (string | null)[] =>
    rows.map((row) => ('value' in row ? row.value.externalId : null));

  it('6 is known by its id', async () => {
    const ids = externalIds(
      await jsonl({ ...ROW, id: ' n-1 ' }, { ...ROW, id: 'n-1', title: '膜' }, { ...ROW, id: 'n-2' }),
    );
    expect(ids).toEqual(['n-1', 'n-1', 'n-2']);
  });

  it('6 without one is known by organization and title, however it is written', async () => {
    const fromJson = externalIds(
      await jsonl(
        ROW,
        { ...ROW, title: ' 正极 ', description: '另一版' },
        { ...ROW, title: '膜' },
        { ...ROW, organizationName: '岭东公司' },
      ),
    );
    const [fromCsv] = externalIds(await csv('标题,描述,单位\n正极,衰减,青禾公司\n'));
    expect(fromJson[1]).toBe(fromJson[0]);
    expect(fromCsv).toBe(fromJson[0]);
    expect(new Set(fromJson).size).toBe(3);
    expect(fromJson[0]).toMatch(/^row-[0-9a-f]{32}$/);
  });

  it('7 says who posted it', async () => {
    const stated = {
      ...ROW,
      organizationKind: 'institute',
      organizationCreditCode: '91350100m000100y43',
      organizationRegion: '350100',
    };
    const organizations = async (kind: RecordKind, row: object): Promise<unknown> => {
      const [read] = await all(kind, 'jsonl', JSON.stringify(row));
      return read && 'value' in read ? read.value.organization : read;
    };
    expect(await organizations('need', ROW)).toEqual({
      name: '青禾公司',
      kind: 'enterprise',
      creditCode: null,
      region: null,
    });
    expect(await organizations('achievement', ROW)).toMatchObject({ kind: 'university' });
    expect(await organizations('need', stated)).toEqual({
      name: '青禾公司',
      kind: 'institute',
      creditCode: '91350100M000100Y43',
      region: '350100',
    });
    const [wrong] = await jsonl({ ...stated, organizationCreditCode: '91350100M000100Y4Z' });
    expect(placesOf(wrong ? [wrong] : [])).toEqual([[1, 'organizationCreditCode', '/organizationCreditCode']]);
  });
});

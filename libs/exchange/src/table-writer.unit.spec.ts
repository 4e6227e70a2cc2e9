/**
 * 1 each format holds the rows, and is valid without any
 * 2 rows are asked for as the file is read, not before: 20,000 of them are never held at once
 * 3 what goes wrong in the middle breaks the file off; whoever stops reading stops the rows
 * 4 no format runs a formula, and a cell longer than Excel takes says that it was cut
 * 5 no more rows or files than allowed; a file that ends makes room
 */
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { exportFile, MOST_EXPORT_ROWS } from './exports.js';
import { TABLE_FORMATS, writeTable } from './table-writer.js';
import type { Table, TableFormat } from './table-writer.js';

interface Row {
  text: string;
  n: number | null;
}
const tableOf = (rows: AsyncIterable<Row>): Table<Row> => ({
  name: '需求',
  columns: [
    { header: '文字', cell: ({ text }) => text },
    { header: '数', cell: ({ n }) => n },
  ],
  line: (row) => row,
  rows,
});
async function* given(...rows: Row[]): AsyncGenerator<Row> {
  yield* rows;
}
async function read(format: TableFormat, ...rows: Row[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of writeTable(format, tableOf(given(...rows)))) pieces.push(Buffer.from(piece as string));
  return Buffer.concat(pieces);
}
const cellsOf = async (bytes: Buffer): Promise<unknown[][]> => (await readXlsx(bytes)).sheets[0]?.rows ?? [];

const ROWS: Row[] = [
  { text: '隔膜, "涂层"\n第二行', n: 1.5 },
  { text: '_x0041_', n: null },
];

it('1 rows', async () => {
  const header = ['文字', '数'];
  expect(parse(await read('csv', ...ROWS), { bom: true })).toEqual([header, [ROWS[0]?.text, '1.5'], ['_x0041_', '']]);
  expect((await read('jsonl', ...ROWS)).toString()).toBe(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  expect(await cellsOf(await read('xlsx', ...ROWS))).toEqual([header, [ROWS[0]?.text, 1.5], ['_x0041_', null]]);
  expect((await read('csv')).toString()).toBe('\uFEFF文字,数\r\n');
  expect(await cellsOf(await read('xlsx'))).toEqual([header]);
  expect((await read('jsonl')).length).toBe(0);
});

it.each(TABLE_FORMATS)('2 3 %s is made as it is read, and stops with its reader', async (format) => {
  let asked = 0;
  let isOver = false;
  async function* many(): AsyncGenerator<Row> {
    try {
      for (; asked < 20_000; asked++) {
        // So that what is pulled ahead is told from what the reader asked for.
        await new Promise((soon) => setImmediate(soon));
        yield { text: `${Math.sin(asked)}`.repeat(200), n: asked };
      }
    } finally {
      isOver = true;
    }
  }
  const stream = writeTable(format, tableOf(many()));
  await once(stream, 'readable');
  stream.read();
  for (let turn = 0; turn < 12_000; turn++) await new Promise((soon) => setImmediate(soon));
  expect(asked).toBeGreaterThan(0);
  // Rows that compress well fill the buffers late: some two thousand, of the twelve thousand there was time for.
  expect(asked).toBeLessThan(6000);
  stream.destroy();
  await once(stream, 'close');
  for (let i = 0; i < 200 && !isOver; i++) await new Promise((soon) => setImmediate(soon));
  expect(isOver).toBe(true);
});

it.each(TABLE_FORMATS)('3 %s breaks off', async (format) => {
  async function* broken(): AsyncGenerator<Row> {
    yield { text: 'a', n: 1 };
    throw new Error('the database is gone');
  }
  const stream = writeTable(format, tableOf(broken()));
  stream.resume();
  const [error] = (await once(stream, 'error')) as [Error];
  expect(error.message).toContain('the database is gone');
});

it('4 formulas and long cells', async () => {
  const rows = [
    { text: '=1+1', n: 1 },
    { text: "'@x", n: null },
    { text: '长'.repeat(40_000), n: null },
  ];
  expect(parse(await read('csv', ...rows), { bom: true })[1]).toEqual(["'=1+1", '1']);
  const [, first, second, third] = await cellsOf(await read('xlsx', ...rows));
  expect([first, second]).toEqual([
    ['=1+1', 1],
    // The import takes one apostrophe before a sign for ours, so a cell of theirs gets a second.
    ["''@x", null],
  ]);
  expect(String(third?.[0])).toHaveLength(32_767);
  expect(String(third?.[0])).toMatch(/^长+…（超出 Excel/);
  expect((await read('csv', ...rows)).toString()).toContain('长'.repeat(40_000));
});

it('5 limits', async () => {
  const begin = () => exportFile('needs', 'csv', 3, tableOf(given(...ROWS))).stream;
  expect(() => exportFile('needs', 'csv', MOST_EXPORT_ROWS + 1, tableOf(given()))).toThrow(/100001 rows fit/);
  const files = [begin(), begin(), begin(), begin()];
  expect(begin).toThrow(/As many exports/);
  files[0]?.destroy();
  files[1]?.resume();
  await Promise.all([once(files[0] ?? begin(), 'close'), once(files[1] ?? begin(), 'close')]);
  files.push(begin(), begin());
  for (const file of files.slice(2)) {
    file.destroy();
    await once(file, 'close');
  }
});

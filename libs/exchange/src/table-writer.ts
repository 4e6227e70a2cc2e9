import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { neutralCell, plainCell } from './formula.js';

export const TABLE_FORMATS = ['xlsx', 'csv', 'jsonl'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export const TABLE_TYPES: Readonly<Record<TableFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
};

export type Cell = string | number | boolean | null | undefined;

/** One thing as a file shows it. */
export interface TableColumn<Row> {
  header: string;
  cell: (row: Row) => Cell;
}

/** What is written: columns for sheets, an object a line for JSONL. */
export interface Table<Row> {
  /** Of the sheet; at most 31 characters. */
  name: string;
  columns: readonly TableColumn<Row>[];
  line: (row: Row) => object;
  rows: AsyncIterable<Row>;
}

/** Excel's own limit; a file with a longer cell does not open. */
const LONGEST_XLSX_CELL = 32_767;
const CUT = '…（超出 Excel 单元格上限，全文见 CSV 或 JSONL / cut at Excel’s limit, whole in CSV or JSONL）';

/** The bytes of a file, made while they are read: rows are asked for as they are needed, and none is kept. */
export function writeTable<Row>(format: TableFormat, { name, columns, line, rows }: Table<Row>): Readable {
  switch (format) {
    case 'csv': {
      const lines = stringify({ bom: true, header: true, record_delimiter: 'windows', columns: headersOf(columns) });
      const source = Readable.from(cellsOf(rows, columns, csvCell));
      source.on('error', (error) => lines.destroy(error));
      lines.on('close', () => source.destroy());
      return source.pipe(lines);
    }
    case 'xlsx':
      return Readable.from(workbookOf(name, columns, rows));
    case 'jsonl':
      return Readable.from(linesOf(rows, line));
  }
}

const headersOf = <Row>(columns: readonly TableColumn<Row>[]): string[] => columns.map(({ header }) => header);

async function* cellsOf<Row, Out>(
  rows: AsyncIterable<Row>,
  columns: readonly TableColumn<Row>[],
  toCell: (cell: Cell) => Out,
): AsyncGenerator<Out[]> {
  for await (const row of rows) yield columns.map(({ cell }) => toCell(cell(row)));
}

async function* workbookOf<Row>(
  name: string,
  columns: readonly TableColumn<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  // Here and not at the top: 70 files that a process would load at each start.
  const { writeXlsxStream } = await import('hucre/xlsx');
  const stream = writeXlsxStream(cellsOf(rows, columns, xlsxCell), {
    name,
    columns: columns.map(({ header }) => ({ header })),
    freezePane: { rows: 1 },
  });
  // Not `yield*`, which would ask the stream's iterator to throw when the reader is cut off; it cannot.
  for await (const bytes of stream) yield bytes;
}

async function* linesOf<Row>(rows: AsyncIterable<Row>, line: (row: Row) => object): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(line(row))}\n`;
}

const csvCell = (cell: Cell): string =>
  typeof cell === 'string' ? neutralCell(cell) : cell === null || cell === undefined ? '' : String(cell);

/**
 * Text is written as text, which no spreadsheet runs, so nothing is put before it, but for what an import would take
 * for an apostrophe of ours.
 */
function xlsxCell(cell: Cell): string | number | boolean | null {
  if (typeof cell !== 'string') return cell ?? null;
  return xlsxText(plainCell(cell) === cell ? cell : neutralCell(cell));
}

function xlsxText(cell: string): string {
  // Readers take _x0041_ for an escaped letter.
  const text = cell.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return text.length > LONGEST_XLSX_CELL ? text.slice(0, LONGEST_XLSX_CELL - CUT.length) + CUT : text;
}

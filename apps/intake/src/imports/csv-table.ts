import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { SheetPlace, Table, TableRow } from './tables.js';
import { UnreadableFile } from './unreadable-file.js';

/** Longest row of any file. */
export const LONGEST_ROW = 1024 * 1024;

/** @param text opens the file anew at each call */
export const csvTable = (place: SheetPlace, text: () => AsyncIterable<string>): Table => ({
  place,
  rows: () => csvRows(text()),
});

async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<TableRow> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: false, max_record_size: LONGEST_ROW });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      if (cells.some((cell) => cell.trim() !== '')) yield { row, cells, unusable: [] };
    }
  } catch (error) {
    const detail = (error as Error).message;
    row = (error as { records?: number }).records ?? row;
    throw new UnreadableFile(
      `第 ${row + 1} 行附近无法按 CSV 读取：${detail}`,
      `cannot be read as CSV near row ${row + 1}: ${detail}`,
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}

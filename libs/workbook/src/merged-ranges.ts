import { cellAt } from './cell-reference.js';
import { LIMITS } from './limits.js';
import { UnusableWorkbook } from './unusable-workbook.js';

export interface MergedRange {
  column: number;
  firstRow: number;
  lastRow: number;
}

/** What stands behind the rows in a sheet is short, its merged ranges included. */
const LONGEST_TAIL = 8 * 1024 * 1024;
const END_OF_ROWS = 'sheetData>';

/**
 * The ranges that span several rows, by their first column. They stand behind the rows, which need them, so the sheet
 * is passed over once for them, without parsing it.
 */
export async function readMergedRanges(sheet: string, bytes: AsyncIterable<Buffer>): Promise<MergedRange[]> {
  let tail = '';
  let isBehindRows = false;
  for await (const piece of bytes) {
    // Nothing but ASCII is looked for.
    const text = tail + piece.toString('latin1');
    const end = text.lastIndexOf(END_OF_ROWS);
    if (end >= 0) {
      isBehindRows = true;
      tail = text.slice(end);
    } else tail = isBehindRows ? text : text.slice(-END_OF_ROWS.length);
    if (tail.length > LONGEST_TAIL) break;
  }
  const found: MergedRange[] = [];
  for (const [, from = '', to = ''] of tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9]+):([A-Z0-9]+)"/g)) {
    const [first, last] = [cellAt(from), cellAt(to)];
    if (!first || !last || last.row <= first.row) continue;
    found.push({ column: first.column, firstRow: first.row, lastRow: last.row });
    if (found.length > LIMITS.mergedRanges) {
      throw new UnusableWorkbook(
        `工作表“${sheet}”的合并单元格超过 ${LIMITS.mergedRanges} 处；请取消合并后再传。`,
        `sheet “${sheet}” has more than ${LIMITS.mergedRanges} merged ranges; unmerge them.`,
      );
    }
  }
  return found.sort((a, b) => a.firstRow - b.firstRow);
}

/** Fills merged cells downwards while rows go by in order: what stands in the first row counts for the others. */
export class MergedCells {
  private next = 0;
  private open: (MergedRange & { value: string })[] = [];

  constructor(private readonly ranges: readonly MergedRange[]) {}

  /** @param cells of row `row`, changed in place */
  fill(row: number, cells: string[]): void {
    this.open = this.open.filter(({ lastRow }) => lastRow >= row);
    for (const { column, value } of this.open) {
      while (cells.length <= column) cells.push('');
      cells[column] ||= value;
    }
    for (let range = this.ranges[this.next]; range && range.firstRow <= row; range = this.ranges[++this.next]) {
      if (range.firstRow === row) this.open.push({ ...range, value: cells[range.column] ?? '' });
    }
  }
}

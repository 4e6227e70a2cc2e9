import { columnLetters } from '#workbook';
import type { HeaderMapping, RowFault } from '#storage';
import { readCell } from './columns.js';
import { headerOf, refuseHeader } from './header.js';
import type { Header } from './header.js';
import { faulty, judge, shortened, wholeRow } from './row-judge.js';
import type { ReadRow } from './row-judge.js';
import type { Table, TableRow, UnusableCell } from './tables.js';

/** The rows of a table under its header, each judged. @throws UnreadableFile for a header that is not understood */
export async function* readTable(table: Table, mapping: HeaderMapping | null): AsyncGenerator<ReadRow> {
  const header = await headerOf(table, mapping);
  if (!header) return;
  refuseHeader(table.place.name, header);
  for await (const line of table.rows()) {
    if (line.row > header.row) yield readLine(table, header, line);
  }
}

function readLine({ place }: Table, { names, meanings }: Header, { row, cells, unusable }: TableRow): ReadRow {
  const beyond = cells.slice(names.length).some((cell) => cell.trim() !== '');
  if (beyond && place.name === '') {
    return wholeRow(
      place,
      row,
      'too-many-cells',
      `有 ${cells.length} 列，表头只有 ${names.length} 列；含逗号的内容请加引号。`,
      `has ${cells.length} columns, the header ${names.length}; quote cells that hold commas.`,
    );
  }
  const value: Record<string, unknown> = {};
  const others: RowFault[] = [];
  cells.forEach((cell, i) => {
    if (cell.trim() === '') return;
    const meaning = meanings[i] ?? 'unknown';
    if (meaning === 'left-out') return;
    const bad = unusable.find(({ column }) => column === i);
    if (meaning === 'unknown') others.push(withoutHeader(i, cell));
    else if (bad) others.push(unusableCell(names[i] ?? '', cell, meaning.field, bad));
    else value[meaning.field] = readCell(meaning, cell);
  });
  const columnAt = (pointer: string): number => {
    const field = pointer.split('/')[1] ?? '';
    return meanings.findIndex((meaning) => typeof meaning !== 'string' && meaning.field === field);
  };
  const words = {
    columnOf: (pointer: string): string => names[columnAt(pointer)] ?? pointer.split('/')[1] ?? '',
    valueOf: (pointer: string): string => cells[columnAt(pointer)]?.trim() ?? '',
  };
  // A row of nothing but cells left out says nothing.
  if (Object.keys(value).length === 0 && others.length > 0) return faulty(place, row, others);
  return judge(place, row, value, words, others);
}

function withoutHeader(column: number, cell: string): RowFault {
  const letters = columnLetters(column);
  return {
    pointer: '',
    column: letters,
    kind: 'no-header',
    value: shortened(cell),
    zh: `${letters} 列没有表头；请补上表头，或删除内容。`,
    en: `column ${letters} has no header; give it one, or remove the content.`,
  };
}

function unusableCell(name: string, cell: string, field: string, { kind }: UnusableCell): RowFault {
  const words =
    kind === 'error-value'
      ? {
          zh: '单元格是公式错误值；请填入实际内容。',
          en: 'the cell holds an error value; put the content itself.',
        }
      : {
          zh: '数字超过 15 位，Excel 已丢失末尾数字；请先把单元格设为文本格式，再重新填写。',
          en: 'the number has more than 15 digits, of which Excel lost the last; format the cell as text and type it again.',
        };
  return { pointer: `/${field}`, column: name, kind, value: shortened(cell), ...words };
}

import type { Readable } from 'node:stream';
import { neutralCell } from '#exchange';
import type { Locale } from '#matching';
import type { HeaderMapping, ImportFaultEntity, RowFault } from '#storage';
import { writeWorkbook } from '#workbook';
import type { WrittenCell, WrittenRow, WrittenSheet } from '#workbook';
import type { BulkFile } from './bulk-file.js';
import { FAULTS_HEADER } from './columns.js';
import { headerOf } from './header.js';
import type { Header } from './header.js';
import type { Table } from './tables.js';

/** The faulty rows of a sheet, in its order. */
type FaultsOfSheet = (sheetNumber: number) => AsyncIterable<ImportFaultEntity>;

/** The file once more as a workbook, its faulty cells marked and their faults in a column behind the others. */
export async function annotatedCopy(
  bulk: BulkFile,
  mapping: HeaderMapping | null,
  faults: FaultsOfSheet,
  locale: Locale,
): Promise<Readable> {
  const sheets: WrittenSheet[] = [];
  for (const table of bulk.tables ?? []) {
    const header = await headerOf(table, mapping);
    const rows = rowsWithFaults(table, header, faults(table.place.number), locale);
    sheets.push({ name: table.place.name || 'CSV', rows });
  }
  if (!bulk.tables) sheets.push({ name: 'JSONL', rows: linesWithFaults(bulk, faults(0), locale) });
  return writeWorkbook(sheets);
}

async function* rowsWithFaults(
  table: Table,
  header: Header | null,
  faults: AsyncIterable<ImportFaultEntity>,
  locale: Locale,
): AsyncGenerator<WrittenRow> {
  const names = header?.names ?? [];
  // A copy of a copy says its faults in the same place.
  const known = names.indexOf(FAULTS_HEADER);
  const at = known >= 0 ? known : names.length;
  const faultsAt = inStep(faults);
  for await (const { row, cells } of table.rows()) {
    const isHeader = row === header?.row;
    const written: WrittenCell[] = cells.map((value) => ({
      value: neutralCell(value),
      ...(isHeader ? { look: 'header' as const } : {}),
    }));
    const found = isHeader ? [] : await faultsAt(row);
    const remark = isHeader ? FAULTS_HEADER : told(found, locale);
    while (written.length <= at) written.push({ value: '' });
    for (const { column } of found) {
      const place = names.indexOf(column);
      if (place >= 0 && column !== '') written[place] = { value: written[place]?.value ?? '', look: 'marked' };
    }
    // Cells behind the header are at fault for being there; the remark goes behind them.
    const place = at < cells.length && known < 0 && !isHeader && cells[at] !== '' ? cells.length : at;
    written[place] = { value: remark, look: isHeader ? 'header' : 'remark' };
    yield { row, cells: written };
  }
}

async function* linesWithFaults(
  bulk: BulkFile,
  faults: AsyncIterable<ImportFaultEntity>,
  locale: Locale,
): AsyncGenerator<WrittenRow> {
  const faultsAt = inStep(faults);
  for await (const { row, line } of bulk.lines()) {
    const found = await faultsAt(row);
    const look = found.length > 0 ? 'marked' : 'plain';
    yield {
      row,
      cells: [
        { value: line, look },
        { value: told(found, locale), look: 'remark' },
      ],
    };
  }
}

const told = (faults: readonly RowFault[], locale: Locale): string =>
  neutralCell(faults.map((fault) => `${fault.column === '' ? '' : `${fault.column}: `}${fault[locale]}`).join('\n'));

/** Goes through faults alongside the rows, both in the order of the sheet. */
function inStep(faults: AsyncIterable<ImportFaultEntity>): (row: number) => Promise<readonly RowFault[]> {
  const iterator = faults[Symbol.asyncIterator]();
  let next: IteratorResult<ImportFaultEntity> | null = null;
  return async (row) => {
    next ??= await iterator.next();
    while (!next.done && next.value.row < row) next = await iterator.next();
    return next.done || next.value.row !== row ? [] : next.value.faults;
  };
}

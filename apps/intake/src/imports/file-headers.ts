import type { RecordKind } from '#matching';
import type { HeaderMapping, ImportEntity, ImportMappingStore } from '#storage';
import type { BulkFile } from './bulk-file.js';
import { columnsOf, keyOf } from './columns.js';
import type { Column } from './columns.js';
import { headerOf, headersKey, meaningOf } from './header.js';
import type { Header } from './header.js';
import { shortened } from './row-judge.js';
import type { Table } from './tables.js';

/** A sheet's columns as they were found, and what each seems to be. */
export interface SheetHeaders {
  sheet: string;
  kind: RecordKind;
  headerRow: number;
  columns: { header: string; proposed: string | null; leftOut: boolean; sample: string }[];
}

/** How many rows are looked at for a sample of each column. */
const SAMPLED_ROWS = 50;

/** What a column is called where people choose among them. */
export const labelOf = ({ field, names }: Column): string => names[0] ?? `${field}（分 fen）`;

/** The columns that a header of this kind can stand for. */
export const choosable = (kind: RecordKind): { key: string; label: string }[] =>
  columnsOf(kind).map((column) => ({ key: keyOf(column), label: labelOf(column) }));

/** What stands in the headers of every sheet. */
export async function headersOf(bulk: BulkFile, mapping: HeaderMapping | null): Promise<SheetHeaders[]> {
  const sheets: SheetHeaders[] = [];
  for (const table of bulk.tables ?? []) {
    const header = await headerOf(table, mapping);
    if (header) sheets.push(await sheetHeadersOf(table, header, mapping));
  }
  return sheets;
}

async function sheetHeadersOf(table: Table, header: Header, mapping: HeaderMapping | null): Promise<SheetHeaders> {
  const samples: string[] = [];
  let looked = 0;
  for await (const { row, cells } of table.rows()) {
    if (row <= header.row) continue;
    cells.forEach((cell, i) => (samples[i] ||= shortened(cell.trim())));
    if (++looked >= SAMPLED_ROWS) break;
  }
  const { kind, name: sheet } = table.place;
  const columns = header.names.flatMap((name, i) => {
    if (name === '') return [];
    const meaning = meaningOf(kind, name, mapping);
    const proposed = typeof meaning === 'string' ? null : keyOf(meaning);
    return [{ header: name, proposed, leftOut: meaning === 'left-out', sample: samples[i] ?? '' }];
  });
  return { sheet, kind, headerRow: header.row, columns };
}

/** By these a file is known again, so no mapping has a say in which row they are. */
async function namesOf(bulk: BulkFile): Promise<string[]> {
  const names: string[] = [];
  for (const table of bulk.tables ?? []) names.push(...((await headerOf(table, null))?.names ?? []));
  return names;
}

type Sender = Pick<ImportEntity, 'accountId' | 'kind'>;

/** Keeps what the sender said of these headers for the next file that has the same. */
export async function rememberMapping(
  mappings: ImportMappingStore,
  { accountId, kind }: Sender,
  bulk: BulkFile,
  mapping: HeaderMapping,
): Promise<void> {
  if (accountId) await mappings.remember(accountId, kind, headersKey(await namesOf(bulk)), mapping);
}

/** What the sender's organization said of these headers before. */
export async function rememberedMapping(
  mappings: ImportMappingStore,
  { accountId, kind }: Sender,
  bulk: BulkFile,
): Promise<HeaderMapping | null> {
  return accountId ? mappings.remembered(accountId, kind, headersKey(await namesOf(bulk))) : null;
}

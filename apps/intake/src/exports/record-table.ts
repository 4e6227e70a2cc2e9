import type { Cell, TableColumn } from '#exchange';
import type { Locale, OrganizationKind, RecordContent, RecordKind } from '#matching';
import { columnsOf, nameOfValue } from '../imports/columns.js';
import type { Column } from '../imports/columns.js';
import { papersCell } from '../imports/papers-cell.js';
import type { ListedPaper } from '../imports/papers-cell.js';

/** A record as a bulk file holds it. */
export interface ExportedRecord {
  /** The poster's own id of it, or the platform's. */
  id: string;
  organizationName: string;
  organizationKind?: OrganizationKind;
  organizationCreditCode?: string | undefined;
  organizationRegion?: string | undefined;
  content: RecordContent;
}

/** What the import reads, a line each: the same file taken in again changes nothing. */
export const lineOf = ({ content, ...row }: ExportedRecord): object => ({ ...row, ...content });

/** The columns that the import reads: in Chinese with money in yuan, in English as the API names them, in fen. */
export function recordColumns(kind: RecordKind, locale: Locale): TableColumn<ExportedRecord>[] {
  const columns = columnsOf(kind);
  // Of several columns for a field, the API's own comes first and has no other name.
  const chosen = [...new Set(columns.map(({ field }) => field))].flatMap(
    (field) => columns.find((one) => one.field === field && (locale === 'en' || one.names.length > 0)) ?? [],
  );
  return chosen.map((column) => ({
    header: locale === 'zh' ? (column.names[0] ?? column.field) : column.field,
    cell: (record) => cellOf(column, (lineOf(record) as Record<string, unknown>)[column.field], locale),
  }));
}

/** What separates the items of a list where the import reads one, or makes it read the cell in another way. */
const SEPARATING = /[;；|\n]|^\[|^\s|\s$/;

function cellOf({ field, type }: Column, value: unknown, locale: Locale): Cell {
  if (value === undefined) return undefined;
  const named = (code: unknown): string => (locale === 'zh' ? nameOfValue(field, String(code)) : String(code));
  switch (type) {
    case 'list': {
      const items = (value as string[]).map(named);
      const isPlain = items.length > 0 && !items.some((item) => SEPARATING.test(item));
      return isPlain ? items.join('；') : JSON.stringify(items);
    }
    case 'yuan':
      return yuanOf(value as number);
    case 'papers':
      return papersCell(value as ListedPaper[]);
    case 'json':
      return JSON.stringify(value);
    default:
      return typeof value === 'number' ? value : named(value);
  }
}

/** Exact: a division would not be for large amounts. */
function yuanOf(fen: number): string {
  const digits = String(fen).padStart(3, '0');
  const cents = digits.slice(-2);
  return cents === '00' ? digits.slice(0, -2) : `${digits.slice(0, -2)}.${cents}`;
}

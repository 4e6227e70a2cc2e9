import { createHash } from 'node:crypto';
import type { RecordKind } from '#matching';
import type { HeaderMapping } from '#storage';
import { columnByKey, columnOf, FAULTS_HEADER, simple } from './columns.js';
import type { Column } from './columns.js';
import type { Table, TableRow } from './tables.js';
import { UnreadableFile } from './unreadable-file.js';

/** What a header cell stands for: a column, nothing (left out on purpose), or nothing that is known. */
export type Meaning = Column | 'left-out' | 'unknown';

export interface Header {
  row: number;
  names: readonly string[];
  meanings: readonly Meaning[];
}

/** Titles and notes may stand above a header, but not more lines of them. */
const LINES_ABOVE = 20;
/** So many known columns make a row a header. */
const TELLING = 2;

export function meaningOf(kind: RecordKind, name: string, mapping: HeaderMapping | null): Meaning {
  const mapped = mapping && Object.hasOwn(mapping, name) ? mapping[name] : undefined;
  if (mapped === null || simple(name) === simple(FAULTS_HEADER)) return 'left-out';
  if (mapped !== undefined) return columnByKey(kind, mapped) ?? 'unknown';
  return columnOf(kind, name) ?? 'unknown';
}

/**
 * The header of a table: the first row with two known columns, else with two cells, else the first there is; null for
 * an empty table. A title or a note may stand above it.
 */
export async function headerOf(table: Table, mapping: HeaderMapping | null): Promise<Header | null> {
  const read = ({ row, cells }: TableRow): Header => {
    const names = cells.map((cell) => cell.trim());
    return { row, names, meanings: names.map((name) => meaningOf(table.place.kind, name, mapping)) };
  };
  let first: Header | null = null;
  let likely: Header | null = null;
  let lines = 0;
  for await (const line of table.rows()) {
    const header = read(line);
    if (header.meanings.filter((meaning) => meaning !== 'unknown').length >= TELLING) return header;
    first ??= header;
    if (header.names.filter((name) => name !== '').length >= TELLING) likely ??= header;
    if (++lines >= LINES_ABOVE) break;
  }
  return likely ?? first;
}

const inSheet = (name: string): { zh: string; en: string } =>
  name === '' ? { zh: '', en: '' } : { zh: `工作表“${name}”：`, en: `sheet “${name}”: ` };

/** Nothing is dropped in silence: every column must be known, and no two may mean the same field. */
export function refuseHeader(sheet: string, { row, names, meanings }: Header): void {
  const place = inSheet(sheet);
  const refuse = (zh: string, en: string): never => {
    throw new UnreadableFile(place.zh + zh, place.en + en);
  };
  const unknown = names.filter((name, i) => name !== '' && meanings[i] === 'unknown');
  if (unknown.length === names.filter((name) => name !== '').length) {
    refuse(
      `第 ${row} 行不像表头：没有一列能识别。请使用模板，或在导入时指明各列。`,
      `row ${row} does not look like a header: no column is known. Use the template, or say what the columns are.`,
    );
  }
  if (unknown.length > 0) {
    refuse(
      `表头中有不认识的列：${unknown.join('、')}；请改名或删除，或在导入时指明它们的含义。`,
      `unknown columns in the header: ${unknown.join(', ')}; rename or remove them, or say what they are.`,
    );
  }
  const fields = meanings.map((meaning) => (typeof meaning === 'string' ? null : meaning.field));
  const twice = names.filter((_name, i) => fields[i] && fields.indexOf(fields[i]) !== fields.lastIndexOf(fields[i]));
  if (twice.length > 0) {
    refuse(
      `表头中有含义相同的列：${twice.join('、')}；请只保留一列。`,
      `columns in the header that mean the same: ${twice.join(', ')}; keep one of them.`,
    );
  }
}

/** What files with the same headers have in common, whatever the order of their columns. */
export const headersKey = (names: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...new Set(names.map(simple))].filter((name) => name !== '').sort()))
    .digest('hex');

import type { Readable } from 'node:stream';
import { DomainError } from '#matching';
import { TABLE_TYPES, writeTable } from './table-writer.js';
import type { Table, TableFormat } from './table-writer.js';

/** Rows of one file; Excel takes a million, and whoever wants more follows the feed. */
export const MOST_EXPORT_ROWS = 100_000;
/** Rows read from the database at a time. */
export const EXPORT_PAGE = 500;
/** Files that one process writes at a time, and how long one may take: a reader can be slow on purpose. */
const AT_ONCE = 4;
const LONGEST_MS = 15 * 60_000;
const ASK_AGAIN_SECONDS = 30;

/** A file as it is sent. */
export interface ExportedFile {
  stream: Readable;
  type: string;
  /** `Content-Disposition` that saves it. */
  disposition: string;
}

let underWay = 0;

/**
 * Begins to write a file, if there are not too many rows or files.
 * @param name of the file, in ASCII, without ending
 * @throws DomainError `export-too-large`, `exports-busy`
 */
export function exportFile<Row>(name: string, format: TableFormat, rows: number, table: Table<Row>): ExportedFile {
  if (rows > MOST_EXPORT_ROWS) throw new DomainError('export-too-large', { rows, limit: MOST_EXPORT_ROWS });
  if (underWay >= AT_ONCE) throw new DomainError('exports-busy', { seconds: ASK_AGAIN_SECONDS });
  underWay++;
  const stream = writeTable(format, table);
  const late = setTimeout(() => stream.destroy(new Error('the export was read too slowly')), LONGEST_MS);
  late.unref();
  stream.once('close', () => {
    clearTimeout(late);
    underWay--;
  });
  return { stream, type: TABLE_TYPES[format], disposition: `attachment; filename="${name}.${format}"` };
}

/** Everything that pages hold, a page at a time; `after` is the id of the last one seen. */
export async function* throughPages<Item extends { id: string }>(
  page: (after: string | null, limit: number) => Promise<readonly Item[]>,
): AsyncGenerator<Item> {
  let after: string | null = null;
  for (;;) {
    const items: readonly Item[] = await page(after, EXPORT_PAGE);
    yield* items;
    const last = items.at(-1);
    if (!last || items.length < EXPORT_PAGE) return;
    after = last.id;
  }
}

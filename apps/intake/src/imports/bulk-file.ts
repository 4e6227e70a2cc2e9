import type { RecordKind } from '#matching';
import type { HeaderMapping, ImportEntity } from '#storage';
import { Workbook } from '#workbook';
import type { ByteSource } from '#workbook';
import { csvTable } from './csv-table.js';
import { headerOf, refuseHeader } from './header.js';
import { filledLines, readJsonLines } from './json-lines.js';
import type { ReadRow } from './row-judge.js';
import { readTable } from './row-reader.js';
import type { SheetPlace, Table } from './tables.js';
import { decodeText } from './text-decoding.js';
import { asUnreadable, workbookTables } from './workbook-tables.js';

export interface BulkFileInput {
  format: ImportEntity['format'];
  kind: RecordKind;
  bytes: ByteSource;
}

/** A bulk file open for reading, as often as needed. Close it. */
export class BulkFile {
  private constructor(
    /** Null for a file without header: one object a line. */
    readonly tables: readonly Table[] | null,
    /** Sheets that are not read. */
    readonly passedOver: readonly string[],
    private readonly place: SheetPlace,
    private readonly text: () => AsyncIterable<string>,
    private readonly workbook: Workbook | null,
  ) {}

  /** @throws UnreadableFile */
  static async open({ format, kind, bytes }: BulkFileInput): Promise<BulkFile> {
    const place: SheetPlace = { number: 0, name: '', kind };
    const text = (): AsyncIterable<string> => decodeText(bytes.read(0, bytes.size));
    if (format === 'jsonl') return new BulkFile(null, [], place, text, null);
    if (format === 'csv') return new BulkFile([csvTable(place, text)], [], place, text, null);
    let workbook: Workbook | null = null;
    try {
      workbook = await Workbook.open(bytes);
      const { tables, passedOver } = await workbookTables(workbook, kind);
      return new BulkFile(tables, passedOver, place, text, workbook);
    } catch (error) {
      await workbook?.close();
      throw asUnreadable(error);
    }
  }

  /** Every row under its header, judged, sheet by sheet. @throws UnreadableFile */
  async *rows(mapping: HeaderMapping | null): AsyncGenerator<ReadRow> {
    if (this.tables) for (const table of this.tables) yield* readTable(table, mapping);
    else yield* readJsonLines(this.place, this.text());
  }

  /** Rows under the headers, without looking into them. @throws UnreadableFile also for a header not understood */
  async count(mapping: HeaderMapping | null): Promise<number> {
    let rows = 0;
    for (const table of this.tables ?? []) {
      const header = await headerOf(table, mapping);
      if (!header) continue;
      refuseHeader(table.place.name, header);
      for await (const { row } of table.rows()) if (row > header.row) rows++;
    }
    if (!this.tables) for await (const _line of this.lines()) rows++;
    return rows;
  }

  /** The lines of a file without header. */
  lines(): AsyncGenerator<{ row: number; line: string }> {
    return filledLines(this.text());
  }

  async close(): Promise<void> {
    await this.workbook?.close();
  }
}

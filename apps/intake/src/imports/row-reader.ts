import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { z } from 'zod';
import { faultsOf, storableText } from '#http';
import { contentHash, ORGANIZATION_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import type { ImportedRow, RowFault, RowFaults } from '#storage';
import { creditCodeSchema, regionSchema } from '../organization.schema.js';
import { CONTENT_SCHEMAS } from '../record.schema.js';
import { columnOf, readCell } from './columns.js';

/** A row of a file: what is to be taken in, or why it cannot be. Rows count from 1, as a sheet shows them. */
export type ReadRow = { row: number; value: ImportedRow } | RowFaults;

/** What a row says beside the record itself. */
const rowSchema = z.object({
  id: storableText(200).optional(),
  organizationName: storableText(200),
  organizationKind: z.enum(ORGANIZATION_KINDS).optional(),
  organizationCreditCode: creditCodeSchema.optional(),
  organizationRegion: regionSchema.optional(),
});
const ROW_FIELDS = Object.keys(rowSchema.shape);
const LONGEST_ROW = 1024 * 1024;

/** The file as a whole cannot be read. */
export class UnreadableFile extends Error {
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}

export const readRows = (
  kind: RecordKind,
  format: 'jsonl' | 'csv',
  text: AsyncIterable<string>,
): AsyncGenerator<ReadRow> => (format === 'csv' ? csvRows(kind, text) : jsonlRows(kind, text));

async function* jsonlRows(kind: RecordKind, text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  let row = 0;
  for await (const line of linesOf(text)) {
    row++;
    if (line.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line.replace(/^\uFEFF/, ''));
    } catch (error) {
      yield wholeRow(
        row,
        `不是有效的 JSON：${(error as Error).message}`,
        `not valid JSON: ${(error as Error).message}`,
      );
      continue;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield wholeRow(row, '每行应为一个 JSON 对象。', 'each line should be a JSON object.');
      continue;
    }
    yield judge(kind, row, value as Record<string, unknown>, (pointer) => pointer.split('/')[1] ?? '');
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_ROW) {
      throw new UnreadableFile(
        '有一行超过 1 MiB；请确认文件是每行一个 JSON 对象。',
        'a line exceeds 1 MiB; the file should hold one JSON object per line.',
      );
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function* csvRows(kind: RecordKind, text: AsyncIterable<string>): AsyncGenerator<ReadRow> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: LONGEST_ROW,
    info: true,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let header: string[] | null = null;
  let columns: ReturnType<typeof columnOf>[] = [];
  let row = 0;
  try {
    for await (const { record } of parser as AsyncIterable<{ record: string[] }>) {
      row++;
      if (!header) {
        header = record.map((cell) => cell.trim());
        columns = header.map((name) => columnOf(kind, name));
        refuseHeader(header, columns);
        continue;
      }
      if (record.every((cell) => cell.trim() === '')) continue;
      if (record.length > header.length && record.slice(header.length).some((cell) => cell.trim() !== '')) {
        yield wholeRow(
          row,
          `有 ${record.length} 列，表头只有 ${header.length} 列；含逗号的内容请加引号。`,
          `has ${record.length} columns, the header ${header.length}; quote cells that hold commas.`,
        );
        continue;
      }
      const value: Record<string, unknown> = {};
      const names = new Map<string, string>();
      record.forEach((cell, i) => {
        const column = columns[i];
        if (!column) return;
        const read = readCell(column, cell);
        if (read === undefined) return;
        value[column.field] = read;
        names.set(column.field, header?.[i] ?? column.field);
      });
      const nameOf = (pointer: string): string => {
        const field = pointer.split('/')[1] ?? '';
        return names.get(field) ?? header?.find((_name, i) => columns[i]?.field === field) ?? field;
      };
      yield judge(kind, row, value, nameOf);
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
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

/** Nothing is dropped in silence: every column must be known, and no two may mean the same field. */
function refuseHeader(header: string[], columns: ReturnType<typeof columnOf>[]): void {
  const unknown = header.filter((name, i) => name !== '' && !columns[i]);
  if (unknown.length === header.length) {
    throw new UnreadableFile(
      '第 1 行不像表头：没有一列能识别。',
      'row 1 does not look like a header: no column is known.',
    );
  }
  if (unknown.length > 0) {
    throw new UnreadableFile(
      `表头中有不认识的列：${unknown.join('、')}；请改名或删除。`,
      `unknown columns in the header: ${unknown.join(', ')}; rename or remove them.`,
    );
  }
  const fields = columns.map((column) => column?.field);
  const twice = header.filter(
    (_name, i) => fields[i] !== undefined && fields.indexOf(fields[i]) !== fields.lastIndexOf(fields[i]),
  );
  if (twice.length > 0) {
    throw new UnreadableFile(
      `表头中有含义相同的列：${twice.join('、')}；请只保留一列。`,
      `columns in the header that mean the same: ${twice.join(', ')}; keep one of them.`,
    );
  }
}

const wholeRow = (row: number, zh: string, en: string): RowFaults => ({
  row,
  faults: [{ pointer: '', column: '', zh, en }],
});

/** Checks a row against the schemas that the API uses, and reports every fault at once. */
function judge(
  kind: RecordKind,
  row: number,
  value: Record<string, unknown>,
  columnName: (pointer: string) => string,
): ReadRow {
  const own = Object.fromEntries(Object.entries(value).filter(([field]) => ROW_FIELDS.includes(field)));
  const rest = Object.fromEntries(Object.entries(value).filter(([field]) => !ROW_FIELDS.includes(field)));
  const envelope = rowSchema.safeParse(own, { reportInput: true });
  const content = CONTENT_SCHEMAS[kind].safeParse(rest, { reportInput: true });
  if (envelope.success && content.success) {
    const { id, organizationName, organizationKind, organizationCreditCode, organizationRegion } = envelope.data;
    const organization = {
      name: organizationName,
      kind: organizationKind ?? (kind === 'need' ? ('enterprise' as const) : ('university' as const)),
      creditCode: organizationCreditCode ?? null,
      region: organizationRegion ?? null,
    };
    // Without an id of its own, a row is known again by who posted it under which title.
    const externalId = id ?? `row-${contentHash([organization.name, content.data.title]).slice(0, 32)}`;
    return { row, value: { externalId, organization, content: content.data } };
  }
  const faults: RowFault[] = [envelope, content]
    .flatMap((parsed) => (parsed.success ? [] : faultsOf(parsed.error)))
    .map((fault) => ({ ...fault, column: columnName(fault.pointer) }));
  return { row, faults };
}

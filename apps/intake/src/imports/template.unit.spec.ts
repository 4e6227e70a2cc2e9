/**
 * The workbook people fill in.
 *
 * 1 every header is understood, once; the example row is taken in as it stands once it is copied over
 * 2 coded columns offer their values in a list, and every value of a list is understood
 * 3 a sheet explains every column; it, the example and the lists are not imported, and an empty form is refused
 * 4 every part is well-formed XML, and carries no formula
 */
import { describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { fromBufferPromise } from 'yauzl';
import type { Entry } from 'yauzl';
import { SaxesParser } from 'saxes';
import { RECORD_KINDS } from '#matching';
import { sourceOf } from '#workbook';
import { BulkFile } from './bulk-file.js';
import { choicesOf, columnOf } from './columns.js';
import type { ReadRow } from './row-judge.js';
import { template } from './template.js';
import { UnreadableFile } from './unreadable-file.js';

async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          parts.set(entry.fileName, Buffer.concat(pieces).toString());
          zip.readEntry();
        });
      }),
    );
    zip.on('end', resolve);
    zip.readEntry();
  });
  return parts;
}

const SHEET = { need: '需求', achievement: '成果', expert: '专家', facility: '中试平台', service: '服务' } as const;

describe.each(RECORD_KINDS)('template of %s', (kind) => {
  it('1 headers and example', async () => {
    const { sheets } = await readXlsx(await template(kind), { sheets: [0, 1] });
    const [form, example] = sheets;
    const headers = form?.rows[0]?.map(String) ?? [];
    expect(headers.length).toBeGreaterThan(20);
    const fields = headers.map((header) => columnOf(kind, header)?.field);
    expect(fields).not.toContain(undefined);
    expect(new Set(fields).size).toBe(headers.length);

    const filled = await writeXlsx({ sheets: [{ name: form?.name ?? '', rows: example?.rows ?? [] }] });
    const file = await BulkFile.open({ kind, format: 'xlsx', bytes: sourceOf(Buffer.from(filled)) });
    const rows: ReadRow[] = [];
    for await (const row of file.rows(null)) rows.push(row);
    await file.close();
    expect(rows).toEqual([expect.objectContaining({ kind, row: 2, value: expect.anything() as unknown })]);
  });

  it('2 lists', async () => {
    const { sheets } = await readXlsx(await template(kind));
    const [form] = sheets;
    const lists = sheets.find(({ name }) => name === '选项')?.rows ?? [];
    const headers = form?.rows[0]?.map(String) ?? [];
    const coded = headers.filter((header) => choicesOf(columnOf(kind, header)?.field ?? '').length > 0);
    expect(coded.length).toBeGreaterThanOrEqual(4);
    expect(lists[0]).toEqual(coded);
    expect(form?.dataValidations?.map(({ type }) => type)).toEqual(coded.map(() => 'list'));
    for (const [i, header] of coded.entries()) {
      const letter = String.fromCharCode(65 + i);
      const choices = choicesOf(columnOf(kind, header)?.field ?? '');
      expect(form?.dataValidations?.[i]?.formula1).toBe(`选项!$${letter}$2:$${letter}$${choices.length + 1}`);
      expect(
        lists
          .slice(1)
          .map((row) => row[i])
          .filter(Boolean),
      ).toEqual(choices);
    }
  });

  it('3 explanations, and nothing to import', async () => {
    const bytes = await template(kind);
    const { sheets } = await readXlsx(bytes);
    expect(sheets.map(({ name }) => name)).toEqual([SHEET[kind], '示例', '说明', '选项']);
    const headers = sheets[0]?.rows[0] ?? [];
    expect(sheets[2]?.rows.slice(3).map(([header]) => header)).toEqual(headers);
    for (const [, , , note] of sheets[2]?.rows.slice(3) ?? []) expect(String(note)).toMatch(/[一-鿿]/);
    const file = await BulkFile.open({ kind, format: 'xlsx', bytes: sourceOf(bytes) });
    expect(file.passedOver).toEqual(['示例', '说明', '选项']);
    expect(await file.count(null)).toBe(0);
    await file.close();
    const none = await writeXlsx({ sheets: [{ name: '说明', rows: [['a']] }] });
    const empty = BulkFile.open({ kind, format: 'xlsx', bytes: sourceOf(Buffer.from(none)) });
    await expect(empty).rejects.toBeInstanceOf(UnreadableFile);
  });

  it('4 well-formed', async () => {
    const parts = await partsOf(await template(kind));
    expect(parts.size).toBeGreaterThan(6);
    for (const [name, xml] of parts) {
      const parser = new SaxesParser({ xmlns: true, fileName: name });
      parser.on('error', (error) => {
        throw error;
      });
      parser.write(xml).close();
      if (name.startsWith('xl/worksheets/')) expect(xml).not.toMatch(/<f[ >]/);
    }
  });
});

/**
 * Bulk files that are damaged or made to do harm, read as an import reads them: the product's own templates and tables,
 * cut, turned, overwritten, doubled; workbooks whose parts are changed and packed again; archives whose sizes lie.
 *
 * 1 a file is read, or refused as unreadable in both languages: nothing else is thrown, and no reading hangs
 * 2 what is told of its rows can be kept: without U+0000 and lone surrogates
 * 3 memory stays bounded over all of them
 *
 * FUZZ_FILES: how many, by default 2,400. FUZZ_SEED: other files.
 */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { writeXlsx } from 'hucre/xlsx';
import { ZipFile } from 'yazl';
import { RECORD_KINDS } from '#matching';
import { sourceOf } from '#workbook';
import { BulkFile } from '../apps/intake/src/imports/bulk-file.js';
import { headersOf } from '../apps/intake/src/imports/file-headers.js';
import { template } from '../apps/intake/src/imports/template.js';
import { UnreadableFile } from '../apps/intake/src/imports/unreadable-file.js';
import { ZipArchive } from '../libs/workbook/src/zip-archive.js';
import { brokenBytes } from './support/fuzz/broken-bytes.js';
import { hostileText, hostileValue } from './support/fuzz/hostile.js';
import { brokenText, nearly } from './support/fuzz/mutations.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const FILES = Number(process.env['FUZZ_FILES'] ?? 2_400);
const PATIENCE_MS = 10_000;
const GROWTH_MIB = 512;
const ROWS_READ = 2_000;

type Format = 'xlsx' | 'csv' | 'jsonl';

const ROW = {
  单位: '青珞新能源有限公司',
  标题: '锂电池隔膜耐热涂层',
  描述: '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到更薄的耐热涂层。',
  最低成熟度: '6',
  关键词: '隔膜；涂层',
  '预算（元）': '500000',
};
const HEADER = Object.keys(ROW);

/** Whether nothing of it would be refused by the database. */
function isStorable(value: unknown): boolean {
  let is = true;
  JSON.stringify(value, (key, part: unknown) => {
    if (/[\0\p{Surrogate}]/u.test(`${key}${typeof part === 'string' ? part : ''}`)) is = false;
    return part;
  });
  return is;
}

/** Reads a file to its end, or its first rows. Gives why it cannot be read. @throws whatever is no refusal */
async function readAll(format: Format, bytes: Buffer): Promise<'read' | 'refused'> {
  let file: BulkFile | null = null;
  try {
    file = await BulkFile.open({ kind: 'need', format, bytes: sourceOf(bytes) });
    await headersOf(file, null);
    await file.count(null);
    let rows = 0;
    for await (const row of file.rows(null)) {
      if (!isStorable(row)) throw new Error(`cannot be kept: ${JSON.stringify(row)}`);
      if (++rows >= ROWS_READ) break;
    }
    return 'read';
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (error.zh === '' || error.en === '' || !isStorable([error.zh, error.en])) throw error;
    return 'refused';
  } finally {
    await file?.close();
  }
}

/** Reads so many of the files, and says how it went. */
async function withstands(format: Format, files: fc.Arbitrary<Buffer>, share: number): Promise<void> {
  const counts = { read: 0, refused: 0, longestMs: 0 };
  const before = process.memoryUsage().rss;
  await fc.assert(
    fc.asyncProperty(files, async (bytes) => {
      const began = performance.now();
      counts[await readAll(format, bytes)]++;
      const took = performance.now() - began;
      counts.longestMs = Math.max(counts.longestMs, Math.round(took));
      expect(took).toBeLessThan(PATIENCE_MS);
    }),
    { seed: SEED, numRuns: Math.ceil(FILES * share) },
  );
  const grown = Math.round((process.memoryUsage().rss - before) / 1024 / 1024);
  console.log(`FUZZ_SEED=${SEED} ${format}: ${JSON.stringify(counts)}, memory +${grown} MiB`);
  expect(grown).toBeLessThan(GROWTH_MIB);
  // Neither all refused at the door, nor all let through.
  expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(0);
}

async function packed(parts: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of parts) zip.addBuffer(bytes, name, { compress: bytes.length > 100_000 });
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function partsOf(workbook: Buffer): Promise<Map<string, Buffer>> {
  const archive = await ZipArchive.open(sourceOf(workbook));
  const parts = new Map<string, Buffer>();
  for (const name of archive.names) parts.set(name, Buffer.from(await archive.text(name)));
  return parts;
}

async function workbooks(): Promise<Buffer[]> {
  const rows = [HEADER, Object.values(ROW), ['乙', '膜', '断', 7, true, new Date('2026-01-02')]];
  const sheets = [
    { name: '需求', rows },
    {
      name: '科技成果',
      rows: [
        ['单位', '标题', '描述'],
        ['丙', '阀', '堵'],
      ],
      merges: [{ startRow: 0, startCol: 0, endRow: 1, endCol: 0 }],
    },
  ];
  return [...(await Promise.all(RECORD_KINDS.map(template))), Buffer.from(await writeXlsx({ sheets }))];
}

const XML = [
  '<',
  '>',
  '&',
  '&#0;',
  '&#xD800;',
  '&lol;',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  ']]>',
  '<![CDATA[',
  '<f>1+1</f>',
];
const CELLS = [
  'r="A1048577"',
  'r="ZZZZ1"',
  'r="A-1"',
  's="99999"',
  't="s"><v>4294967295',
  't="e"><v>#REF!',
  't="d"',
  '1e999',
];
const NAMES = ['../../x.xml', '/etc/passwd', 'xl/vbaProject.bin', 'xl/worksheets/sheet1.xml', 'a.zip'];

/** Workbooks one part of which was changed, left out, or swapped with another; some with a part too many. */
function repacked(all: readonly ReadonlyMap<string, Buffer>[]): fc.Arbitrary<Promise<Buffer>> {
  const insertion = fc.oneof(fc.constantFrom(...XML, ...CELLS), hostileText);
  return fc
    .tuple(fc.constantFrom(...all), fc.nat(), fc.nat(), fc.nat(6), insertion, fc.constantFrom(...NAMES))
    .map(([parts, n, at, how, inserted, added]) => {
      const changed = new Map(parts);
      const name = [...parts.keys()][n % parts.size] ?? '';
      const xml = parts.get(name)?.toString() ?? '';
      const tags = [...xml.matchAll(/[<>"]/g)].map(({ index }) => index);
      const place = tags[at % Math.max(1, tags.length)] ?? 0;
      if (how === 0) changed.delete(name);
      else if (how === 1) changed.set(name, Buffer.from(xml.slice(0, place)));
      else if (how === 2) changed.set(name, changed.get([...parts.keys()][at % parts.size] ?? '') ?? Buffer.alloc(0));
      else if (how === 3 && !added.startsWith('.') && !added.startsWith('/')) changed.set(added, Buffer.from(inserted));
      else if (how === 4) changed.set(name, Buffer.from(xml.replaceAll(/"[^"]{1,9}"/g, `"${inserted.slice(0, 50)}"`)));
      else changed.set(name, Buffer.from(xml.slice(0, place) + inserted + xml.slice(place)));
      return packed(changed);
    });
}

const ENTRY = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
/** Archives whose directory lies: of sizes, places, methods, lengths and names. */
const lying = (files: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      files,
      fc.nat(),
      fc.constantFrom(6, 8, 10, 16, 20, 24, 28, 30, 32, 42, 46),
      fc.oneof(fc.nat(70_000), fc.nat(0xffffffff)),
    )
    .map(([bytes, n, field, value]) => {
      const copy = Buffer.from(bytes);
      const entries: number[] = [];
      for (let at = copy.indexOf(ENTRY); at >= 0; at = copy.indexOf(ENTRY, at + 4)) entries.push(at);
      const at = entries[n % entries.length] ?? 0;
      if (field === 46) copy.write('../', at + 46, 'latin1');
      else if (field >= 16 && field < 28) copy.writeUInt32LE(value >>> 0, at + field);
      else copy.writeUInt16LE(value & 0xffff, at + field);
      return copy;
    });

it('1 2 3 workbooks', async () => {
  const whole = await workbooks();
  const parts = await Promise.all(whole.map(partsOf));
  await withstands('xlsx', brokenBytes(fc.constantFrom(...whole)), 0.2);
  await withstands('xlsx', lying(fc.constantFrom(...whole)), 0.15);
  const files = await Promise.all(fc.sample(repacked(parts), { seed: SEED, numRuns: Math.ceil(FILES * 0.3) }));
  await withstands('xlsx', fc.constantFrom(...files), 0.3);
}, 600_000);

const csvOf = (rows: readonly (readonly string[])[], lineEnd: string): string =>
  rows
    .map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join(lineEnd);

it('1 2 3 CSV', async () => {
  const cell = fc.oneof(fc.constantFrom(...Object.values(ROW)), hostileText);
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: HEADER.length + 2 }), { minLength: 1, maxLength: 8 });
  const text = fc
    .tuple(rows, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
    .map(([lines, lineEnd, hasTitle]) => csvOf([...(hasTitle ? [['2026 年汇总']] : []), HEADER, ...lines], lineEnd));
  const encoded = fc
    .tuple(
      fc.oneof(text, brokenText(text)),
      fc.constantFrom('utf8', 'gb18030', 'utf16le', 'big5', 'latin1', 'utf8-bom'),
    )
    .map(([content, encoding]) =>
      encoding === 'utf8-bom' ? Buffer.from(`\uFEFF${content}`) : iconv.encode(content, encoding),
    );
  await withstands('csv', fc.oneof(encoded, brokenBytes(encoded)), 0.2);
}, 600_000);

it('1 2 3 JSONL', async () => {
  const value = fc.constant({ organizationName: ROW.单位, title: ROW.标题, description: ROW.描述, leastTrl: 6 });
  const line = nearly(fc.oneof(value, nearly(value))).map((made) => JSON.stringify(made) ?? '');
  const any = hostileValue.map((made) => JSON.stringify({ [ROW.标题]: made, title: made }));
  const lines = fc.array(fc.oneof(line, brokenText(line), any), { minLength: 1, maxLength: 6 });
  const file = fc.tuple(lines, fc.constantFrom('\n', '\r\n')).map(([all, lineEnd]) => Buffer.from(all.join(lineEnd)));
  const endless = fc.constant(Buffer.from(`{"title":"${'x'.repeat(1024 * 1024)}"}`));
  await withstands(
    'jsonl',
    fc.oneof(
      { arbitrary: file, weight: 10 },
      { arbitrary: brokenBytes(file), weight: 4 },
      { arbitrary: endless, weight: 1 },
    ),
    0.15,
  );
}, 600_000);

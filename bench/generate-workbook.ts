/**
 * node dist/bench/generate-workbook.js FOLDER ROWS: writes the same generated rows as rows.xlsx and rows.csv. A process
 * of its own, so that its memory is not counted with that of the import.
 */
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeXlsxStream } from 'hucre/xlsx';
import { backgroundTermsFile, loadBackgroundTerms } from '#engine';
import { GeneratedRecords } from './generated-records.js';

const SEED = 20261122;
const HEADERS = ['编号', '单位', '标题', '描述', '技术领域', '关键词', '成熟度', '报价（元）', '完成日期'];

type Row = (string | number | Date)[];

function* rowsOf(generated: GeneratedRecords, rows: number): Generator<Row> {
  for (let i = 0; i < rows; i++) {
    const { title, description } = generated.next('achievement');
    const words = `词${i % 50}；词${i % 70}`;
    const day = new Date(Date.UTC(2024, 0, 1 + (i % 700)));
    yield [`CG-${i}`, `大学 ${i % 500}`, title, description, '4.3', words, 1 + (i % 9), 1000 + i, day];
  }
}

const csvCell = (value: string | number | Date): string =>
  `"${String(value instanceof Date ? value.toISOString().slice(0, 10) : value).replaceAll('"', '""')}"`;

async function main(): Promise<void> {
  const [folder = '', count = '0'] = process.argv.slice(2);
  const terms = await loadBackgroundTerms(backgroundTermsFile());
  const rows = (): Generator<Row> => rowsOf(new GeneratedRecords(terms, SEED), Number(count));

  const csv = await open(join(folder, 'rows.csv'), 'w');
  for (const row of rows()) await csv.write(`${row.map(csvCell).join(',')}\n`);
  await csv.close();

  const lines = (function* (): Generator<Row> {
    yield HEADERS;
    yield* rows();
  })();
  // Excel writes texts into a shared table, which is the harder case for a reader.
  const workbook = writeXlsxStream(lines, { name: '成果', inlineStrings: false });
  await pipeline(
    Readable.from(workbook as unknown as AsyncIterable<Uint8Array>),
    createWriteStream(join(folder, 'rows.xlsx')),
  );
}

await main();

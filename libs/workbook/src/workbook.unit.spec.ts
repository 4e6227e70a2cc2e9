/**
 * Workbooks read row by row. They are made here by another library (hucre), or put together part by part.
 *
 * 1 texts, numbers, dates, percents, times and truth values are read as a person sees them; empty rows are passed over
 *   and rows keep their numbers; sheets keep their order, names and whether they are hidden
 * 2 shared texts are read whatever their number and length, their runs joined and phonetics left out
 * 3 cells merged over several rows count for each of them that says anything; merged sideways, for the first
 * 4 formulas, macros, links to other files, encrypted parts, bombs and too many parts are refused, in both languages,
 *   saying where and what to do; so is what is no workbook, or is damaged
 * 5 error values and numbers that lost digits are told as such
 * 6 what is written is read back as it was, by this reader and by the other library; marks do not change it
 * 7 a sheet whose XML has entities, endless text, too many columns or wrong rows is refused
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { CellValue, WriteSheet } from 'hucre/xlsx';
import { ZipFile } from 'yazl';
import { sourceOf } from './byte-source.js';
import { meaningOf, textOfNumber } from './cell-formats.js';
import type { SheetRow } from './sheet-rows.js';
import { UnusableWorkbook } from './unusable-workbook.js';
import { Workbook } from './workbook.js';
import { writeWorkbook } from './workbook-writer.js';
import type { WrittenRow } from './workbook-writer.js';

let opened: Workbook[] = [];
afterEach(async () => {
  for (const workbook of opened) await workbook.close();
  opened = [];
});

async function open(bytes: Buffer): Promise<Workbook> {
  const workbook = await Workbook.open(sourceOf(bytes));
  opened.push(workbook);
  return workbook;
}

async function rowsOf(bytes: Buffer, sheet = 0): Promise<SheetRow[]> {
  const workbook = await open(bytes);
  const rows: SheetRow[] = [];
  for await (const row of workbook.rows(workbook.sheets[sheet]!)) rows.push(row);
  return rows;
}

const made = async (...sheets: WriteSheet[]): Promise<Buffer> => Buffer.from(await writeXlsx({ sheets }));
const sheetOf = (rows: CellValue[][], more: Partial<WriteSheet> = {}): WriteSheet => ({ name: '需求', rows, ...more });

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
    `<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="/xl/SharedStrings.xml"/></Relationships>`,
};
const worksheet = (rows: string, behind = ''): string =>
  `<worksheet ${MAIN}><sheetData>${rows}</sheetData>${behind}</worksheet>`;

/** A workbook of the given parts beside the needed ones. */
async function assembled(parts: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries({ ...PARTS, ...parts })) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return collected(zip.outputStream as AsyncIterable<Buffer>);
}
const ofSheet = (xml: string): Promise<Buffer> => assembled({ 'xl/worksheets/sheet1.xml': xml });

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function refusal(work: Promise<unknown>): Promise<UnusableWorkbook> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnusableWorkbook);
  const refused = error as UnusableWorkbook;
  expect(refused.zh).toMatch(/[一-鿿]/);
  expect(refused.en).toMatch(/[a-z]/);
  return refused;
}

describe('1 values', () => {
  it('1 of every type, empty rows passed over', async () => {
    const bytes = await made({
      name: '需求',
      rows: [
        ['标题', '数', '日期', '占比', '真假'],
        ['正极', 12.5, new Date(Date.UTC(2026, 4, 1)), 0.85, true],
        [null, null, null, null, null],
        ['膜', -3, null, 0.123, false],
      ],
      columns: [{}, {}, {}, { numFmt: '0.0%' }, {}],
    });
    expect((await rowsOf(bytes)).map(({ row, cells }) => [row, ...cells])).toEqual([
      [1, '标题', '数', '日期', '占比', '真假'],
      [2, '正极', '12.5', '2026-05-01', '85%', 'TRUE'],
      [4, '膜', '-3', '', '12.3%', 'FALSE'],
    ]);
  });

  it.each([
    ['General', 'number'],
    ['0.00_ ', 'number'],
    ['#,##0.00 "元/日"', 'number'],
    ['0.00E+00', 'number'],
    ['0.0%', 'percent'],
    ['yyyy"年"m"月"d"日"', 'date'],
    ['yyyy年m月', 'date'],
    ['[$-804]yyyy/m/d;@', 'date'],
    ['yyyy-mm-dd hh:mm', 'date'],
    ['[h]:mm:ss', 'time'],
    ['h:mm AM/PM', 'time'],
    ['[Red]-0.00', 'number'],
  ])('1 format %s is a %s', (code, meaning) => {
    expect(meaningOf(code)).toBe(meaning);
  });

  it.each([
    [46143, 'date', false, '2026-05-01'],
    [46143.5, 'date', false, '2026-05-01T12:00:00'],
    [44681, 'date', true, '2026-05-01'],
    [0.354166666666667, 'time', false, '08:30'],
    [0.07, 'percent', false, '7%'],
    [0.1 + 0.2, 'number', false, '0.3'],
    [350100, 'number', false, '350100'],
    [1e20, 'number', false, '100000000000000000000'],
  ] as const)('1 %d as %s (1904: %s) is %s', (value, meaning, isFrom1904, text) => {
    expect(textOfNumber(value, meaning, isFrom1904)).toBe(text);
  });

  it('1 sheets in their order, hidden ones told', async () => {
    const workbook = await open(await made(sheetOf([['a']]), { name: '选项', rows: [['b']], hidden: true }));
    expect(workbook.sheets.map(({ name, isHidden }) => [name, isHidden])).toEqual([
      ['需求', false],
      ['选项', true],
    ]);
  });
});

describe('2 shared texts', () => {
  it('2 thousands of long ones, read in any order', async () => {
    const texts = Array.from({ length: 5000 }, (_text, i) => `第${i}条，${'长'.repeat(i % 300)}`);
    const items = texts.map((text) => `<si><t>${text}</t></si>`).join('');
    const backwards = texts.map((_text, i) => texts.length - 1 - i);
    const rows = backwards.map((at, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>${at}</v></c></row>`).join('');
    const bytes = await assembled({
      'xl/sharedStrings.xml': `<sst ${MAIN}>${items}</sst>`,
      'xl/worksheets/sheet1.xml': worksheet(rows),
    });
    expect((await rowsOf(bytes)).map(({ cells }) => cells[0])).toEqual([...texts].reverse());
  });

  it('2 runs joined, phonetics left out, escapes read', async () => {
    const item =
      '<si><r><t>高镍</t></r><r><t xml:space="preserve"> 正极</t></r><rPh sb="0" eb="1"><t>ガオ</t></rPh></si>';
    const bytes = await assembled({
      'xl/sharedStrings.xml': `<sst ${MAIN}>${item}<si><t>一_x000A_二_x005F_三</t></si></sst>`,
      'xl/worksheets/sheet1.xml': worksheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>9</v></c></row>',
      ),
    });
    expect((await rowsOf(bytes))[0]?.cells).toEqual(['高镍 正极', '一\n二_三', '']);
  });
});

it('3 merged cells', async () => {
  const rows = [
    ['单位', '标题', ''],
    ['青禾公司', '正极', ''],
    [null, '膜', ''],
    [null, null, ''],
    [null, '阀', '横'],
  ];
  const merges = [
    { startRow: 1, startCol: 0, endRow: 4, endCol: 0 },
    { startRow: 4, startCol: 2, endRow: 4, endCol: 3 },
  ];
  const read = await rowsOf(await made(sheetOf(rows, { merges })));
  expect(read.map(({ row, cells }) => [row, cells[0], cells[1]])).toEqual([
    [1, '单位', '标题'],
    [2, '青禾公司', '正极'],
    [3, '青禾公司', '膜'],
    [5, '青禾公司', '阀'],
  ]);
  expect(read[3]?.cells[3] ?? '').toBe('');
});

describe('4 what is refused', () => {
  it('4 formulas, by sheet and cell', async () => {
    const cells = new Map([
      ['1,1', { formula: 'A2*2', formulaResult: 4 }],
      ['3,0', { formula: 'SUM(A1)', formulaResult: 1 }],
    ]);
    const { zh, en } = await refusal(rowsOf(await made(sheetOf([['a', 'b'], [2], [3], [4]], { cells }))));
    for (const words of [zh, en]) {
      expect(words).toContain('需求');
      expect(words).toContain('B2');
      expect(words).toContain('A4');
    }
    expect(zh).toContain('数值');
  });

  it.each([
    ['macros', { 'xl/vbaProject.bin': 'x' }, '宏'],
    [
      'macros by type',
      { '[Content_Types].xml': '<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>' },
      '宏',
    ],
    ['old macros', { 'xl/macrosheets/sheet1.xml': '<x/>' }, '宏'],
    ['links to other files', { 'xl/externalLinks/externalLink1.xml': '<x/>' }, '外部'],
    ['data connections', { 'xl/connections.xml': '<x/>' }, '外部'],
    ['a binary workbook', { 'xl/workbook.bin': 'x' }, '.xlsb'],
    ['a bomb', { 'xl/worksheets/sheet1.xml': worksheet(' '.repeat(20 * 1024 * 1024)) }, '倍'],
    ['too many parts', Object.fromEntries(Array.from({ length: 2001 }, (_part, i) => [`xl/${i}`, ''])), '部件'],
  ])('4 %s', async (_what, parts, said) => {
    expect((await refusal(assembled(parts).then(open))).zh).toContain(said);
  });

  it('4 a part that unpacks to more than it says', async () => {
    const bytes = await ofSheet(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'.padEnd(5000)));
    const real = Buffer.alloc(4);
    real.writeUInt32LE(Buffer.byteLength(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'.padEnd(5000))));
    for (let at = bytes.indexOf(real); at >= 0; at = bytes.indexOf(real, at)) bytes.writeUInt32LE(100, at);
    await refusal(rowsOf(bytes));
  });

  it('4 another archive, text, a damaged file', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('x'), 'word/document.xml');
    zip.end();
    const document = await collected(zip.outputStream as AsyncIterable<Buffer>);
    expect((await refusal(open(document))).zh).toContain('不是 Excel 工作簿');
    expect((await refusal(open(Buffer.from('标题,描述')))).zh).toContain('损坏');
    const whole = await made(sheetOf([['a']]));
    expect((await refusal(open(whole.subarray(0, whole.length - 30)))).zh).toContain('损坏');
  });
});

it('5 error values and lost digits', async () => {
  const bytes = await ofSheet(
    worksheet(
      '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>91350100000000100</v></c><c r="C2"><v>350100</v></c></row>',
    ),
  );
  expect(await rowsOf(bytes)).toEqual([
    {
      row: 2,
      cells: ['#N/A', '91350100000000100', '350100'],
      faults: [
        { column: 0, kind: 'error-value' },
        { column: 1, kind: 'lost-digits' },
      ],
    },
  ]);
});

describe('writing', () => {
  async function* rowsWritten(): AsyncGenerator<WrittenRow> {
    yield { row: 1, cells: [{ value: '标题', look: 'header' }, { value: '说明' }] };
    yield { row: 3, cells: [{ value: '<正极> & "膜"\n第二行', look: 'marked' }, { value: '' }, { value: '=1+1' }] };
    yield { row: 4, cells: [{ value: '\u0001\ud800', look: 'remark' }, { value: ' 空格 ' }, { value: '-5' }] };
  }
  const READ_BACK = [
    [1, '标题', '说明'],
    [3, '<正极> & "膜"\n第二行', '', '=1+1'],
    [4, '\ufffd\ufffd', ' 空格 ', '-5'],
  ];

  it('6 is read back by this reader', async () => {
    const bytes = await collected(writeWorkbook([{ name: '需求 & 成果', rows: rowsWritten() }]));
    const workbook = await open(bytes);
    expect(workbook.sheets[0]?.name).toBe('需求 & 成果');
    expect((await rowsOf(bytes)).map(({ row, cells }) => [row, ...cells])).toEqual(READ_BACK);
  });

  it('6 is read back by another library, marks included', async () => {
    const bytes = await collected(writeWorkbook([{ name: 'S', rows: rowsWritten() }]));
    const { sheets } = await readXlsx(bytes, { readStyles: true });
    expect(sheets[0]?.rows[2]?.[0]).toBe('<正极> & "膜"\n第二行');
    expect(sheets[0]?.rows[2]?.[2]).toBe('=1+1');
    const marked = sheets[0]?.cells?.get('2,0')?.style?.fill;
    expect(JSON.stringify(marked)).toContain('FFC7CE');
  });

  it('6 an error while rows come ends the stream with it', async () => {
    async function* broken(): AsyncGenerator<WrittenRow> {
      yield { row: 1, cells: [] };
      throw new Error('no more');
    }
    await expect(collected(writeWorkbook([{ name: 'S', rows: broken() }]))).rejects.toThrow('no more');
  });
});

describe('7 hostile sheets', () => {
  it.each([
    ['entities', `<!DOCTYPE x [<!ENTITY a "b">]>${worksheet('')}`],
    ['an unknown entity', worksheet('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>')],
    ['rows out of order', worksheet('<row r="2"/><row r="1"/>')],
    ['a row beyond the last', worksheet('<row r="1048577"/>')],
    ['too many columns', worksheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')],
    ['a row without end', worksheet(`<row r="1"><c r="A1" t="str"><v>${'长'.repeat(1_100_000)}</v></c></row>`)],
    ['tags without end', '<worksheet><sheetData>'],
  ])('7 %s', async (_what, xml) => {
    await refusal(ofSheet(xml).then(rowsOf));
  });
});

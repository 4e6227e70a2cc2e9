import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnLetters } from './cell-reference.js';

/** How a written cell looks. */
export type CellLook = 'plain' | 'header' | 'marked' | 'remark';
export interface WrittenCell {
  value: string;
  look?: CellLook;
}
export interface WrittenRow {
  /** From 1, rising. */
  row: number;
  cells: readonly WrittenCell[];
}
export interface WrittenSheet {
  name: string;
  rows: AsyncIterable<WrittenRow>;
}

const LOOKS: readonly CellLook[] = ['plain', 'header', 'marked', 'remark'];
const PIECE_CHARACTERS = 64 * 1024;
/** Excel refuses to open a workbook with a longer text in a cell. */
const LONGEST_TEXT = 32_767;
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Writes an .xlsx workbook of texts as its rows come, so that its size does not matter. */
export function writeWorkbook(sheets: readonly WrittenSheet[]): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  zip.on('error', (error: Error) => out.destroy(error));
  sheets.forEach(({ rows }, i) => {
    const source = Readable.from(pieces(rows), { objectMode: false });
    // yazl looks for no errors of what it reads.
    source.on('error', (error) => out.destroy(error));
    out.on('close', () => source.destroy());
    zip.addReadStream(source, `xl/worksheets/sheet${i + 1}.xml`);
  });
  for (const [name, xml] of fixedParts(sheets.map(({ name }) => name))) zip.addBuffer(Buffer.from(HEAD + xml), name);
  zip.end();
  return out;
}

async function* pieces(rows: AsyncIterable<WrittenRow>): AsyncGenerator<Buffer> {
  let text =
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>` +
    '<sheetFormatPr defaultRowHeight="15"/><sheetData>';
  for await (const row of rows) {
    text += rowXml(row);
    if (text.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`);
}

function rowXml({ row, cells }: WrittenRow): string {
  const written = cells.map(({ value, look = 'plain' }, column) => {
    if (value === '' && look === 'plain') return '';
    const at = `r="${columnLetters(column)}${row}" s="${LOOKS.indexOf(look)}"`;
    if (value === '') return `<c ${at}/>`;
    return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  });
  return `<row r="${row}">${written.join('')}</row>`;
}

// eslint-disable-next-line no-control-regex
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string =>
  text
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll('\r', '&#13;');

/** Everything but the sheets, by the name of its part. */
function fixedParts(names: readonly string[]): [string, string][] {
  const numbered = names.map((name, i) => ({ name, number: i + 1 }));
  const type = (part: string, kind: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
  return [
    [
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/styles.xml', 'styles')}` +
        `${numbered.map(({ number }) => type(`/xl/worksheets/sheet${number}.xml`, 'worksheet')).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbered
        .map(({ name, number }) => `<sheet name="${escaped(name)}" sheetId="${number}" r:id="rId${number}"/>`)
        .join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${numbered
        .map(({ number }) => relation(`rId${number}`, 'worksheet', `worksheets/sheet${number}.xml`))
        .join('')}${relation(`rId${names.length + 1}`, 'styles', 'styles.xml')}</Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}

const fill = (rgb: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;
const look = (font: number, filled: number): string =>
  `<xf numFmtId="49" fontId="${font}" fillId="${filled}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" ` +
  'applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>';

/** Cell formats in the order of `LOOKS`, all of them text. */
const STYLES =
  `<styleSheet xmlns="${MAIN}">` +
  '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font>' +
  '<font><sz val="11"/><color rgb="FF9C0006"/><name val="Calibri"/></font></fonts>' +
  '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  `${fill('FFE7E2D3')}${fill('FFFFC7CE')}</fills>` +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="4">${look(0, 0)}${look(1, 2)}${look(2, 3)}${look(2, 0)}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

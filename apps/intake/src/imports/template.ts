import type { CellStyle, DataValidation, WriteSheet } from 'hucre/xlsx';
import type { RecordKind } from '#matching';
import { columnLetters } from '#workbook';
import { choicesOf, columnsOf } from './columns.js';
import type { Column } from './columns.js';
import { noteOf } from './template-notes.js';

const REQUIRED: Readonly<Record<RecordKind, ReadonlySet<string>>> = {
  need: required(),
  achievement: required(),
  expert: required('name'),
  facility: required('bridgesFrom', 'bridgesTo'),
  service: required('serviceKind'),
};
const SHEETS: Readonly<Record<RecordKind, string>> = {
  need: '需求',
  achievement: '成果',
  expert: '专家',
  facility: '中试平台',
  service: '服务',
};
const CHOICES = '选项';
const LAST_ROW = 100_000;
const WIDE = new Set(
  'title description indicators organizationName advantage limitations papers services equipment deliverables'.split(
    ' ',
  ),
);

const HEADER: CellStyle = {
  font: { bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E5F' } },
};

/** One column a field: amounts in yuan, as people write them, and nothing that is JSON. */
const offered = (kind: RecordKind): Column[] =>
  columnsOf(kind).filter(({ type, names }) => names.length > 0 && type !== 'ten-thousand-yuan' && type !== 'json');

function required(...own: string[]): ReadonlySet<string> {
  return new Set(['organizationName', 'title', 'description', ...own]);
}

const headerOf = (kind: RecordKind, { field, names }: Column): string =>
  `${names[0] ?? field}${REQUIRED[kind].has(field) ? '*' : ''}`;

/** A workbook to fill in: the sheet itself, an example, explanations, and the lists that cells are chosen from. */
export async function template(kind: RecordKind): Promise<Buffer> {
  const columns = offered(kind);
  const headers = columns.map((column) => headerOf(kind, column));
  const cells = new Map(headers.map((_header, i) => [`0,${i}`, { style: HEADER }]));
  const layout = columns.map(({ field }) => ({
    width: WIDE.has(field) ? 36 : 18,
    // Codes keep their digits, and dates and lists stay as they are typed.
    numFmt: '@',
  }));
  const form: WriteSheet = {
    name: SHEETS[kind],
    rows: [headers],
    columns: layout,
    cells,
    freezePane: { rows: 1 },
    dataValidations: validations(kind, columns),
  };
  const example: WriteSheet = {
    name: '示例',
    rows: [headers, columns.map(({ field }) => noteOf(kind, field).example)],
    columns: layout,
    cells,
    freezePane: { rows: 1 },
  };
  // Here and not at the top: 70 files that a process would load at each start.
  const { writeXlsx } = await import('hucre/xlsx');
  const bytes = await writeXlsx({ sheets: [form, example, explanations(kind, columns), choiceLists(kind, columns)] });
  return Buffer.from(bytes);
}

function explanations(kind: RecordKind, columns: readonly Column[]): WriteSheet {
  const head = ['列', '字段', '是否必填', '怎样填写', '可选值', '示例'];
  return {
    name: '说明',
    rows: [
      [`请在“${SHEETS[kind]}”工作表中从第 2 行起填写，一行一条。“说明”“示例”“选项”工作表不会被导入。`],
      ['请勿使用公式、宏或外部链接；有公式的列请“复制—选择性粘贴—数值”。带 * 的列必填。'],
      head,
      ...columns.map((column) => [
        headerOf(kind, column),
        column.field,
        REQUIRED[kind].has(column.field) ? '必填' : '选填',
        noteOf(kind, column.field).note,
        choicesOf(column.field).join('、'),
        noteOf(kind, column.field).example,
      ]),
    ],
    columns: [20, 24, 10, 70, 40, 40].map((width) => ({ width })),
    cells: new Map(head.map((_title, i) => [`2,${i}`, { style: HEADER }])),
    freezePane: { rows: 3 },
  };
}

const withChoices = (columns: readonly Column[]): Column[] =>
  columns.filter(({ field }) => choicesOf(field).length > 0);

/** Lists too long for a rule itself, one a column, out of sight. */
function choiceLists(kind: RecordKind, columns: readonly Column[]): WriteSheet {
  const lists = withChoices(columns).map((column) => [headerOf(kind, column), ...choicesOf(column.field)]);
  const length = Math.max(...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_row, i) => lists.map((list) => list[i] ?? null));
  return { name: CHOICES, rows, hidden: true };
}

function validations(kind: RecordKind, columns: readonly Column[]): DataValidation[] {
  const lists = withChoices(columns);
  return columns.flatMap((column, i): DataValidation[] => {
    const range = `${columnLetters(i)}2:${columnLetters(i)}${LAST_ROW}`;
    const common = {
      range,
      allowBlank: true,
      errorTitle: headerOf(kind, column),
      errorMessage: noteOf(kind, column.field).note,
    };
    const list = lists.indexOf(column);
    if (list >= 0) {
      const letter = columnLetters(list);
      const formula1 = `${CHOICES}!$${letter}$2:$${letter}$${choicesOf(column.field).length + 1}`;
      // A list takes several of its values in one cell, so others than one of them may be typed.
      return [{ ...common, type: 'list', formula1, showErrorMessage: column.type !== 'list' }];
    }
    return [];
  });
}

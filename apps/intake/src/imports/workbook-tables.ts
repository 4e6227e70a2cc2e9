import type { RecordKind } from '#matching';
import { UnusableWorkbook } from '#workbook';
import type { Sheet, Workbook } from '#workbook';
import type { Table, TableRow } from './tables.js';
import { UnreadableFile } from './unreadable-file.js';

/** Sheets for people: explanations, examples, lists to choose from. */
const FOR_PEOPLE = /说明|示例|样例|选项|字典|^(readme|instructions?|examples?|options?|notes)$/i;

/** By what a sheet is called; 中试服务平台 is a facility, 企业服务需求 a need. */
const SHEET_NAMES: readonly (readonly [RecordKind, RegExp])[] = [
  ['achievement', /成果|achievement/i],
  ['need', /需求|need/i],
  ['expert', /专家|人才|expert/i],
  ['facility', /中试|平台|facilit/i],
  ['service', /服务|service/i],
];

/** What the rows of a sheet are; null for one that is not read. */
function kindOfSheet({ name, isHidden }: Sheet, kind: RecordKind): RecordKind | null {
  if (isHidden || FOR_PEOPLE.test(name.trim())) return null;
  return SHEET_NAMES.find(([, names]) => names.test(name))?.[0] ?? kind;
}

export interface WorkbookTables {
  tables: Table[];
  /** Names of sheets that are not read. */
  passedOver: string[];
}

/** The sheets with content, each of the kind that its name says, or else of `kind`. @throws UnreadableFile if none */
export async function workbookTables(workbook: Workbook, kind: RecordKind): Promise<WorkbookTables> {
  const tables: Table[] = [];
  const passedOver: string[] = [];
  for (const [number, sheet] of workbook.sheets.entries()) {
    const sheetKind = kindOfSheet(sheet, kind);
    const table = sheetKind && {
      place: { number, name: sheet.name, kind: sheetKind },
      rows: () => rowsOf(workbook, sheet),
    };
    if (table && (await hasRows(table))) tables.push(table);
    else passedOver.push(sheet.name);
  }
  if (tables.length > 0) return { tables, passedOver };
  throw new UnreadableFile(
    '工作簿中没有可导入的内容：说明、示例和隐藏的工作表不读取，其余为空。请把数据填在“需求”“成果”“专家”“中试平台”或“服务”工作表中。',
    'the workbook has nothing to import: sheets of explanations, examples and hidden ones are not read, the others ' +
      'are empty. Put the data into a sheet named 需求 (needs), 成果 (achievements), 专家 (experts), 中试平台 (facilities) or 服务 ' +
      '(services).',
  );
}

async function hasRows(table: Table): Promise<boolean> {
  for await (const _row of table.rows()) return true;
  return false;
}

async function* rowsOf(workbook: Workbook, sheet: Sheet): AsyncGenerator<TableRow> {
  try {
    for await (const { row, cells, faults } of workbook.rows(sheet)) yield { row, cells, unusable: faults };
  } catch (error) {
    throw asUnreadable(error);
  }
}

export const asUnreadable = (error: unknown): unknown =>
  error instanceof UnusableWorkbook ? new UnreadableFile(error.zh, error.en) : error;

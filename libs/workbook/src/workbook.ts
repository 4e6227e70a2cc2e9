import { posix } from 'node:path';
import type { ByteSource } from './byte-source.js';
import { readFormats } from './cell-formats.js';
import type { NumberMeaning } from './cell-formats.js';
import { LIMITS } from './limits.js';
import { readMergedRanges } from './merged-ranges.js';
import type { MergedRange } from './merged-ranges.js';
import { SharedStrings } from './shared-strings.js';
import { readSheetRows } from './sheet-rows.js';
import type { SheetRow } from './sheet-rows.js';
import { UnusableWorkbook } from './unusable-workbook.js';
import { readXml } from './xml-events.js';
import { ZipArchive } from './zip-archive.js';

export interface Sheet {
  name: string;
  /** Not shown to whoever opens the workbook. */
  isHidden: boolean;
  part: string;
}

interface Relation {
  id: string;
  type: string;
  target: string;
}

/** An .xlsx workbook (ECMA-376), read row by row from where its bytes lie. Close it. */
export class Workbook {
  private readonly merged = new Map<string, MergedRange[]>();
  private strings: SharedStrings | null = null;
  private formats: NumberMeaning[] | null = null;

  private constructor(
    private readonly archive: ZipArchive,
    private readonly relations: readonly Relation[],
    readonly sheets: readonly Sheet[],
    private readonly isFrom1904: boolean,
  ) {}

  /** @throws UnusableWorkbook what is no such workbook, or carries macros or links to other files */
  static async open(source: ByteSource): Promise<Workbook> {
    const archive = await ZipArchive.open(source);
    await refuseDangerous(archive);
    const relations = await relationsOf(archive, 'xl/_rels/workbook.xml.rels');
    const sheets: Sheet[] = [];
    let isFrom1904 = false;
    await readXml('workbook.xml', await archive.text('xl/workbook.xml'), {
      open(name, attributes) {
        if (name === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
        if (name !== 'sheet') return;
        const link = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
        const part = relations.find(({ id, type }) => id === link && type.endsWith('/worksheet'))?.target;
        if (part) {
          sheets.push({ name: attributes['name'] ?? '', isHidden: /hidden/i.test(attributes['state'] ?? ''), part });
        }
      },
    });
    if (sheets.length > LIMITS.sheets) {
      throw new UnusableWorkbook(
        `有 ${sheets.length} 张工作表，最多 ${LIMITS.sheets} 张；请拆成几个文件。`,
        `there are ${sheets.length} sheets, ${LIMITS.sheets} are the most; split the file.`,
      );
    }
    return new Workbook(archive, relations, sheets, isFrom1904);
  }

  /** The rows of a sheet that hold anything. */
  async *rows(sheet: Sheet): AsyncGenerator<SheetRow> {
    const context = {
      sheet: sheet.name,
      strings: await this.sharedStrings(),
      formats: await this.cellFormats(),
      isFrom1904: this.isFrom1904,
      merged: await this.mergedOf(sheet),
    };
    yield* readSheetRows(context, this.archive.read(sheet.part));
  }

  async close(): Promise<void> {
    await this.strings?.close();
    this.strings = null;
  }

  private async sharedStrings(): Promise<SharedStrings> {
    const part = this.partOf('sharedStrings');
    this.strings ??= part ? await SharedStrings.read(this.archive.read(part)) : await SharedStrings.none();
    return this.strings;
  }

  private async cellFormats(): Promise<NumberMeaning[]> {
    const part = this.partOf('styles');
    this.formats ??= part ? await readFormats(await this.archive.text(part)) : [];
    return this.formats;
  }

  private partOf(type: string): string | null {
    const target = this.relations.find((relation) => relation.type.endsWith(`/${type}`))?.target;
    return target !== undefined && this.archive.has(target) ? target : null;
  }

  private async mergedOf(sheet: Sheet): Promise<MergedRange[]> {
    const known = this.merged.get(sheet.part);
    if (known) return known;
    const found = await readMergedRanges(sheet.name, this.archive.read(sheet.part));
    this.merged.set(sheet.part, found);
    return found;
  }
}

/** Where the relations of a part lead to, other files left out. */
async function relationsOf(archive: ZipArchive, part: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!archive.has(part)) return relations;
  await readXml(part, await archive.text(part), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      relations.push({
        id: Id,
        type: Type,
        target: Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target),
      });
    },
  });
  return relations;
}

async function refuseDangerous(archive: ZipArchive): Promise<void> {
  const { names } = archive;
  const holds = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (holds(/^xl\/workbook\.bin$/i)) {
    throw new UnusableWorkbook(
      '这是 .xlsb（二进制）工作簿；请在 Excel 中另存为“Excel 工作簿（.xlsx）”后再传。',
      'this is a binary workbook (.xlsb); save it as “Excel Workbook (.xlsx)”.',
    );
  }
  if (!archive.has('xl/workbook.xml') || !archive.has('[Content_Types].xml')) {
    throw new UnusableWorkbook(
      '这不是 Excel 工作簿（.xlsx）；请用 Excel 或 WPS 另存为 .xlsx 后再传。',
      'this is no Excel workbook (.xlsx); save it as .xlsx in Excel or WPS.',
    );
  }
  if (
    holds(/vbaProject|^xl\/(macrosheets|dialogsheets|activeX)\//i) ||
    /macroEnabled/i.test(await archive.text('[Content_Types].xml'))
  ) {
    throw new UnusableWorkbook(
      '文件含有宏；请在 Excel 中另存为不带宏的“Excel 工作簿（.xlsx）”后再传。',
      'the file carries macros; save it as “Excel Workbook (.xlsx)”, which has none.',
    );
  }
  if (holds(/^xl\/(externalLinks\/|connections\.xml|queryTables\/|embeddings\/)/i)) {
    throw new UnusableWorkbook(
      '文件引用了外部文件或数据连接；请在 Excel“数据—编辑链接／查询和连接”中断开，或把内容粘贴为数值后再传。',
      'the file links to other files or data connections; break the links (Data, Edit Links / Queries & Connections), ' +
        'or paste the content as values.',
    );
  }
}

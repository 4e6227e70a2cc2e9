import { hasLostDigits, textOfNumber } from './cell-formats.js';
import type { NumberMeaning } from './cell-formats.js';
import { cellAt, columnLetters } from './cell-reference.js';
import { LIMITS } from './limits.js';
import { MergedCells } from './merged-ranges.js';
import type { MergedRange } from './merged-ranges.js';
import { unescapeText } from './shared-strings.js';
import type { SharedStrings } from './shared-strings.js';
import { UnusableWorkbook } from './unusable-workbook.js';
import { parseXml } from './xml-events.js';

/** A cell whose content is no value: `#N/A`, or a code that Excel rounded because it was typed as a number. */
export interface CellFault {
  /** From 0. */
  column: number;
  kind: 'error-value' | 'lost-digits';
}

/** A row with anything in it. */
export interface SheetRow {
  /** From 1, as the sheet shows it. */
  row: number;
  /** As text, by column from 0; empty cells are ''. */
  cells: string[];
  faults: CellFault[];
}

export interface SheetContext {
  sheet: string;
  strings: SharedStrings;
  formats: readonly NumberMeaning[];
  isFrom1904: boolean;
  merged: readonly MergedRange[];
}

/** A cell as its XML says it, before its value is looked up. */
interface RawCell {
  column: number;
  type: string;
  style: number;
  value: string;
}

const NAMED_FORMULAS = 20;

/**
 * The rows of one worksheet as they are unpacked.
 * @throws UnusableWorkbook for formulas (once the sheet has been read to its end, naming their cells) and for sheets
 * beyond `LIMITS`
 */
export async function* readSheetRows(context: SheetContext, bytes: AsyncIterable<Buffer>): AsyncGenerator<SheetRow> {
  const merged = new MergedCells(context.merged);
  const reader = new SheetReader(context.sheet);
  for await (const _piece of parseXml(`工作表 sheet “${context.sheet}”`, bytes, reader)) {
    for (const raw of reader.take()) {
      const row = await valuesOf(raw.row, raw.cells, context);
      if (row.cells.every((cell) => cell.trim() === '') && row.faults.length === 0) continue;
      merged.fill(row.row, row.cells);
      yield row;
    }
  }
  reader.refuseFormulas();
}

async function valuesOf(row: number, raw: readonly RawCell[], context: SheetContext): Promise<SheetRow> {
  const cells: string[] = [];
  const faults: CellFault[] = [];
  for (const cell of raw) {
    const { text, fault } = await valueOf(cell, context);
    while (cells.length <= cell.column) cells.push('');
    cells[cell.column] = text;
    if (fault) faults.push({ column: cell.column, kind: fault });
  }
  return { row, cells, faults };
}

async function valueOf(
  { type, style, value }: RawCell,
  { strings, formats, isFrom1904 }: SheetContext,
): Promise<{ text: string; fault?: CellFault['kind'] }> {
  switch (type) {
    case 's':
      return { text: value.trim() === '' ? '' : ((await strings.at(Number(value))) ?? '') };
    case 'inlineStr':
    case 'str':
      return { text: unescapeText(value) };
    case 'b':
      return { text: value.trim() === '1' ? 'TRUE' : 'FALSE' };
    case 'e':
      return { text: value, fault: 'error-value' };
    case 'd':
      return { text: value.trim().replace(/T00:00:00(\.0+)?Z?$/, '') };
    default: {
      const number = value.trim() === '' ? NaN : Number(value);
      if (!Number.isFinite(number)) return { text: value.trim() };
      const meaning = formats[style] ?? 'number';
      const text = textOfNumber(number, meaning, isFrom1904);
      return meaning === 'number' && hasLostDigits(number) ? { text, fault: 'lost-digits' } : { text };
    }
  }
}

/** Collects the cells of rows from the events of a worksheet's XML. */
class SheetReader {
  private done: { row: number; cells: RawCell[] }[] = [];
  private row = 0;
  private cells: RawCell[] = [];
  private cell: RawCell | null = null;
  private isInRows = false;
  private isInValue = false;
  private isInPhonetic = false;
  private characters = 0;
  private readonly formulas: string[] = [];
  private formulaCount = 0;

  constructor(private readonly sheet: string) {}

  /** Rows that are complete since the last call. */
  take(): { row: number; cells: RawCell[] }[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'sheetData') this.isInRows = true;
    if (!this.isInRows) return;
    if (name === 'row') this.openRow(attributes['r']);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'rPh') this.isInPhonetic = true;
    else if (name === 'v' || name === 't') this.isInValue = !this.isInPhonetic;
    else if (name === 'f') this.noteFormula();
  }

  text(piece: string): void {
    if (!this.isInValue || !this.cell) return;
    this.characters += piece.length;
    if (this.characters > LIMITS.rowCharacters) {
      this.refuse(`第 ${this.row} 行超过 1 MiB`, `row ${this.row} exceeds 1 MiB`);
    }
    this.cell.value += piece;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isInValue = false;
    else if (name === 'rPh') this.isInPhonetic = false;
    else if (name === 'c' && this.cell) {
      this.cells.push(this.cell);
      this.cell = null;
    } else if (name === 'row' && this.isInRows) this.done.push({ row: this.row, cells: this.cells });
    else if (name === 'sheetData') this.isInRows = false;
  }

  refuseFormulas(): void {
    if (this.formulaCount === 0) return;
    const named = this.formulas.join('、');
    const more = this.formulaCount - this.formulas.length;
    throw new UnusableWorkbook(
      `工作表“${this.sheet}”中有公式：${named}${more > 0 ? ` 等 ${this.formulaCount} 处` : ''}；` +
        '请选中后“复制—选择性粘贴—数值”，再保存上传。',
      `sheet “${this.sheet}” has formulas at ${this.formulas.join(', ')}${more > 0 ? ` and ${more} more cells` : ''}; ` +
        'copy them, paste special as values, and save.',
    );
  }

  /** Rows and cells may leave out where they stand: then they follow the one before. */
  private openRow(given: string | undefined): void {
    const row = given === undefined ? this.row + 1 : Number(given);
    if (!Number.isInteger(row) || row <= this.row || row > 1_048_576) {
      this.refuse(`行号“${given}”不对`, `row number “${given}” is wrong`);
    }
    this.row = row;
    this.cells = [];
    this.characters = 0;
  }

  private openCell(attributes: Readonly<Record<string, string>>): void {
    const place = attributes['r'] === undefined ? null : cellAt(attributes['r']);
    const column = place?.column ?? (this.cells.at(-1)?.column ?? -1) + 1;
    if (column >= LIMITS.columns) {
      this.refuse(
        `第 ${this.row} 行 ${columnLetters(column)} 列有内容，最多 ${LIMITS.columns} 列`,
        `row ${this.row} reaches to column ${columnLetters(column)}; ${LIMITS.columns} columns are the most`,
      );
    }
    this.cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '' };
  }

  private noteFormula(): void {
    this.formulaCount++;
    if (this.formulas.length < NAMED_FORMULAS && this.cell) {
      this.formulas.push(`${columnLetters(this.cell.column)}${this.row}`);
    }
  }

  private refuse(zh: string, en: string): never {
    throw new UnusableWorkbook(`工作表“${this.sheet}”${zh}。`, `sheet “${this.sheet}”: ${en}.`);
  }
}

import type { RecordKind } from '#matching';

/** Where rows stand: a sheet of a workbook, or a whole file of another kind. */
export interface SheetPlace {
  /** From 0, in the order of the workbook. */
  number: number;
  /** Empty for files without sheets. */
  name: string;
  /** What its rows are. */
  kind: RecordKind;
}

/** A cell that holds no value, by its column from 0. */
export interface UnusableCell {
  column: number;
  kind: 'error-value' | 'lost-digits';
}

/** A row that holds anything, header included. */
export interface TableRow {
  /** From 1. */
  row: number;
  cells: readonly string[];
  unusable: readonly UnusableCell[];
}

/** Rows under a header. */
export interface Table {
  place: SheetPlace;
  rows(): AsyncGenerator<TableRow>;
}

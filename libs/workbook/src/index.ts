export * from './byte-source.js';
export { columnLetters } from './cell-reference.js';
export type { CellFault, SheetRow } from './sheet-rows.js';
export * from './unusable-workbook.js';
export * from './workbook.js';
export * from './workbook-writer.js';

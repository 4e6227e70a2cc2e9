/** What a spreadsheet takes for the beginning of a formula, the full-width forms of these signs included. */
const BEGINS = /^'*[=+\-@\t\r＝＋－＠]/;

/** A CSV cell that no spreadsheet runs: an apostrophe goes before what would begin a formula (OWASP, CSV injection). */
export const neutralCell = (text: string): string => (BEGINS.test(text) ? `'${text}` : text);

/** The text that `neutralCell` was given. */
export const plainCell = (cell: string): string => (cell.startsWith("'") && BEGINS.test(cell) ? cell.slice(1) : cell);

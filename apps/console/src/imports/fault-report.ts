import type { ImportFaults } from '../api/views.js';

/** Excel reads a cell that begins so as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows that were not taken in, as a CSV file that Excel opens with its characters right. */
export function faultReport(faults: ImportFaults, headers: readonly string[]): string {
  const lines = faults.flatMap(({ sheet, row, faults: found }) =>
    found.map(({ column, value, detail }) => [sheet, row, column, value, detail]),
  );
  return `\uFEFF${[headers, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Column letters of a 0-based column: 0 → A, 26 → AA. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** `B12` → column 1 (from 0), row 12 (from 1); null for anything else. */
export function cellAt(reference: string): { column: number; row: number } | null {
  const parts = /^([A-Z]{1,3})([1-9]\d{0,6})$/.exec(reference);
  if (!parts) return null;
  let column = 0;
  for (const letter of parts[1] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return { column: column - 1, row: Number(parts[2]) };
}

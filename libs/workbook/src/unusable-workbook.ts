/** A workbook that is not read, with the reason and what to do about it in both languages. */
export class UnusableWorkbook extends Error {
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
    this.name = 'UnusableWorkbook';
  }
}

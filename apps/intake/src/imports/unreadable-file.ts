/** The file as a whole cannot be read; says why and what to do in both languages. */
export class UnreadableFile extends Error {
  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(`${zh}\n${en}`);
  }
}

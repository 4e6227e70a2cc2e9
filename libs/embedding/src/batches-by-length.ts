/**
 * Texts in one inference call, and characters after padding. The event loop waits for a call to end, and of long texts more at
 * once cost more each (`npm run bench -- embed`).
 */
const BATCH_TEXTS = 64;
const BATCH_CHARACTERS = 2_048;
/** A batch is padded to its longest text: to so much more than its texts are together, and no more. */
const PADDED_TO = 1.2;

/** Positions of texts of like length together, so that little is padded. */
export function* batchesByLength(texts: readonly string[]): Generator<number[]> {
  const lengthOf = (i: number): number => texts[i]?.length ?? 0;
  let batch: number[] = [];
  let characters = 0;
  for (const i of texts.map((_text, at) => at).sort((a, b) => lengthOf(a) - lengthOf(b))) {
    const length = lengthOf(i);
    const padded = (batch.length + 1) * length;
    const isFull =
      batch.length === BATCH_TEXTS || padded > Math.min(BATCH_CHARACTERS, PADDED_TO * (characters + length));
    if (batch.length > 0 && isFull) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(i);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

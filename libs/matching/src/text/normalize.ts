/** Text in the form everything is compared in, with the way back to the stored characters. */
export interface NormalizedText {
  /** NFKC and lower case, character by character. */
  text: string;
  /** For each UTF-16 unit of `text`, the offset in the original; one more entry for the end. Shared: not to be written. */
  offsets: Uint32Array;
}

/** NFKC and lower case of each code point alone, so that every position leads back to the original. */
export function normalizeWithOffsets(original: string): NormalizedText {
  const pieces = original.match(PIECES) ?? [];
  const runs = pieces.map((piece) => IS_NORMAL.test(piece));
  const normal = pieces.map((piece, i) => (runs[i] ? piece : piece.normalize('NFKC').toLowerCase()));
  // Joined, since a text put together by += takes 32 bytes a character for as long as nobody searches it.
  const text = normal.join('');
  if (pieces.every((piece, i) => runs[i] || (piece.length === 1 && normal[i]?.length === 1))) {
    return { text, offsets: countingUpTo(text.length) };
  }
  const offsets = new Uint32Array(text.length + 1);
  let [at, from] = [0, 0];
  for (const [i, piece] of pieces.entries()) {
    const step = runs[i] ? 1 : 0;
    const { length } = normal[i] ?? '';
    for (let unit = 0; unit < length; unit++) offsets[at++] = from + unit * step;
    from += piece.length;
  }
  offsets[at] = from;
  return { text, offsets };
}

/** 0, 1, 2 … of the longest text so far: nearly all lead back so, and share it. */
let counting = new Uint32Array();
function countingUpTo(last: number): Uint32Array {
  if (counting.length <= last) counting = Uint32Array.from({ length: 2 * last + 1 }, (_, i) => i);
  return counting.subarray(0, last + 1);
}

/** Runs of characters that are as they should be, which most of a record are, and each other character. */
const PIECES = /[㐀-䶿一-鿿a-z0-9 \n]+|[^㐀-䶿一-鿿a-z0-9 \n]/gu;
const IS_NORMAL = /^[㐀-䶿一-鿿a-z0-9 \n]/;

export const normalize = (original: string): string => original.normalize('NFKC').toLowerCase();

const RUNS = /[㐀-䶿一-鿿]+|[a-z0-9α-ω]+/g;
const HAN = /^[㐀-䶿一-鿿]/;

/** Runs of Han characters, and runs of letters and digits, of normalised text; everything else separates. */
export const runsOf = (normal: string): string[] => normal.match(RUNS) ?? [];
export const isHan = (run: string): boolean => HAN.test(run);

/** Single characters of Han runs; runs of letters and digits whole. */
export function charactersOf(normal: string): string[] {
  const out: string[] = [];
  for (const run of runsOf(normal)) {
    if (isHan(run)) for (const character of run) out.push(character);
    else out.push(run);
  }
  return out;
}

/** Bigrams of Han runs; runs of letters and digits whole. */
export function bigramsOf(normal: string): string[] {
  const out: string[] = [];
  for (const run of runsOf(normal)) {
    if (!isHan(run)) out.push(run);
    else for (let i = 0; i + 1 < run.length; i++) out.push(run.slice(i, i + 2));
  }
  return out;
}

export type Language = 'zh' | 'en' | 'unknown';

/** Language by the share of Han characters among all letters. */
export function languageOf(text: string): Language {
  const han = text.match(/[㐀-䶿一-鿿]/g)?.length ?? 0;
  const latin = text.match(/[A-Za-z]/g)?.length ?? 0;
  if (han + latin === 0) return 'unknown';
  return han * 5 >= han + latin ? 'zh' : 'en';
}

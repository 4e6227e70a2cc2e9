/** Text in the form everything is compared in, with the way back to the stored characters. */
export interface NormalizedText {
  /** NFKC and lower case, character by character. */
  text: string;
  /** For each UTF-16 unit of `text`, the offset in the original; one more entry for the end. */
  offsets: Uint32Array;
}

/** NFKC and lower case of each code point alone, so that every position leads back to the original. */
export function normalizeWithOffsets(original: string): NormalizedText {
  let text = '';
  const offsets: number[] = [];
  let at = 0;
  for (const character of original) {
    const normal = IS_NORMAL.test(character) ? character : character.normalize('NFKC').toLowerCase();
    for (let i = 0; i < normal.length; i++) offsets.push(at);
    text += normal;
    at += character.length;
  }
  offsets.push(at);
  return { text, offsets: Uint32Array.from(offsets) };
}

/** Most characters of a record; asking ICU about each takes ten times as long. */
const IS_NORMAL = /[㐀-䶿一-鿿a-z0-9 \n]/;

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

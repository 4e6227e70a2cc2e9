/**
 * 1 Full-width, ligature, unit and superscript characters become what is compared.
 * 2 Offsets lead each unit of the normalised text back to the stored character it came from.
 * 3 For any text: one offset per unit and one for the end, never falling, always at the start of a character, and the
 *   characters between two offsets normalise to what stands between them.
 * 4 Runs of Han and of letters are told apart; characters and bigrams come out of them.
 * 5 Language goes by the share of Han characters.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bigramsOf, charactersOf, languageOf, normalize, normalizeWithOffsets, runsOf } from './normalize.js';

const CHARACTERS = [
  '锂',
  '电',
  'Ａ',
  '１',
  'ﬁ',
  '㎡',
  '℃',
  '😀',
  '𝐁',
  '𠮷',
  '①',
  '㍿',
  'Σ',
  'İ',
  'a',
  'B',
  '9',
  ' ',
  '，',
];

describe('normalize', () => {
  it('1 makes one form of many', () => {
    expect(normalize('ＬｉＦｅＰＯ４')).toBe('lifepo4');
    expect(normalize('ﬁlm')).toBe('film');
    expect(normalize('100㎡')).toBe('100m2');
    expect(normalize('10㎏')).toBe('10kg');
  });

  it('2 leads back over a ligature, an emoji and a surrogate pair', () => {
    const original = 'Ａﬁ😀𝐁锂';
    const { text, offsets } = normalizeWithOffsets(original);
    expect(text).toBe('afi😀b锂');
    //                     a  f  i  😀(2) b  锂 end
    expect([...offsets]).toEqual([0, 1, 1, 2, 2, 4, 6, 7]);
    expect(original.slice(offsets[5], offsets[6])).toBe('𝐁');
  });

  it('3 leads back over any text', () => {
    const starts = (text: string): Set<number> => {
      const found = new Set([0]);
      let at = 0;
      for (const character of text) found.add((at += character.length));
      return found;
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 30 }), (characters) => {
        const original = characters.join('');
        const { text, offsets } = normalizeWithOffsets(original);
        expect(offsets).toHaveLength(text.length + 1);
        expect(offsets[text.length]).toBe(original.length);
        const boundaries = starts(original);
        offsets.forEach((offset, unit) => {
          expect(boundaries.has(offset)).toBe(true);
          expect(offset).toBeGreaterThanOrEqual(offsets[unit - 1] ?? 0);
        });
        for (let unit = 0; unit < text.length; unit++) {
          if (unit > 0 && offsets[unit] === offsets[unit - 1]) continue;
          const whole = normalizeWithOffsets(original.slice(offsets[unit])).text;
          expect(whole).toBe(text.slice(unit));
        }
      }),
    );
  });

  it('3 leads back over any Unicode string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (original) => {
        const { text, offsets } = normalizeWithOffsets(original);
        expect(offsets).toHaveLength(text.length + 1);
        expect(offsets[text.length]).toBe(original.length);
      }),
    );
  });

  it('4 takes text apart', () => {
    const normal = normalize('锂电池的pH值为7，LiFePO4');
    expect(runsOf(normal)).toEqual(['锂电池的', 'ph', '值为', '7', 'lifepo4']);
    expect(charactersOf(normal)).toEqual(['锂', '电', '池', '的', 'ph', '值', '为', '7', 'lifepo4']);
    expect(bigramsOf(normal)).toEqual(['锂电', '电池', '池的', 'ph', '值为', '7', 'lifepo4']);
    expect(bigramsOf('锂，电')).toEqual([]);
  });

  it.each([
    ['高镍正极材料', 'zh'],
    ['基于 Transformer 的 LLM 推理加速', 'zh'],
    ['Solid-state electrolyte membranes', 'en'],
    ['Solid-state electrolyte membranes（膜）', 'en'],
    ['2026-01-01', 'unknown'],
    ['', 'unknown'],
  ])('5 %s is %s', (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});

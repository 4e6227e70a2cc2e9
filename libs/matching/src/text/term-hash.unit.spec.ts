/**
 * 1 Hashes of characters and bigrams are those of the strings they stand for, in text order, for any text.
 * 2 The hash is the published one.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bigramsOf, charactersOf, normalize } from './normalize.js';
import { hashesOf, hashOf } from './term-hash.js';

describe('term hashes', () => {
  it('1 are those of the terms', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[电池高镍正极a-c0-9，。 ]{0,40}$/));
    fc.assert(
      fc.property(text, (original) => {
        const normal = normalize(original);
        expect(Array.from(hashesOf(normal, 'character'))).toEqual(charactersOf(normal).map(hashOf));
        expect(Array.from(hashesOf(normal, 'bigram'))).toEqual(bigramsOf(normal).map(hashOf));
      }),
    );
  });

  it('2 are FNV-1a', () => {
    expect([hashOf(''), hashOf('a'), hashOf('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});

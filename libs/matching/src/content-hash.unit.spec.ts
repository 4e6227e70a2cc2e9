/**
 * 1 The order of keys does not matter, at any depth; the order of a list does.
 * 2 A field left out and one that is undefined are the same content.
 * 3 Any changed value changes the hash.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contentHash } from './content-hash.js';

const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, reversed(inner)])); // prettier-ignore
};

describe('contentHash', () => {
  it('1 is the same for any order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        expect(contentHash(reversed(value))).toBe(contentHash(value));
      }),
    );
    expect(contentHash({ keywords: ['a', 'b'] })).not.toBe(contentHash({ keywords: ['b', 'a'] }));
  });

  it('2 leaves undefined out', () => {
    expect(contentHash({ title: '电池', region: undefined })).toBe(contentHash({ title: '电池' }));
    expect(contentHash({ title: '电池', region: null })).not.toBe(contentHash({ title: '电池' }));
  });

  it('3 differs for any other value', () => {
    const values = [{ a: 1 }, { a: '1' }, { a: 2 }, { b: 1 }, { a: [1] }, { a: { a: 1 } }, [['a', 1]], 'a1', null];
    expect(new Set(values.map(contentHash)).size).toBe(values.length);
  });
});

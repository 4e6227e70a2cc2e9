/**
 * 1 A vector has exactly the terms it was made of.
 * 2 The product with a mean of two vectors is the mean of their cosines, whatever they share.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cosine, has, meanOf, tfIdf } from './sparse-vector.js';
import { hashOf } from './term-hash.js';
import { countTerms, TermStatistics } from './term-statistics.js';

const TERMS = ['电', '池', '低', '温', '电池', '低温', 'lithium', '泵'];
const statistics = new TermStatistics(countTerms(TERMS.map((term, i) => [term, TERMS[i >> 1]!])));
const terms = fc.array(fc.constantFrom(...TERMS), { maxLength: 20 });
const vectorOf = (of: readonly string[]) => tfIdf(Uint32Array.from(of, hashOf), statistics);

describe('sparse vectors', () => {
  it('1 know their terms', () => {
    fc.assert(
      fc.property(terms, (of) => {
        const vector = vectorOf(of);
        expect(TERMS.filter((term) => has(vector, hashOf(term)))).toEqual(TERMS.filter((term) => of.includes(term)));
      }),
    );
  });

  it('2 have a mean whose product is the mean of the cosines', () => {
    fc.assert(
      fc.property(terms, terms, terms, (a, b, c) => {
        const [one, other, third] = [vectorOf(a), vectorOf(b), vectorOf(c)];
        expect(cosine(meanOf(one, other), third)).toBeCloseTo((cosine(one, third) + cosine(other, third)) / 2, 12);
      }),
    );
  });
});

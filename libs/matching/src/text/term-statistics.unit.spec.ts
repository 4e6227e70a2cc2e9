/**
 * 1 A document counts once for a term, however often it says it; rare terms can be left out.
 * 2 The digest does not depend on the order terms were counted in, and does on every number.
 * 3 Telling power falls with how many documents hold a term, is above 0, and highest for unseen terms.
 * 4 The platform's own records speak louder than the background as they grow.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countTerms, TermStatistics } from './term-statistics.js';
import type { TermCounts } from './term-statistics.js';

const counts = (documents: number, entries: [string, number][]): TermCounts => ({
  documents,
  counts: new Map(entries),
});

describe('TermStatistics', () => {
  it('1 counts documents, not occurrences', () => {
    const documents = [['电池', '电池', '正极'], ['电池'], ['催化']];
    expect(countTerms(documents)).toEqual(counts(3, [['电池', 2], ['正极', 1], ['催化', 1]])); // prettier-ignore
    expect(countTerms(documents, 2)).toEqual(counts(3, [['电池', 2]]));
  });

  it('2 has one digest for any order of counting', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer({ min: 1, max: 9 })), {
      selector: ([term]) => term,
    });
    const pair = entries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(pair, pair, ([background, background2], [own, own2]) => {
        const digest = new TermStatistics(counts(9, background), counts(9, own)).digest;
        expect(new TermStatistics(counts(9, background2), counts(9, own2)).digest).toBe(digest);
      }),
    );
  });

  it('2 has another digest for another number, term or snapshot', () => {
    const digests = [
      new TermStatistics(counts(2, [['a', 1]])),
      new TermStatistics(counts(3, [['a', 1]])),
      new TermStatistics(counts(2, [['a', 2]])),
      new TermStatistics(counts(2, [['b', 1]])),
      new TermStatistics(counts(2, [['a', 1]]), counts(0, [])),
      new TermStatistics(counts(2, [['a', 1]]), counts(1, [['a', 1]])),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('3 weighs rare terms more, all above 0', () => {
    const background = counts(100, [['的', 100], ['材料', 40], ['石墨烯', 2]]); // prettier-ignore
    for (const snapshot of [null, counts(10, [['的', 10]])]) {
      const statistics = new TermStatistics(background, snapshot);
      const weights = ['未见', '石墨烯', '材料', '的'].map((term) => statistics.weight(term));
      expect(weights).toEqual([...weights].sort((a, b) => b - a));
      expect(new Set(weights).size).toBe(4);
      expect(weights[3]).toBeGreaterThan(0);
    }
  });

  it('4 lets a large collection of its own overrule the background', () => {
    const background = counts(100, [['电池', 80], ['陶瓷', 1]]); // prettier-ignore
    const own = counts(50_000, [['电池', 10], ['陶瓷', 40_000]]); // prettier-ignore
    const [before, after] = [new TermStatistics(background), new TermStatistics(background, own)];
    expect(before.weight('陶瓷')).toBeGreaterThan(before.weight('电池'));
    expect(after.weight('陶瓷')).toBeLessThan(after.weight('电池'));
  });
});

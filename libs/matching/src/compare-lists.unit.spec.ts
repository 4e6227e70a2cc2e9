/**
 * 1 The same order: nothing changes, everything overlaps, τ is 1.
 * 2 A swap, an entry and a departure are told by place and probability; τ counts the pairs that turned.
 * 3 The reverse has τ −1; overlap looks at the first ten only.
 * 4 Nothing to list is no difference.
 */
import { describe, expect, it } from '@jest/globals';
import { compareLists } from './compare-lists.js';
import type { RankedPartner } from './compare-lists.js';

/** Partners by letter, each a step less probable than the one before. */
const ranked = (letters: string): RankedPartner[] =>
  [...letters].map((partnerId, i) => ({ partnerId, probability: 1 - (i + 1) / 100 }));

describe('compareLists', () => {
  it('1 the same', () => {
    expect(compareLists(ranked('abc'), ranked('abc'), 2)).toEqual({ overlap: 1, tau: 1, changes: [] });
  });

  it('2 a swap at the top', () => {
    const { overlap, tau, changes } = compareLists(ranked('abc'), ranked('bac'), 3);
    expect([overlap, tau]).toEqual([1, 1 / 3]);
    expect(changes).toEqual([
      { partnerId: 'b', from: 2, to: 1, probabilityFrom: 0.98, probabilityTo: 0.99 },
      { partnerId: 'a', from: 1, to: 2, probabilityFrom: 0.99, probabilityTo: 0.98 },
    ]);
  });

  it('2 one enters, one leaves', () => {
    const { changes } = compareLists(ranked('abcd'), ranked('abdc'), 3);
    expect(changes.map(({ partnerId, from, to }) => [partnerId, from, to])).toEqual([
      ['d', null, 3],
      ['c', 3, null],
    ]);
    const [gone] = compareLists(ranked('ab'), ranked('a'), 3).changes;
    expect(gone).toMatchObject({ partnerId: 'b', from: 2, to: null, probabilityTo: null });
  });

  it('3 the reverse', () => {
    const letters = 'abcdefghijklmnopqrst';
    const { overlap, tau } = compareLists(ranked(letters), ranked([...letters].reverse().join('')), 20);
    expect([overlap, tau]).toEqual([0, -1]);
    const late = compareLists(
      ranked(letters),
      ranked(`${letters.slice(0, 9)}${[...letters.slice(9)].reverse().join('')}`),
      20,
    );
    expect(late.overlap).toBe(0.9);
  });

  it('4 nothing', () => {
    expect(compareLists([], [], 20)).toEqual({ overlap: 1, tau: 1, changes: [] });
  });
});

/**
 * Texts cut where evidence begins or ends.
 * 1 The segments together are the text, whatever the ranges.
 * 2 A segment has the links of every range that covers it, and each link starts once.
 * 3 Ranges outside the text, empty or reversed ones change nothing.
 * 4 UTF-16 units: a range after a character of two units lands where the stored text has it.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { segmentsOf } from './spans.js';

describe('segmentsOf', () => {
  it('1 puts the text together again', () => {
    const range = fc.record({ start: fc.integer({ min: -3, max: 30 }), end: fc.integer({ min: -3, max: 30 }) });
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), fc.array(range, { maxLength: 6 }), (text, ranges) => {
        const linked = ranges.map((one, i) => ({ ...one, link: `p${i}` }));
        const segments = segmentsOf(text, linked);
        expect(segments.map((one) => one.text).join('')).toBe(text);
      }),
    );
  });

  it('2 overlapping ranges share the middle', () => {
    const segments = segmentsOf('低温电解液方案', [
      { start: 0, end: 5, link: 'a' },
      { start: 2, end: 7, link: 'b' },
    ]);
    expect(segments).toEqual([
      { text: '低温', links: ['a'], starts: ['a'] },
      { text: '电解液', links: ['a', 'b'], starts: ['b'] },
      { text: '方案', links: ['b'], starts: [] },
    ]);
  });

  it('3 ranges that hold nothing of the text are left out', () => {
    const ranges = [
      { start: 9, end: 12, link: 'a' },
      { start: 1, end: 1, link: 'b' },
      { start: 2, end: 1, link: 'c' },
    ];
    expect(segmentsOf('隔膜', ranges)).toEqual([{ text: '隔膜', links: [], starts: [] }]);
    expect(segmentsOf('', [])).toEqual([]);
  });

  it('4 counts UTF-16 units', () => {
    const text = '𠮷野电池';
    const [, marked] = segmentsOf(text, [{ start: text.indexOf('电池'), end: text.length, link: 'a' }]);
    expect(marked).toEqual({ text: '电池', links: ['a'], starts: ['a'] });
  });
});

/**
 * 1 The same code is 1, another branch 0, and closeness falls with the distance between.
 * 2 Of two lists the closest pair is told; of equally close ones the first given.
 * 3 An empty side has no nearest codes.
 * 4 Closeness is between 0 and 1, the same both ways, and 1 only for the same code.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { industryPath } from './industry.js';
import { technicalFieldPath } from './technical-field.js';
import { nearestCodes } from './tree.js';

const closeness = (a: string, b: string): number | undefined => nearestCodes([a], [b], industryPath)?.closeness;

describe('nearestCodes', () => {
  it('1 falls from the same code to another branch', () => {
    expect(closeness('C3841', 'C3841')).toBe(1);
    expect(closeness('C3841', 'C3842')).toBe(0.75);
    expect(closeness('C3841', 'C38')).toBeCloseTo(2 / 3, 12);
    expect(closeness('C3841', 'C39')).toBeCloseTo(1 / 3, 12);
    expect(closeness('C3841', 'D44')).toBe(0);
  });

  it('2 tells the closest pair of two lists, the first of equals', () => {
    expect(nearestCodes(['1.1', '4.3'], ['4.2', '4.3'], technicalFieldPath)).toEqual({
      need: '4.3',
      supply: '4.3',
      sharedLevels: 2,
      closeness: 1,
    });
    expect(nearestCodes(['4.1', '4.2'], ['4.5', '4.6'], technicalFieldPath)).toMatchObject({
      need: '4.1',
      supply: '4.5',
    });
  });

  it('3 finds nothing where a side names no code', () => {
    expect(nearestCodes([], ['4.3'], technicalFieldPath)).toBeNull();
    expect(nearestCodes(['4.3'], [], technicalFieldPath)).toBeNull();
  });

  it('4 stays in range and is the same both ways', () => {
    const code = fc
      .tuple(fc.constantFrom('C', 'D'), fc.stringMatching(/^3[89][0-2]{0,2}$/))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(code, code, (a, b) => {
        const there = closeness(a, b) ?? -1;
        expect(there).toBe(closeness(b, a));
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(1);
        expect(there === 1).toBe(a === b);
      }),
    );
  });
});

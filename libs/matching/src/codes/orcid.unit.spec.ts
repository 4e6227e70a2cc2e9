/**
 * 1 The published vectors are valid, with a digit and with X as check character.
 * 2 Any one changed digit is caught, the check character included.
 * 3 Only the hyphenated form is taken, and the fault shows it.
 * 4 A wrong check digit is told with the right one.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orcidFault } from './orcid.js';

const isOrcid = (code: string): boolean => orcidFault(code) === null;
const VALID = ['0000-0002-1825-0097', '0000-0002-1694-233X'];

describe('orcidFault', () => {
  it('1 takes the published vectors', () => {
    expect(VALID.map(isOrcid)).toEqual([true, true]);
  });

  it('2 catches any one changed digit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VALID),
        fc.integer({ min: 0, max: 18 }),
        fc.constantFrom(...'0123456789X'),
        (orcid, at, digit) => {
          fc.pre(orcid.charAt(at) !== '-' && orcid.charAt(at) !== digit);
          expect(isOrcid(orcid.slice(0, at) + digit + orcid.slice(at + 1))).toBe(false);
        },
      ),
    );
  });

  it('3 refuses other ways of writing it', () => {
    for (const orcid of ['0000000218250097', 'https://orcid.org/0000-0002-1825-0097', '0000-0002-1694-233x', '']) {
      expect([orcid, orcidFault(orcid)?.zh]).toEqual([orcid, expect.stringContaining('0000-0002-1825-0097')]);
    }
  });

  it('4 names the check digit that would fit', () => {
    const { zh, en } = orcidFault('0000-0002-1825-0091') ?? { zh: '', en: '' };
    expect([zh, en]).toEqual([expect.stringContaining('“7”'), expect.stringContaining('“7”')]);
    expect(orcidFault('0000-0002-1694-2331')?.zh).toContain('“X”');
  });
});

/**
 * 1 Industry: section letter and 2 to 4 digits, and the division lies in that section.
 * 2 The path of an industry leads from its section down to itself, without repeats.
 * 3 Technical field: a number of the two upper levels, and its path.
 * 4 IPC: a subclass or a group in a subclass.
 * 5 Discipline: 3, 5 or 7 digits.
 */
import { describe, expect, it } from '@jest/globals';
import { industryPath, isIndustry } from './industry.js';
import { isDiscipline, isIpc } from './ipc.js';
import { isTechnicalField, TECHNICAL_FIELDS, technicalFieldPath } from './technical-field.js';

const refused = (check: (code: string) => boolean, codes: string[]): string[] => codes.filter((code) => !check(code));

describe('classifications', () => {
  it('1 takes C35 and C3841, and refuses a division of another section', () => {
    const valid = ['C35', 'C384', 'C3841', 'A01', 'C43', 'D44', 'T97'];
    const invalid = ['C', 'C3', 'C38411', '3841', 'c35', 'A35', 'C44', 'D43', 'U98', 'C00'];
    expect(refused(isIndustry, valid)).toEqual([]);
    expect(refused(isIndustry, invalid)).toEqual(invalid);
  });

  it('2 C3841 → C, C38, C384, C3841, and C38 → C, C38', () => {
    expect(industryPath('C3841')).toEqual(['C', 'C38', 'C384', 'C3841']);
    expect(industryPath('C38')).toEqual(['C', 'C38']);
  });

  it('3 knows 4.3 and its section 4, every child has its parent, and nothing else is a field', () => {
    expect(technicalFieldPath('4.3')).toEqual(['4', '4.3']);
    expect(technicalFieldPath('4')).toEqual(['4']);
    for (const code of Object.keys(TECHNICAL_FIELDS)) {
      expect([code, technicalFieldPath(code).filter((step) => !isTechnicalField(step))]).toEqual([code, []]);
    }
    const invalid = ['9', '4.7', '4.3.1', '4.', '.3', '', 'constructor'];
    expect(refused(isTechnicalField, invalid)).toEqual(invalid);
  });

  it('4 takes H01M, H01M 10/0525 and H01M10/0525', () => {
    expect(refused(isIpc, ['H01M', 'H01M 10/0525', 'H01M10/0525', 'A61K 9/00'])).toEqual([]);
    const invalid = ['I01M', 'H1M', 'H01', 'H01M 10', 'H01M 10/5', 'H01M  10/0525', 'h01m 10/0525', 'H01M 10/0525x'];
    expect(refused(isIpc, invalid)).toEqual(invalid);
  });

  it('5 takes 3, 5 or 7 digits', () => {
    expect(refused(isDiscipline, ['430', '43010', '4301045'])).toEqual([]);
    expect(refused(isDiscipline, ['43', '4301', '430104', '43010455', '43o'])).toHaveLength(5);
  });
});

/**
 * 1 Industry: section letter and 2 to 4 digits, and the division lies in that section.
 * 2 The path of an industry leads from its section down to itself, without repeats.
 * 3 Technical field: a number of the two upper levels, and its path.
 * 4 IPC: a subclass or a group in a subclass.
 * 5 Discipline: 3, 5 or 7 digits below a discipline of the first level.
 * 6 Tables are whole: every entry has both names, lies below its parent, and is valid where codes of its level are.
 * 7 Faults say what would be right.
 */
import { describe, expect, it } from '@jest/globals';
import type { CodeCheck } from './code-fault.js';
import { disciplineFault, disciplinePath } from './discipline.js';
import { DISCIPLINES } from './discipline-names.js';
import { industryFault, industryPath } from './industry.js';
import { INDUSTRIES } from './industry-names.js';
import { ipcFault, ipcPath } from './ipc.js';
import { IPC_CLASSES } from './ipc-names.js';
import { TECHNICAL_FIELDS, technicalFieldFault, technicalFieldPath } from './technical-field.js';

const refused = (check: CodeCheck, codes: string[]): string[] => codes.filter((code) => check(code) !== null);

describe('classifications', () => {
  it('1 takes C35 and C3841, and refuses a division of another section', () => {
    const valid = ['C35', 'C384', 'C3841', 'A01', 'C43', 'D44', 'T97'];
    const invalid = ['C', 'C3', 'C38411', '3841', 'c35', 'A35', 'C44', 'D43', 'U98', 'C00'];
    expect(refused(industryFault, valid)).toEqual([]);
    expect(refused(industryFault, invalid)).toEqual(invalid);
  });

  it('2 C3841 → C, C38, C384, C3841, and C38 → C, C38', () => {
    expect(industryPath('C3841')).toEqual(['C', 'C38', 'C384', 'C3841']);
    expect(industryPath('C38')).toEqual(['C', 'C38']);
  });

  it('3 knows 4.3 and its section 4, every child has its parent, and nothing else is a field', () => {
    expect(technicalFieldPath('4.3')).toEqual(['4', '4.3']);
    expect(technicalFieldPath('4')).toEqual(['4']);
    for (const code of Object.keys(TECHNICAL_FIELDS)) {
      expect([code, technicalFieldPath(code).filter((step) => technicalFieldFault(step))]).toEqual([code, []]);
    }
    const invalid = ['9', '4.7', '4.3.1', '4.', '.3', '', 'constructor'];
    expect(refused(technicalFieldFault, invalid)).toEqual(invalid);
  });

  it('4 takes H01M, H01M 10/0525 and H01M10/0525', () => {
    expect(refused(ipcFault, ['H01M', 'H01M 10/0525', 'H01M10/0525', 'A61K 9/00'])).toEqual([]);
    const invalid = ['I01M', 'H1M', 'H01', 'H01M 10', 'H01M 10/5', 'H01M  10/0525', 'h01m 10/0525', 'H01M 10/0525x'];
    expect(refused(ipcFault, invalid)).toEqual(invalid);
    expect(ipcPath('H01M 10/0525')).toEqual(['H', 'H01', 'H01M', 'H01M 10', 'H01M 10/0525']);
    expect(ipcPath('H01M10/00')).toEqual(['H', 'H01', 'H01M', 'H01M 10']);
    expect(ipcPath('H01M')).toEqual(['H', 'H01', 'H01M']);
  });

  it('5 takes 3, 5 or 7 digits', () => {
    expect(refused(disciplineFault, ['430', '43010', '4301045'])).toEqual([]);
    expect(refused(disciplineFault, ['43', '4301', '430104', '43010455', '43o', '999', '11'])).toHaveLength(7);
    expect(disciplinePath('4304510')).toEqual(['430', '43045', '4304510']);
    expect(disciplinePath('430')).toEqual(['430']);
  });

  it.each([
    ['GB/T 4754-2017', INDUSTRIES, industryPath, [20, 97]],
    ['GB/T 13745-2009', DISCIPLINES, disciplinePath, [62]],
    ['IPC', IPC_CLASSES, ipcPath, [8, 132]],
  ] as const)('6 %s', (_standard, table, pathOf, levels) => {
    const entries = Object.entries(table);
    expect(entries.filter(([, { zh, en }]) => zh === '' || en === '')).toEqual([]);
    expect(entries.filter(([code]) => pathOf(code).some((step) => !(step in table)))).toEqual([]);
    const counts = levels.map((_, depth) => entries.filter(([code]) => pathOf(code).length === depth + 1).length);
    expect(counts).toEqual(levels);
  });

  it('6 every division, discipline and class is one that may be used', () => {
    expect(
      refused(
        industryFault,
        Object.keys(INDUSTRIES).filter((code) => code.length > 1),
      ),
    ).toEqual([]);
    expect(refused(disciplineFault, Object.keys(DISCIPLINES))).toEqual([]);
    const subclasses = Object.keys(IPC_CLASSES).filter((code) => code.length === 3);
    expect(
      refused(
        ipcFault,
        subclasses.map((code) => `${code}B`),
      ),
    ).toEqual([]);
  });

  it.each([
    [industryFault, 'A38', '是否应为 C38'],
    [industryFault, 'A3841', 'was C3841 meant'],
    [industryFault, 'C99', 'C13 至 C43'],
    [industryFault, '3841', '门类字母'],
    [disciplineFault, '99910', '没有一级学科 999'],
    [ipcFault, 'H98M 1/00', '没有大类 H98'],
  ] as const)('7 %p %s', (check, code, said) => {
    const { zh, en } = check(code) ?? { zh: '', en: '' };
    expect(`${zh} ${en}`).toContain(said);
  });
});

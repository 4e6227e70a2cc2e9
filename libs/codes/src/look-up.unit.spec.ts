/**
 * 1 Without a word the top of a classification, below a code what lies directly there, in the order of codes.
 * 2 A search finds codes by their beginning and by name, in either language; exact codes first, retired ones last.
 * 3 A search below a code stays below it.
 * 4 A valid code that the table does not name is found by itself, named by the nearest above.
 * 5 Names of given codes come in the order asked; what is no code is left out.
 * 6 No more than the limit, and `more` says so.
 * 7 What stands for no place of its own is neither listed nor found.
 */
import { describe, expect, it } from '@jest/globals';
import { CODE_KINDS } from './code-kinds.js';
import { childCodes, describeCodes, searchCodes } from './look-up.js';
import type { FoundCodes } from './look-up.js';

const codesOf = ({ items }: FoundCodes): string[] => items.map(({ code }) => code);

describe('look-up', () => {
  it.each([
    ['region', 34],
    ['industry', 20],
    ['discipline', 62],
    ['ipc', 8],
    ['technical-field', 8],
    ['cooperation-mode', 10],
  ] as const)('1 %s has %d entries at the top', (kind, count) => {
    const { items, more } = childCodes(kind, null, 200);
    expect([items.length, more]).toEqual([count, false]);
    expect(items.filter(({ within }) => within.length > 0)).toEqual([]);
  });

  it('1 below: cities of a province, counties of a city, districts of a municipality', () => {
    expect(codesOf(childCodes('region', '440000', 200))).toHaveLength(21);
    expect(codesOf(childCodes('region', '440100', 200)).slice(0, 2)).toEqual(['440103', '440104']);
    expect(codesOf(childCodes('region', '110000', 200))).toHaveLength(16);
    expect(codesOf(childCodes('industry', 'B', 200))).toEqual(['B06', 'B07', 'B08', 'B09', 'B10', 'B11', 'B12']);
    expect(childCodes('industry', 'B06', 200).items).toEqual([]);
  });

  it('2 by code and by name', () => {
    expect(codesOf(searchCodes('region', '430100', null, 5))).toEqual(['430100']);
    expect(codesOf(searchCodes('region', '长沙', null, 5))).toEqual(['430100', '430121']);
    expect(codesOf(searchCodes('industry', '塑料', null, 5))).toEqual(['C29']);
    expect(codesOf(searchCodes('industry', 'Plastic', null, 5))).toEqual(['C29']);
    expect(codesOf(searchCodes('ipc', 'h01', null, 5))).toEqual(['H01']);
    expect(codesOf(searchCodes('discipline', '材料', null, 5))).toEqual(['430']);
    expect(searchCodes('cooperation-mode', '许可', null, 9).items).toHaveLength(4);
  });

  it('2 retired codes come last, with what they became', () => {
    const { items } = searchCodes('region', '望城', null, 5);
    expect(items.map(({ code, became }) => [code, became?.code])).toEqual([
      ['430112', undefined],
      ['430122', '430112'],
    ]);
    expect(items[1]).toMatchObject({ retired: true, lastListed: '2010-10', zh: '望城县' });
  });

  it('3 stays below the code given', () => {
    expect(codesOf(searchCodes('region', '鼓楼', '320000', 9))).toEqual(['320106', '320302']);
    expect(codesOf(searchCodes('region', '鼓楼', '320100', 9))).toEqual(['320106']);
  });

  it('4 codes below what is named', () => {
    expect(searchCodes('industry', 'c3841', null, 5).items[0]).toMatchObject({
      ...{ code: 'C3841', namedBy: 'C38', zh: '电气机械和器材制造业', retired: false, children: 0 },
      within: [{ code: 'C', zh: '制造业', en: 'manufacturing' }],
    });
    expect(searchCodes('ipc', 'H01M 10/0525', null, 5).items[0]).toMatchObject({ namedBy: 'H01' });
    expect(searchCodes('industry', 'C99', null, 5).items).toEqual([]);
    expect(searchCodes('region', '440199', null, 5).items).toEqual([]);
  });

  it('5 names of codes', () => {
    const found = describeCodes('region', ['430104', 'nonsense', '310108', '440101', '429004']);
    expect(found.map(({ code, zh, within }) => [code, zh, within.map((one) => one.zh)])).toEqual([
      ['430104', '岳麓区', ['湖南省', '长沙市']],
      ['310108', '闸北区', ['上海市']],
      ['440101', '市辖区', ['广东省', '广州市']],
      ['429004', '仙桃市', ['湖北省']],
    ]);
  });

  it('6 stops at the limit', () => {
    const { items, more } = searchCodes('region', '市', null, 3);
    expect([items.length, more]).toEqual([3, true]);
  });

  it('7 hides fillers', () => {
    expect(codesOf(searchCodes('region', '市辖区', null, 9))).toEqual([]);
    expect(codesOf(searchCodes('region', '直辖县', null, 9))).toEqual([]);
    expect(codesOf(searchCodes('region', '北京', null, 9))).toEqual(['110000']);
  });

  it.each(CODE_KINDS)('5 every listed entry of %s describes itself', (kind) => {
    const listed = codesOf(childCodes(kind, null, 200));
    expect(describeCodes(kind, listed).map(({ code, namedBy }) => [code, namedBy])).toEqual(
      listed.map((code) => [code, code]),
    );
  });
});

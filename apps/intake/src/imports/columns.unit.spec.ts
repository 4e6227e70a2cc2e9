/**
 * 1 A header cell is understood by the field's own name and by its Chinese ones, whatever its case, spaces and star.
 * 2 A column of the other kind, and any other word, is unknown.
 * 3 No header name stands for two columns.
 * 5 A column's key in mappings names it alone, its unit included.
 * 4 Cells become text, lists, integers, fen or codes; what cannot be read stays text for the schema to judge.
 */
import { describe, expect, it } from '@jest/globals';
import { RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { columnByKey, columnOf, columnsOf, keyOf, readCell } from './columns.js';

const fieldOf = (kind: RecordKind, header: string): string | undefined => columnOf(kind, header)?.field;

function read(kind: RecordKind, header: string, cell: string): unknown {
  const column = columnOf(kind, header);
  if (!column) throw new Error(`no column ${header}`);
  return readCell(column, cell);
}

describe('columnOf', () => {
  it.each([
    ['title', 'title'],
    ['Title ', 'title'],
    ['标题*', 'title'],
    ['需求 名称＊', 'title'],
    ['budgetMax', 'budgetMax'],
    ['预算上限（元）', 'budgetMax'],
    ['预算上限(元)', 'budgetMax'],
    ['企业名称', 'organizationName'],
    ['externalId', 'id'],
  ])('1 %j names %s', (header, field) => {
    expect(fieldOf('need', header)).toBe(field);
  });

  it.each([
    ['expert', '姓名', 'name'],
    ['expert', '职称', 'positions'],
    ['expert', 'ORCID', 'orcid'],
    ['expert', '论文', 'papers'],
    ['expert', '可合作时间', 'availableFrom'],
    ['expert', '研究方向*', 'title'],
    ['facility', '承接TRL', 'bridgesFrom'],
    ['facility', '输出 TRL', 'bridgesTo'],
    ['facility', '设备', 'equipment'],
    ['facility', '服务内容', 'services'],
    ['facility', '平台名称', 'title'],
    ['service', '服务类型', 'serviceKind'],
    ['service', '交付物', 'deliverables'],
    ['service', '服务周期(天)', 'leadTimeDays'],
  ] as const)('1 of a %s, %j names %s', (kind, header, field) => {
    expect(fieldOf(kind, header)).toBe(field);
  });

  it('2 knows no column of the other kind, and no other word', () => {
    expect(fieldOf('need', '报价（元）')).toBeUndefined();
    expect(fieldOf('achievement', '报价（元）')).toBe('priceMin');
    expect(fieldOf('achievement', 'budgetMax')).toBeUndefined();
    for (const header of ['', '备注', 'constructor', 'contacts']) expect(fieldOf('need', header)).toBeUndefined();
  });

  it('3 tells fen from yuan by the header', () => {
    expect(read('need', 'budgetMax', '500')).toBe(500);
    expect(read('need', '预算上限（元）', '500')).toBe(50_000);
  });
});

describe('readCell', () => {
  it.each([
    ['title', ' 高镍正极 ', '高镍正极'],
    ['title', '  ', undefined],
    ['keywords', '正极；包覆; 掺杂|单晶\n前驱体', ['正极', '包覆', '掺杂', '单晶', '前驱体']],
    ['keywords', '首效、循环，寿命;', ['首效、循环，寿命']],
    ['leastTrl', '6', 6],
    ['leastTrl', '六', '六'],
    ['leastTrl', '6.5', '6.5'],
    ['预算（元）', '1,200,000', 120_000_000],
    ['预算（元）', '0.29', 29],
    ['预算（元）', '面议', '面议'],
    ['预算（元）', '10.005', '10.005'],
    ['预算（万元）', '80.5', 80_500_000],
    ['预算上限(万元)', '0.000001', 1],
    ['预算上限（万元）', '0.0000001', '0.0000001'],
    ['截止日期', '2026/5/1', '2026-05-01'],
    ['截止日期', '2026年12月31日', '2026-12-31'],
    ['截止日期', '2026.5.1', '2026-05-01'],
    ['截止日期', '5/1', '5/1'],
    ['title', "'=1+1", '=1+1'],
    ['title', "'引号'", "'引号'"],
    ['合作方式', '技术转让；委托开发', ['transfer', 'commissioned-development']],
    ['合作方式', 'transfer；以物易物', ['transfer', '以物易物']],
    ['期限', '短期', 'short'],
    ['期限', '很久', '很久'],
    ['公开程度', '保密', 'sealed'],
    ['单位类型', '科研院所', 'institute'],
  ])('4 %s: %j → %j', (header, cell, value) => {
    expect(read('need', header, cell)).toEqual(value);
  });

  it('4 of experts and services', () => {
    expect(read('expert', '论文', '单晶化（2021）10.1000/182')).toEqual([
      { title: '单晶化', year: 2021, doi: '10.1000/182' },
    ]);
    expect(read('expert', '可合作状态', '时间有限')).toBe('limited');
    expect(read('service', '服务类型', '检验检测')).toBe('testing');
    expect(read('facility', '承接TRL', '4')).toBe(4);
  });

  it('4 takes no name of the language for a code', () => {
    expect(read('need', '期限', 'constructor')).toBe('constructor');
    expect(read('need', '合作方式', 'toString')).toEqual(['toString']);
  });
});

it.each(RECORD_KINDS)('5 keys of %s', (kind) => {
  const keys = columnsOf(kind).map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  for (const column of columnsOf(kind)) {
    expect(columnByKey(kind, keyOf(column))).toBe(column);
    expect(columnOf(kind, keyOf(column))).toBe(column);
  }
  expect(columnByKey(kind, 'constructor')).toBeNull();
});

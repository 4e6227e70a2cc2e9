/**
 * 1 A name is found in all the ways people write it, whatever else it is among.
 * 2 A word of the language is no name, though an organization is called by it; unless the text is that organization's.
 * 3 Neither a wording made of needs nor what people write names any of many organizations, in any short form.
 */
import { expect, it } from '@jest/globals';
import { TermStatistics } from '../text/term-statistics.js';
import { toEnd } from '../steps.js';
import { OrganizationNames } from './organization-names.js';
import { wordingOf } from './wording.js';

const WORDS = '电池 低温 容量 放电 涂层 储能 材料 动力 电力 衰减 大学'.split(' ');
const statistics = new TermStatistics({ documents: 100, counts: new Map(WORDS.map((word) => [word, 30])) });

const FIRST = [...'澄皖栖沐霁砚朔瑶逐衡汀岫墨临望归听半漱翊'];
const SECOND = [...'浦泽岚川原溪坡浪陂兰云渠皋渚雁潮塘石阙'];
const TRADES = ['储能科技', '新材料', '动力电池', '涂装', '电力电子', '流体部件', '实业'];
const PLACES = ['深圳市', '合肥', '浙江', '', '苏州市', '中国'];
const LEGAL = ['有限公司', '股份有限公司', '集团有限公司', '有限责任公司'];
const CALLED = FIRST.flatMap((first) => SECOND.map((second) => first + second));
const of = <T>(all: readonly T[], i: number): T => all[i % all.length]!;
const ORGANIZATIONS = CALLED.map((called, i) => {
  const [place, trade, legal] = [of(PLACES, i), of(TRADES, i), of(LEGAL, i)];
  return { called, trade, name: `${place}${called}${trade}${legal}` };
});
const names = new OrganizationNames(
  [...ORGANIZATIONS.map(({ name }) => name), '低温流体有限公司', 'Qilan Polymer Co., Ltd.'],
  statistics,
);

it.each([
  ['曾向深圳市澄浦储能科技有限公司供货'],
  ['澄浦储能科技的产线'],
  ['澄浦储能的产线'],
  ['与澄浦合作，放电容量低'],
  ['澄浦公司提出'],
  ['（澄浦）电池'],
  ['电池由QILAN供应'],
  ['电池由ｑｉｌａｎ供应'],
])('1 %s', (text) => {
  expect(names.forReaders(text, [])).not.toMatch(/澄浦|qilan|ｑｉｌａｎ/i);
  expect(names.forReaders(text, [])).toContain('某');
});

it('2 words of the language', () => {
  expect(names.forReaders('低温下电池容量衰减，低温流体失效', [])).toBe('低温下电池容量衰减，某失效');
  expect(names.forReaders('低温的电池容量衰减', ['低温流体有限公司'])).toBe('某的电池容量衰减');
});

it('3 many organizations', () => {
  expect(ORGANIZATIONS.length).toBeGreaterThan(350);
  const shortForms = ({ called, trade, name }: (typeof ORGANIZATIONS)[number]): string[] => [
    ...[name, `${called}${trade}`, `${called}公司`, `${called}集团`, called],
  ];
  for (const [i, asking] of ORGANIZATIONS.entries()) {
    const other = of(ORGANIZATIONS, i * 7 + 3);
    const [own, foreign] = [of(shortForms(asking), i), of(shortForms(other), i + 2)];
    const content = {
      title: `${own}电池低温容量衰减`,
      description: `${own}的电池低温放电容量衰减。已试过${foreign}的涂层，没有改善。低温下电池容量只剩六成。`,
    };
    const organization = { name: asking.name, kind: 'enterprise', region: null } as const;
    const wording = toEnd(wordingOf([{ content, organization }], names));
    const written = names.forReaders(`${own}与${foreign}都提出：${content.description}`, [asking.name]);
    for (const text of [wording.title, wording.description, written]) {
      expect(text).not.toContain(asking.called);
      expect(text).not.toContain(other.called);
    }
    expect(wording.description).toContain('低温下电池容量只剩六成。');
    expect(written).toContain('低温下电池容量只剩六成。');
  }
});

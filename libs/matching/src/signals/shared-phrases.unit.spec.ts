/**
 * 1 The longest phrase both records use is found, once, without the particles at its ends.
 * 2 Every span, on both sides, cuts the phrase out of the stored text as it was written.
 * 3 Whole words only for letters: no phrase inside another word; bare numbers are no phrase.
 * 4 The most telling stand first, at most eight, none contained in another.
 * 5 Phrases are found in every field of prose, and never in a contact or a source.
 * 6 Words that nearly every text uses are no phrase, whatever else is shared.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evidenceOf, PLAIN_VERSION, profiledNeed, profiledSupply, readingOf } from '../../test/profiled.js';
import { engineOf } from '../engine.js';
import type { SharedPhrase, Span } from '../evidence.js';
import { textFieldsOf } from '../records.js';
import type { AchievementContent, NeedContent, RecordContent } from '../records.js';
import { normalize } from '../text/normalize.js';
import { TermStatistics } from '../text/term-statistics.js';

function phrases(need: Partial<NeedContent>, supply: Partial<AchievementContent>): SharedPhrase[] {
  const reading = readingOf('lexical-bigrams', profiledNeed(need), profiledSupply(supply));
  return evidenceOf(reading, 'shared-phrases').phrases;
}
const texts = (found: SharedPhrase[]): string[] => found.map(({ text }) => text);

function slice(content: RecordContent, { path, start, end }: Span): string {
  const field = textFieldsOf(content).find((one) => one.path === path);
  if (!field) throw new Error(`no field at ${path}`);
  return field.text.slice(start, end);
}

/** What both sides' spans cut out, normalised, when it is not the phrase. */
function misplaced(need: NeedContent, supply: AchievementContent): string[] {
  return phrases(need, supply).flatMap(({ text, need: asked, supply: offered }) =>
    [normalize(slice(need, asked)), normalize(slice(supply, offered))].filter((cut) => cut !== text),
  );
}

describe('shared phrases', () => {
  it('1 finds the longest phrase once', () => {
    const need = { title: '提升高镍三元正极材料的循环寿命', description: '高镍三元正极材料容量衰减快' };
    const supply = { title: '一种高镍三元正极材料及其包覆方法', description: '显著延长循环寿命' };
    expect(texts(phrases(need, supply)).sort()).toEqual(['循环寿命', '高镍三元正极材料'].sort());
  });

  it('1 leaves particles at the ends out', () => {
    const found = phrases({ title: '用于废水的深度处理' }, { title: '面向废水的深度处理' });
    expect(texts(found).filter((text) => /^[的于]|[的于]$/.test(text))).toEqual([]);
    expect(texts(found).some((text) => text.includes('深度处理'))).toBe(true);
  });

  it('2 leads back to full-width letters, ligatures and text after an emoji', () => {
    const need = { title: '需求', description: '😀😀采用ＬｉＦｅＰＯ４正极，ﬁlter 结构' };
    const supply = { title: '成果', description: 'LiFePO4正极与 filter 组件' };
    const found = phrases(need, supply);
    expect(texts(found).sort()).toEqual(['filter', 'lifepo4', '正极'].sort());
    const cuts = new Map(found.map(({ text, need: span }) => [text, slice(need, span)]));
    expect(cuts.get('lifepo4')).toBe('ＬｉＦｅＰＯ４');
    expect(cuts.get('filter')).toBe('ﬁlter');
    expect(cuts.get('正极')).toBe('正极');
    expect(misplaced(need, supply)).toEqual([]);
  });

  it.each([
    ['85℃film', 'film 85℃film'],
    ['㋀份，月份', '月份，㋀份'],
  ])('2 %s: no span begins or ends inside a character that normalising made longer', (asked, offered) => {
    expect(misplaced({ title: asked, description: '' }, { title: offered, description: '' })).toEqual([]);
  });

  it('2 leads back from any text, on both sides', () => {
    const pieces = [
      '锂电池',
      '正极材料',
      '的',
      'ＡＢＣ',
      'abc',
      'ﬁlm',
      'film',
      '㎡',
      'm2',
      '😀',
      '𝐁𝐂𝐃',
      'bcd',
      '１２',
      '℃',
      '㋀',
      '月份',
      '，',
      ' ',
    ];
    const prose = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(prose, prose, prose, prose, (title, description, otherTitle, otherDescription) => {
        const need = { title: `锂${title}`, description };
        const supply = { title: `锂${otherTitle}`, description: otherDescription };
        fc.pre(readingOf('lexical-bigrams', profiledNeed(need), profiledSupply(supply)).value !== null);
        expect(misplaced(need, supply)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('3 takes letters as whole words, and no bare numbers', () => {
    expect(texts(phrases({ title: 'ceramic 涂层 2025' }, { title: 'ceramics 涂层 2025' }))).toEqual(['涂层']);
    const [found] = phrases({ title: 'film' }, { title: 'microfilm then film' });
    expect(found?.supply).toEqual({ path: '/title', start: 15, end: 19 });
  });

  it('4 shows at most eight, the most telling first, none inside another', () => {
    const shared = [
      '石墨烯',
      '碳纤维',
      '催化剂',
      '离子膜',
      '传感器',
      '机器人',
      '涡轮叶片',
      '纳米银线',
      '超级电容器',
      '量子点显示屏',
    ];
    const found = texts(phrases({ title: shared.join('，') }, { title: [...shared].reverse().join('；') }));
    expect(found).toHaveLength(8);
    expect(found.slice(0, 2)).toEqual(['量子点显示屏', '超级电容器']);
    const nested = texts(phrases({ title: '正极，正极材料' }, { title: '正极材料' }));
    expect(nested).toEqual(['正极材料']);
  });

  it('5 looks through all prose and nothing else', () => {
    const need: NeedContent = {
      title: '需求',
      description: '',
      mustHaves: ['无', '耐盐雾腐蚀'],
      contact: { name: '欧阳工程师' },
      source: '产业园征集',
    };
    const supply: AchievementContent = {
      title: '成果',
      description: '欧阳工程师，产业园征集',
      applicationFields: ['耐盐雾腐蚀涂层'],
    };
    expect(phrases(need, supply)).toEqual([
      {
        text: '耐盐雾腐蚀',
        need: { path: '/mustHaves/1', start: 0, end: 5 },
        supply: { path: '/applicationFields/0', start: 0, end: 5 },
      },
    ]);
  });

  it('6 leaves out what every text says', () => {
    const counts = new Map(['现有', '技术', '有技'].map((term): [string, number] => [term, 60]));
    const engine = engineOf(PLAIN_VERSION, new TermStatistics({ documents: 100, counts }), null);
    const reading = readingOf(
      'lexical-bigrams',
      profiledNeed({ title: '现有技术不行，冒口' }),
      profiledSupply({ title: '现有技术，冒口' }),
      engine,
    );
    expect(texts(evidenceOf(reading, 'shared-phrases').phrases)).toEqual(['冒口']);
  });

  it('6 leaves out what every English text says', () => {
    const need = { title: 'Coating flakes off after sterile ageing' };
    const found = phrases(need, { title: 'After coating the shaft, ageing below 60 degrees' });
    expect(found.map(({ text }) => text).sort()).toEqual(['ageing', 'coating']);
  });
});

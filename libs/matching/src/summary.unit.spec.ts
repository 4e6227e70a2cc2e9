/**
 * 1 One line says the reasons and then the gaps, in Chinese and in English.
 * 2 Only what speaks for the pairing is a reason: no far field, no shortfall, no price over budget.
 * 3 Where no signal has a reason to name, it says so in words.
 * 4 Every kind of gap has words in both languages, with the supply silent or falling short.
 */
import { describe, expect, it } from '@jest/globals';
import type { Evidence, Gap, Quote } from './evidence.js';
import type { SignalReading } from './rank.js';
import { summarize } from './summary.js';

const signals = (...evidence: (Evidence | null)[]): SignalReading[] =>
  evidence.map((one) => ({ signal: 'price', value: one ? 1 : null, share: 0, evidence: one }));
const span = { path: '/title', start: 0, end: 2 };
const quote = (text: string): Quote => ({ text, span });
const phrase = (text: string) => ({ text, need: span, supply: span });
const SHARED: Evidence = { kind: 'shared-phrases', phrases: ['正极', '包覆', '循环', '高镍', '第五'].map(phrase) };
const FIELD: Evidence = { kind: 'nearest-codes', tree: 'technical-field', need: '4.1', supply: '4.1', sharedLevels: 2 };
const GOOD: Evidence[] = [
  SHARED,
  FIELD,
  { kind: 'maturity', leastTrl: 6, trl: 7, declaredAs: 'trl' },
  { kind: 'cooperation', shared: ['transfer'], wanted: ['transfer'], offered: ['transfer'] },
  { kind: 'price', budgetMax: 100, priceMin: 100 },
  { kind: 'region', need: '440100', supply: '440106', sharedLevels: 2 },
  {
    kind: 'indicators',
    comparisons: [
      { asked: { text: '硬度 ≥ 58 HRC', span }, stated: { text: '硬度 60 HRC', span }, outcome: 'satisfied' },
      { asked: { text: '重量 ≤ 1 kg', span }, stated: null, outcome: 'unknown' },
    ],
  },
];
const POOR: Evidence[] = [
  { kind: 'shared-phrases', phrases: [] },
  { ...FIELD, sharedLevels: 1 },
  { kind: 'nearest-codes', tree: 'industry', need: 'C38', supply: 'C38', sharedLevels: 2 },
  { kind: 'maturity', leastTrl: 6, trl: 5, declaredAs: 'trl' },
  { kind: 'cooperation', shared: [], wanted: ['transfer'], offered: ['equity'] },
  { kind: 'price', budgetMax: 100, priceMin: 101 },
  { kind: 'region', need: '440100', supply: '440300', sharedLevels: 1 },
  { kind: 'similar-meaning', of: 'title', similarity: 0.9 },
  { kind: 'keywords', found: [], missing: [quote('a')] },
  {
    kind: 'indicators',
    comparisons: [{ asked: { text: 'a', span }, stated: { text: 'b', span }, outcome: 'violated' }],
  },
  { kind: 'age', completedOn: '2020-01-01', years: 6 },
];

describe('summarize', () => {
  it('1 gives reasons, then gaps', () => {
    const pairing = {
      signals: signals(...GOOD, null),
      gaps: [{ kind: 'indicators', asked: ['a', 'b', 'c'].map(quote), stated: null }] as Gap[],
    };
    expect(summarize(pairing, 'zh')).toBe(
      '都谈到正极、包覆、循环、高镍；同属金属材料；成熟度 TRL 7 达到要求的 6；合作方式一致（技术转让）；报价在预算内；同城；满足 1/2 项指标（硬度 60 HRC）。缺口：未给出指标（a，b等 3 项）',
    );
    expect(summarize(pairing, 'en')).toBe(
      'both speak of 正极, 包覆, 循环, 高镍; both in metals; TRL 7 meets the asked 6; same cooperation mode (transfer); ' +
        'price within budget; same city; meets 1/2 indicators (硬度 60 HRC). Gaps: indicators not stated (a, b and 1 more)',
    );
  });

  it.each(POOR)('2 $kind that speaks for nothing gives no reason', (evidence) => {
    expect(summarize({ signals: signals(evidence), gaps: [] }, 'en')).toBe('similar in meaning overall');
    expect(summarize({ signals: signals(evidence, SHARED), gaps: [] }, 'zh')).toBe('都谈到正极、包覆、循环、高镍');
  });

  it('3 says that only the whole is alike', () => {
    expect(summarize({ signals: [], gaps: [] }, 'zh')).toBe('整体内容相近');
    expect(summarize({ signals: [], gaps: [] }, 'en')).toBe('similar in meaning overall');
  });

  it.each<[Gap, string, string]>([
    [{ kind: 'maturity', asked: 7, stated: 5 }, '成熟度 TRL 5，要求 7', 'TRL 5, asked 7'],
    [{ kind: 'maturity', asked: 7, stated: null }, '未说明成熟度（要求 TRL 7）', 'TRL not stated (asked 7)'],
    [{ kind: 'cooperation', asked: ['transfer'], stated: ['equity'] }, '合作方式不同', 'other cooperation modes'],
    [{ kind: 'cooperation', asked: ['transfer'], stated: [] }, '未说明合作方式', 'cooperation mode not stated'],
    [
      { kind: 'price', asked: 50_000_000, stated: 120_000_000 },
      '报价 120 万元 高于预算 50 万元',
      'price CNY 1,200,000 above budget CNY 500,000',
    ],
    [{ kind: 'price', asked: 100, stated: null }, '未报价', 'price not stated'],
    [{ kind: 'indicators', asked: [quote('a')], stated: null }, '未给出指标（a）', 'indicators not stated (a)'],
    [
      { kind: 'indicators', asked: [quote('a')], stated: quote('b'), outcome: 'violated' },
      '指标要求 a，给出 b',
      'indicator b, asked a',
    ],
    [{ kind: 'region', asked: ['440100'], stated: null }, '未说明所在地区', 'region not stated'],
    [
      { kind: 'region', asked: ['440100'], stated: '440000' },
      '所在地区只说明到省',
      'region stated no closer than its province',
    ],
    [{ kind: 'ip', asked: '独占', stated: null }, '未说明知识产权', 'intellectual property not stated'],
  ])('4 %j', (gap, zh, en) => {
    const pairing = { signals: signals(SHARED), gaps: [gap] };
    expect(summarize(pairing, 'zh')).toBe(`都谈到正极、包覆、循环、高镍。缺口：${zh}`);
    expect(summarize(pairing, 'en')).toBe(`both speak of 正极, 包覆, 循环, 高镍. Gaps: ${en}`);
  });
});

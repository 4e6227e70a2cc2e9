/**
 * 1 A claim is held against a demand for the same quantity: satisfied, violated or unknown.
 * 2 Different quantities are never paired, however alike their names or units.
 * 3 A change of both sides' units changes no outcome.
 * 4 Unknown is never satisfied: what excludes no value outside the demand is not satisfied.
 * 5 Asked are indicators, must-haves, and sentences of the description that demand; offered is all prose.
 * 6 The signal is the share satisfied of what could be told; unknown alone is no reading.
 * 7 What is asked and not met is a gap; removing it from the need removes the gap.
 * 8 Texts made of numbers are compared in bounded time, and what the lists say of them first.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evidenceOf, profiledNeed, profiledSupply, readingOf } from '../../test/profiled.js';
import type { Quote } from '../evidence.js';
import { gapsBetween } from '../gaps.js';
import { askedBy, compareIndicators, outcomeOf } from './compare.js';
import type { IndicatorOutcome } from './compare.js';
import { nameLikeness } from './quantity-name.js';
import { statementsIn } from './statements.js';
import type { IndicatorStatement } from './statements.js';

const compared = (asked: string, offered: string): string => {
  const need = { title: '需求', description: '', indicators: [asked] };
  const [one] = compareIndicators(need, { title: '成果', description: offered });
  if (!one) throw new Error(`nothing asked in ${asked}`);
  return one.stated ? one.outcome : 'unanswered';
};
const statement = (text: string): IndicatorStatement => {
  const [one] = statementsIn({ path: '/indicators/0', text });
  if (!one) throw new Error(`nothing stated in ${text}`);
  return one;
};

const CASES: [asked: string, offered: string, outcome: IndicatorOutcome | 'unanswered'][] = [
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 85 MPa', 'satisfied'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 80 MPa', 'satisfied'],
  ['拉伸强度 ≥ 80 MPa', '抗拉强度0.1 GPa', 'satisfied'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 72 MPa', 'violated'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 ≥ 75 MPa', 'violated'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 ≤ 90 MPa', 'unknown'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 75～90 MPa', 'unknown'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度 82～90 MPa', 'satisfied'],
  ['拉伸强度 ≥ 80 MPa', '拉伸强度优异', 'unanswered'],
  ['颗粒尺寸不大于 5 μm', '颗粒尺寸 4800 纳米', 'satisfied'],
  ['颗粒尺寸不大于 5 μm', '颗粒尺寸 0.01 mm', 'violated'],
  ['成型收缩率 0.3～0.7 %', '成型收缩率 0.4～0.6 %', 'satisfied'],
  ['成型收缩率 0.3～0.7 %', '成型收缩率 0.9 %', 'violated'],
  ['成型收缩率 0.3～0.7 %', '成型收缩率 0.5～0.9 %', 'unknown'],
  ['工作温度 -40～85 ℃', '工作温度 -55～125 ℃', 'satisfied'],
  ['工作温度 -40～85 ℃', '工作温度 -20～125 ℃', 'violated'],
  ['工作温度 -40～85 ℃', '工作温度 25 ℃', 'unknown'],
  ['使用温度 ≥ 200 ℃', '使用温度 -50～260 ℃', 'satisfied'],
  ['生产效率提高 30 %', '生产效率提升 35 %', 'satisfied'],
  ['生产效率提高 30 %', '生产效率提升 20 %', 'violated'],
  ['生产效率 ≥ 30 %', '生产效率提升 35 %', 'unanswered'],
  ['材料成本降低 20 % 以上', '材料成本下降 26 %', 'satisfied'],
  ['材料成本降低 20 % 以上', '材料成本增加 26 %', 'violated'],
  ['加工成本增加不超过 600 元/t', '加工成本增加 0.5 元/kg', 'satisfied'],
  ['-30 ℃容量保持率 ≥ 75 %', '-30 ℃容量保持率 81 %', 'satisfied'],
  ['-30 ℃容量保持率 ≥ 75 %', '25 ℃容量保持率 95 %', 'unknown'],
  ['-30 ℃容量保持率 ≥ 75 %', '容量保持率 95 %', 'unknown'],
  ['平均功耗 ≤ 60 mW', '平均功耗 0.2 W', 'violated'],
  ['定位精度 ±0.05 mm', '定位精度 ±20 μm', 'satisfied'],
  ['频率 3.2 GHz', '频率 3200 MHz', 'satisfied'],
  ['频率 3.2 GHz', '频率 5 GHz', 'unknown'],
  ['使用寿命 ≥ 5 年', '使用寿命 72 个月', 'satisfied'],
  ['循环寿命 ≥ 10 万次', '循环寿命 8 万次', 'violated'],
  ['漏检率 ≤ 0.1 %', '漏检率 300 ppm', 'satisfied'],
  ['首次库仑效率 ≥ 89 %', '首效91%', 'satisfied'],
  ['首次库仑效率 ≥ 89 %', '平均库仑效率99.9%', 'unanswered'],
  ['Elongation at break ≥ 12 %', '断裂伸长率 15 %', 'satisfied'],
  ['Tensile strength of at least 80 MPa', 'a tensile strength of 75 MPa', 'violated'],
  ['抗拉强度 ≥ 20 %', '抗拉强度 450 MPa', 'unanswered'],
];

describe('compareIndicators', () => {
  it.each(CASES)('1 asked %s, offered %s: %s', (asked, offered, outcome) => {
    expect(compared(asked, offered)).toBe(outcome);
  });

  it('1 prefers the statement under the conditions asked', () => {
    expect(compared('28 d抗压强度 ≥ 50 MPa', '3 d抗压强度 30 MPa，28 d抗压强度 62 MPa')).toBe('satisfied');
  });

  it.each([
    ['抗拉强度', '断裂伸长率'],
    ['抗拉强度', '抗压强度'],
    ['抗拉强度', '强度'],
    ['容量保持率', '强度保持率'],
    ['抗压强度', '抗压强度标准差'],
    ['误报率', '漏报率'],
    ['氨氮去除率', '去除率'],
    ['进水COD', '出水COD'],
    ['充电时间', '放电时间'],
    ['平均无故障时间', '平均发现时间'],
    ['一次合格率', '一次探伤速度'],
    ['工作温度', '烧结温度'],
    ['最大功率', '平均功率'],
    ['断面收缩率', '成型收缩率'],
    ['tensile strength', 'tensile modulus'],
    ['response time', 'cycle time'],
    ['', ''],
  ])('2 %s is not %s', (one, other) => {
    expect(nameLikeness(one, other)).toBe(0);
    expect(nameLikeness(other, one)).toBe(0);
  });

  it.each([
    ['拉伸强度', '抗拉强度'],
    ['接头抗拉强度', '抗拉强度'],
    ['断后伸长率', '断裂伸长率'],
    ['平均粒径D50', 'D50'],
    ['老化后缺口冲击强度', '缺口冲击强度'],
    ['tensile strength', '拉伸强度'],
    ['Reversible capacity', 'anode reversible capacity'],
  ])('2 %s is %s', (one, other) => {
    expect(nameLikeness(one, other)).toBeGreaterThan(0);
    expect(nameLikeness(other, one)).toBe(nameLikeness(one, other));
  });

  const comparator = fc.constantFrom('≥', '≤', '约', '不低于', '不超过');
  const amount = fc.integer({ min: 1, max: 500 });
  const side = fc.record({ comparator, low: amount, more: fc.nat({ max: 100 }), ranged: fc.boolean() });
  type Side = { comparator: string; low: number; more: number; ranged: boolean };
  const written = ({ comparator: sign, low, more, ranged }: Side, unit: string, times: number): IndicatorStatement =>
    statement(ranged ? `内压 ${low * times}～${(low + more) * times} ${unit}` : `内压 ${sign} ${low * times} ${unit}`);

  it('3 tells the same in other units', () => {
    fc.assert(
      fc.property(side, side, (asked, offered) => {
        const outcome = outcomeOf(written(asked, 'MPa', 1), written(offered, 'MPa', 1));
        expect(outcomeOf(written(asked, 'kPa', 1000), written(offered, '兆帕', 1))).toBe(outcome);
        expect(outcomeOf(written(asked, 'bar', 10), written(offered, 'Pa', 1_000_000))).toBe(outcome);
      }),
    );
  });

  it('4 never satisfied by a claim that leaves a value outside the demand open', () => {
    const holds = (one: IndicatorStatement, value: number): boolean =>
      one.comparator === 'at-least'
        ? value >= one.low
        : one.comparator === 'at-most'
          ? value <= one.high
          : value >= one.low && value <= one.high;
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 1000 }), (asked, offered, value) => {
        const [ask, claim] = [written(asked, 'MPa', 1), written(offered, 'MPa', 1)];
        const outcome = outcomeOf(ask, claim);
        if (ask.comparator !== 'about' && holds(claim, value) && !holds(ask, value))
          expect(outcome).not.toBe('satisfied');
        if (outcome === 'violated' && claim.comparator === 'about') expect(holds(ask, claim.low)).toBe(false);
      }),
    );
  });

  it('4 other dimensions, and levels against changes, are unknown', () => {
    expect(outcomeOf(statement('内压 ≥ 5 MPa'), statement('内压 9 mm'))).toBe('unknown');
    expect(outcomeOf(statement('内压 ≥ 5 %'), statement('内压提高 9 %'))).toBe('unknown');
  });

  it('5 asks what is demanded, once', () => {
    const need = {
      title: '壁厚 3 mm 的管',
      description: '目前良率低于80%。要求壁厚不超过3 mm，重量不能超过 2 kg。采购价在45元以上。',
      indicators: ['壁厚 ≤ 3 mm'],
      mustHaves: ['耐压 ≥ 6 MPa', '不改模'],
      keywords: ['管径 90 mm'],
    };
    expect(askedBy(need).map(({ text, span }) => [span.path, text])).toEqual([
      ['/indicators/0', '壁厚 ≤ 3 mm'],
      ['/mustHaves/0', '耐压 ≥ 6 MPa'],
      ['/description', '重量不能超过 2 kg'],
    ]);
    const advantage = '耐压 8 MPa';
    expect(compareIndicators(need, { title: '成果', description: '', advantage })[1]?.stated?.span.path).toBe(
      '/advantage',
    );
  });

  it('6 reads the share satisfied', () => {
    const need = profiledNeed({ indicators: ['拉伸强度 ≥ 80 MPa', '密度 ≤ 2 g/cm³', '氧指数 ≥ 30 %'] });
    const supply = profiledSupply({ indicators: ['拉伸强度 85 MPa'], description: '密度2.4 g/cm³。' });
    const reading = readingOf('indicators', need, supply);
    expect(reading.value).toBe(0.5);
    expect(evidenceOf(reading, 'indicators').comparisons).toEqual([
      {
        asked: { text: '拉伸强度 ≥ 80 MPa', span: { path: '/indicators/0', start: 0, end: 13 } },
        stated: { text: '拉伸强度 85 MPa', span: { path: '/indicators/0', start: 0, end: 11 } },
        outcome: 'satisfied',
      },
      {
        asked: { text: '密度 ≤ 2 g/cm³', span: { path: '/indicators/1', start: 0, end: 12 } },
        stated: { text: '密度2.4 g/cm³', span: { path: '/description', start: 0, end: 11 } },
        outcome: 'violated',
      },
      {
        asked: { text: '氧指数 ≥ 30 %', span: { path: '/indicators/2', start: 0, end: 10 } },
        stated: null,
        outcome: 'unknown',
      },
    ]);
    expect(readingOf('indicators', need, profiledSupply({ description: '氧指数优异' })).value).toBeNull();
    expect(readingOf('indicators', profiledNeed(), supply).value).toBeNull();
  });

  it('7 names what is not met, and nothing that is', () => {
    const need = {
      title: '需求',
      description: '',
      indicators: ['拉伸强度 ≥ 80 MPa', '密度 ≤ 2 g/cm³', '氧指数 ≥ 30 %'],
    };
    const supply = { title: '成果', description: '拉伸强度 85 MPa，密度 2.4 g/cm³' };
    const quote = (text: string, path: string, start = 0): Quote => ({
      text,
      span: { path, start, end: start + text.length },
    });
    const silent = { kind: 'indicators', asked: [quote('氧指数 ≥ 30 %', '/indicators/2')], stated: null };
    const short = {
      kind: 'indicators',
      asked: [quote('密度 ≤ 2 g/cm³', '/indicators/1')],
      stated: quote('密度 2.4 g/cm³', '/description', 12),
      outcome: 'violated',
    };
    expect(gapsBetween(need, supply)).toEqual([silent, short]);
    expect(gapsBetween({ ...need, indicators: need.indicators.slice(0, 2) }, supply)).toEqual([short]);
    expect(gapsBetween({ ...need, indicators: need.indicators.slice(0, 1) }, supply)).toEqual([]);
  });

  it('8 texts made of numbers', () => {
    const numbers = Array.from({ length: 5000 }, (_one, i) => `强度要求≥${i}MPa，`).join('');
    const need = { title: '需求', description: numbers, indicators: ['氧指数 ≥ 30 %'] };
    const supply = { title: '成果', description: numbers.replaceAll('≥', '为'), indicators: ['氧指数 32 %'] };
    const began = process.cpuUsage();
    const [first, ...rest] = compareIndicators(need, supply);
    const { user } = process.cpuUsage(began);
    expect(first?.outcome).toBe('satisfied');
    expect(rest.length).toBeGreaterThan(100);
    expect(rest.length).toBeLessThan(200);
    // Every one with every other, it was minutes.
    expect(user / 1e6).toBeLessThan(5);
  });
});

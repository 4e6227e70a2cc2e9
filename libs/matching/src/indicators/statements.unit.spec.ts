/**
 * 1 A number with a unit and a name beside it is read with its comparator, in Chinese and in English.
 * 2 Every statement quotes the stored text at its span, whatever the width of the characters.
 * 3 Where a number is measured (temperature, hours, cycles) is a condition, not a statement.
 * 4 Numbers that measure nothing (dates, grades of material, standards, starting points, negations) are not read.
 * 5 Every symbol that is read is a unit, and equal amounts in different units are equal.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { statementsIn } from './statements.js';
import type { IndicatorStatement } from './statements.js';
import { ATOMS } from './unit-symbols.js';
import { unitAt, unitOf } from './units.js';

const read = (text: string): IndicatorStatement[] => statementsIn({ path: '/description', text });
const SIGNS = { 'at-least': '≥', 'at-most': '≤', between: 'in', about: '=' };
/** `name ≥ 67 %`, `name up ≥ 30 %`, `name in 120..150 ℃`. */
const brief = ({ name, change, comparator, low, high, unit }: IndicatorStatement): string =>
  [name, change, SIGNS[comparator], low === high ? low : `${low}..${high}`, unit]
    .filter((one) => one !== null && one !== '')
    .join(' ');

const CASES: [text: string, ...statements: string[]][] = [
  // at least
  ['拉伸强度 ≥ 67 %', '拉伸强度 ≥ 67 %'],
  ['拉伸强度≥67%', '拉伸强度 ≥ 67 %'],
  ['拉伸强度＞６７％', '拉伸强度 ≥ 67 %'],
  ['导热系数不低于 12 W/(m·K)', '导热系数 ≥ 12 W/(m·K)'],
  ['纯度不得低于99.95%', '纯度 ≥ 99.95 %'],
  ['容量不小于 100 A·h', '容量 ≥ 100 A·h'],
  ['首次库仑效率要达到91%', '首次库仑效率 ≥ 91 %'],
  ['连续运行至少 500 h', '连续运行 ≥ 500 h'],
  ['耐压超过15 MPa', '耐压 ≥ 15 MPa'],
  ['使用寿命 10 年以上', '使用寿命 ≥ 10 年'],
  ['循环寿命 10 万次以上', '循环寿命 ≥ 100000 次'],
  ['日处理数据 1.5 亿条以上', '日处理数据 ≥ 150000000 条'],
  ['屈服强度 960 MPa 级以上', '屈服强度 ≥ 960 MPa'],
  ['防护等级 6 级及以上', '防护等级 ≥ 6 级'],
  ['接头强度 ≥ 母材的 80 %', '接头强度 ≥ 80 %'],
  ['产能 ≥ 1,200 kg/h', '产能 ≥ 1200 kg/h'],
  // at most
  ['颗粒尺寸不大于 5 μm', '颗粒尺寸 ≤ 5 μm'],
  ['颗粒尺寸不大于5µm', '颗粒尺寸 ≤ 5 μm'],
  ['孔隙率小于0.5％', '孔隙率 ≤ 0.5 %'],
  ['噪声低于 45 dB', '噪声 ≤ 45 dB'],
  ['漏率 ≤ 1×10^-9 Pa·m³/s', '漏率 ≤ 1e-9 Pa·m³/s'],
  ['漏率 ≤ 2×10⁻⁵', '漏率 ≤ 0.00002'],
  ['响应时间 20 ms以内', '响应时间 ≤ 20 ms'],
  ['换型时间控制在 15 分钟以内', '换型时间 ≤ 15 分钟'],
  ['含水率 8%以下', '含水率 ≤ 8 %'],
  ['整机重量不能超过 3.5 千克', '整机重量 ≤ 3.5 千克'],
  ['单台成本不高于2万元', '单台成本 ≤ 20000 元'],
  ['吨水药剂费控制在0.8元/m³', '吨水药剂费 ≤ 0.8 元/m³'],
  ['定位精度 ±0.02 mm', '定位精度 ≤ 0.02 mm'],
  ['流量误差 ≤ ±2 %', '流量误差 ≤ 2 %'],
  ['把稳定负荷的下限压到20%以下', '稳定负荷的下限 ≤ 20 %'],
  // ranges and values
  ['固化温度 120–150 ℃', '固化温度 in 120..150 ℃'],
  ['固化温度为120℃～150℃', '固化温度 in 120..150 ℃'],
  ['工作温度 -40～85 ℃', '工作温度 in -40..85 ℃'],
  ['工作温度−40至85℃', '工作温度 in -40..85 ℃'],
  ['量程 ±30 kPa', '量程 in -30..30 kPa'],
  ['膜厚 8-12 微米', '膜厚 in 8..12 微米'],
  ['硬度 85±3 Shore A', '硬度 in 82..88 Shore A'],
  ['频率 3.2 GHz', '频率 = 3.2 GHz'],
  ['比容量约 350 mAh/g', '比容量 = 350 mAh/g'],
  ['耗时 6 min 30 s', '耗时 = 6.5 min'],
  ['摩擦系数=0.12', '摩擦系数 = 0.12'],
  ['接触角 158°', '接触角 = 158 °'],
  ['转速 3000 r/min', '转速 = 3000 r/min'],
  ['断裂韧性 4.5 MPa·m½', '断裂韧性 = 4.5 MPa·m½'],
  ['透过量 28 g/(m²·24h)', '透过量 = 28 g/(m²·24h)'],
  ['带宽 2 万兆赫', '带宽 = 20000 兆赫'],
  // changes
  ['生产效率提高 30 %', '生产效率 up = 30 %'],
  ['生产效率提升至少 30 %', '生产效率 up ≥ 30 %'],
  ['综合能耗降低 20 % 以上', '综合能耗 down ≥ 20 %'],
  ['材料成本较进口料下降 ≥ 35 %', '材料成本 down ≥ 35 %'],
  ['良率提高3个百分点', '良率 up = 3 个百分点'],
  ['加工成本增加不超过 600 元/t', '加工成本 up ≤ 600 元/t'],
  ['合格率由 71 % 提高到 95 %', '合格率 ≥ 95 %'],
  ['残余应力降至 40 MPa', '残余应力 ≤ 40 MPa'],
  // several in one text
  ['抗拉强度 ≥ 450 MPa，断裂伸长率 ≥ 12 %', '抗拉强度 ≥ 450 MPa', '断裂伸长率 ≥ 12 %'],
  ['抗拉强度 450 MPa、断裂伸长率 12 %；密度 2.7 g/cm³', '抗拉强度 = 450 MPa', '断裂伸长率 = 12 %', '密度 = 2.7 g/cm³'],
  ['支持不少于 6 种现场总线', '现场总线 ≥ 6 种'],
  // English
  ['Tensile strength of at least 80 MPa', 'Tensile strength ≥ 80 MPa'],
  ['Field data for at least 5 years', 'Field data ≥ 5 years'],
  ['Shrinkage of no more than 2 %', 'Shrinkage ≤ 2 %'],
  ['Cycle time ≤ 12 s per part', 'Cycle time ≤ 12 s'],
  ['The noise level must not exceed 45 dB.', 'noise level ≤ 45 dB'],
  ['Service life exceeding 20,000 hours', 'Service life ≥ 20000 hours'],
  ['Operating temperature from -40 to 85 °C', 'Operating temperature in -40..85 °C'],
  ['30 % reduction in energy consumption', 'energy consumption down = 30 %'],
  ['Energy consumption is reduced by 30 %', 'Energy consumption down = 30 %'],
  ['Throughput of 3 million cycles or more', 'Throughput ≥ 3000000 cycles'],
  ['Response time below 5 ms; weight under 2 kg', 'Response time ≤ 5 ms', 'weight ≤ 2 kg'],
];

describe('statementsIn', () => {
  it.each(CASES)('1 %s', (text, ...statements) => {
    expect(read(text).map(brief)).toEqual(statements);
  });

  it('2 quotes the stored text', () => {
    for (const [text] of CASES) {
      for (const { text: quoted, span, name } of read(text)) {
        expect(quoted).toBe(text.slice(span.start, span.end));
        expect(span.path).toBe('/description');
        if (text.startsWith(name)) expect(quoted).toContain(name);
      }
    }
    expect(read('先说背景。然后，拉伸强度＞６７％，其余不限')[0]?.text).toBe('拉伸强度＞６７％');
  });

  it('2 stays inside any text', () => {
    const piece = fc.constantFrom(
      '强度',
      '≥',
      '5',
      '.',
      '-',
      '～',
      '（',
      '）',
      ' ',
      'MPa',
      '%',
      '/',
      '×10^',
      '，',
      '。',
      '万',
      '😀',
      'from ',
      '提高',
      '²',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
        (text) => {
          for (const { text: quoted, span, low, high } of read(text)) {
            expect(quoted).toBe(text.slice(span.start, span.end));
            expect(low).toBeLessThanOrEqual(high);
          }
        },
      ),
    );
  });

  it.each([
    ['-30 ℃放电容量保持率 ≥ 75 %', '放电容量保持率 ≥ 75 %', [-30]],
    ['135 ℃、50%溶液中浸泡1500 h后拉伸强度保持率 ≥ 55 %', '拉伸强度保持率 ≥ 55 %', [135, 50, 1500]],
    ['压缩永久变形（200 ℃×70 h）34 %', '压缩永久变形 = 34 %', [200, 70]],
    ['剪切强度 71 MPa（25 ℃）', '剪切强度 = 71 MPa', [25]],
    ['1000 次循环后容量保持率 90 %', '容量保持率 = 90 %', [1000]],
    ['负载 5 kg 以内重复精度 ≤ 0.1 mm', '重复精度 ≤ 0.1 mm', [5]],
  ])('3 %s', (text, statement, conditions) => {
    const [first, ...more] = read(text);
    expect(first && brief(first)).toBe(statement);
    expect(more).toEqual([]);
    expect(first?.conditions.map(({ value }) => value)).toEqual(conditions);
  });

  it.each([
    '2024年投产',
    '采用PA66与QT700-2A',
    '符合GB/T 22900 与 UL 94 V-0',
    '拟于2027-09-30前完成',
    '不需要露点低于 -50 ℃ 的干房',
    '由 1.6 MPa 掉下来',
    '没有数字',
  ])('4 reads nothing in %s', (text) => {
    expect(read(text).map(brief)).toEqual([]);
  });

  it('5 knows every symbol', () => {
    expect([...ATOMS.keys()].filter((symbol) => unitAt(symbol, 0) !== symbol || !unitOf(symbol))).toEqual([]);
  });

  it.each([
    [1, '千瓦时', 3.6, 'MJ'],
    [1, 'mg/L', 1, 'g/m³'],
    [1, 'MPa', 1, 'N/mm²'],
    [10, '微米', 0.01, 'mm'],
    [25, '℃', 298.15, 'K'],
    [212, '°F', 100, '℃'],
    [2, '年', 24, '个月'],
    [1, 'kWh/Nm³', 3.6, 'MJ/m³'],
    [60, 'r/min', 60, 'rpm'],
    [5, '‰', 0.5, '%'],
    [1, '亩', 10000 / 15, 'm²'],
    [48, 'g/(m²·24h)', 2, 'g/(m²·h)'],
  ])('5 %d %s is %d %s', (one, unit, other, otherUnit) => {
    const a = unitOf(unit);
    const b = unitOf(otherUnit);
    expect(a?.dimension).toBe(b?.dimension);
    const [x, y] = [one * (a?.factor ?? 0) + (a?.offset ?? 0), other * (b?.factor ?? 0) + (b?.offset ?? 0)];
    expect(x / y).toBeCloseTo(1, 9);
  });

  it.each([
    ['mPa', 'MPa'],
    ['h', 'm'],
    ['%', '个百分点'],
    ['次', '件'],
    ['dB', 'dBm'],
    ['元', '美元'],
  ])('5 %s is not %s', (one, other) => {
    const [a, b] = [unitOf(one), unitOf(other)];
    expect([a?.dimension, a?.factor]).not.toEqual([b?.dimension, b?.factor]);
  });
});

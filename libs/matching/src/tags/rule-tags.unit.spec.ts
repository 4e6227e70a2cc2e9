/**
 * 1 Names are cut out of sentences whole, without the words that join them.
 * 2 What is denied, negated or says nothing is no tag.
 * 3 Each tag is the stored text at its span, also in full-width and English text.
 * 4 Numbers in prose are indicators; declared lists are not read by rules.
 * 5 What a blind summary hides is no tag.
 * 6 Of each kind no more than twelve, the surest; a text made to be slow is not.
 */
import { describe, expect, it } from '@jest/globals';
import type { RecordContent } from '../records.js';
import { ruleTags } from './rule-tags.js';
import type { TagKind } from './tag.js';

const found = (description: string, kind: TagKind, title = ''): string[] =>
  ruleTags({ title, description })
    .filter((tag) => tag.kind === kind)
    .map(({ value }) => value);

describe('1 names', () => {
  it.each<[string, TagKind, string[]]>([
    ['采用高能球磨法制备纳米硅碳复合材料', 'material', ['纳米硅碳复合材料']],
    ['采用高能球磨法制备纳米硅碳复合材料', 'method', ['高能球磨法']],
    ['以环氧树脂和芳纶纤维为原料', 'material', ['环氧树脂', '芳纶纤维']],
    ['开发了耐高温聚酰亚胺薄膜', 'material', ['耐高温聚酰亚胺薄膜']],
    ['壳体由铝合金压铸而成', 'material', ['铝合金']],
    ['研究石墨烯对电极的作用', 'material', ['石墨烯']],
    ['引入硅烷偶联剂，提高结合力', 'material', ['硅烷偶联剂']],
    ['在Al2O3与SiC颗粒之间', 'material', ['Al2O3', 'SiC']],
    ['现有PA66易水解', 'material', ['PA66']],
    ['添加有机无机杂化阻燃剂', 'material', ['有机无机杂化阻燃剂']],
    ['寻求低温导电银浆料的供应', 'material', ['低温导电银浆料']],
    ['采用激光熔覆技术修复轧辊', 'method', ['激光熔覆']],
    ['提出一种改进的粒子群算法', 'method', ['粒子群算法']],
    ['用磁控溅射镀膜', 'method', ['磁控溅射镀膜']],
    ['利用卷积神经网络识别划痕', 'method', ['卷积神经网络']],
    ['通过溶胶凝胶法得到粉体', 'method', ['溶胶凝胶法']],
    ['希望改进现有热压烧结工艺', 'method', ['热压烧结工艺']],
    ['研制了六轴焊接机器人', 'product', ['六轴焊接机器人']],
    ['设计井下巡检无人机', 'product', ['井下巡检无人机']],
    ['开发一套污水在线监测系统', 'product', ['污水在线监测系统']],
    ['需要高精度压力传感器', 'product', ['高精度压力传感器']],
    ['提供新型纯电动汽车电驱动系统', 'product', ['纯电动汽车电驱动系统']],
    ['配套微型离心泵使用', 'product', ['微型离心泵']],
    ['用于茶叶采摘机', 'product', ['茶叶采摘机']],
  ])('1 %s: %s', (text, kind, values) => {
    expect(found(text, kind)).toEqual(values);
  });
});

describe('1 effects and applications', () => {
  it.each<[string, TagKind, string[]]>([
    ['可降低生产成本，并提高良品率', 'effect', ['降低生产成本', '提高良品率']],
    ['有效抑制枝晶生长。', 'effect', ['抑制枝晶生长']],
    ['显著提升了涂层的耐磨性和附着力', 'effect', ['提升了涂层的耐磨性']],
    ['能耗降低 20 %', 'effect', ['能耗降低']],
    ['使用寿命延长至3倍', 'effect', ['使用寿命延长']],
    ['延长刀具寿命3倍以上', 'effect', ['延长刀具寿命']],
    ['避免电池热失控；', 'effect', ['避免电池热失控']],
    ['可应用于航空发动机叶片修复', 'application', ['航空发动机叶片修复']],
    ['适用于汽车、轨道交通和风电等领域。', 'application', ['汽车', '轨道交通', '风电']],
    ['面向智能电网领域', 'application', ['智能电网领域']],
    ['广泛用于食品包装中', 'application', ['食品包装']],
    ['主要用于锂电池隔膜及其涂覆', 'application', ['锂电池隔膜', '涂覆']],
  ])('1 %s: %s', (text, kind, values) => {
    expect(found(text, kind)).toEqual(values);
  });
});

describe('2 nothing said', () => {
  it.each<[string, TagKind]>([
    ['该材料与原材料都在涨价', 'material'],
    ['不含卤素阻燃剂', 'material'],
    ['无需使用催化剂', 'material'],
    ['目前没有好的办法和做法', 'method'],
    ['按照国家法规与标准执行', 'method'],
    ['研究其作用机理与管理机制', 'product'],
    ['这是一个好机会', 'product'],
    ['电子元器件价格波动', 'product'],
    ['老办法不能提高强度。', 'effect'],
    ['现有方案难以降低能耗。', 'effect'],
    ['不适用于高温场合', 'application'],
    ['用于提高强度', 'application'],
  ])('2 %s: %s', (text, kind) => {
    expect(found(text, kind)).toEqual([]);
  });
});

it.each<[string, TagKind, string[]]>([
  ['We reduce energy consumption by 20 %.', 'effect', ['reduce energy consumption']],
  ['a titanium alloy for turbine blades', 'material', ['titanium alloy']],
  ['It is used in offshore wind turbines.', 'application', ['offshore wind turbines']],
  ['sensed by a wireless strain sensor', 'product', ['wireless strain sensor']],
  ['made by spark plasma sintering', 'method', ['spark plasma sintering']],
])('3 English: %s: %s', (text, kind, values) => {
  expect(found(text, kind)).toEqual(values);
});

it.each([
  '采用ＳｉＣ纤维增强陶瓷，耐温１２００ ℃，降低重量。',
  '𠮷用户：可用于桥梁缆索监测系统、隧道。粘结强度 ≥ 12 MPa',
])('3 every tag of %s is its stored text', (description) => {
  const content: RecordContent = { title: '纤维增强陶瓷', description };
  const tags = ruleTags(content);
  expect(tags.length).toBeGreaterThan(2);
  for (const { value, span, source } of tags) {
    const text = span?.path === '/title' ? content.title : description;
    expect(text.slice(span?.start, span?.end)).toBe(value);
    expect(source).toBe('rule');
  }
});

it('4 numbers in prose, not in the declared list', () => {
  const tags = ruleTags({
    title: '涂层',
    description: '附着力不低于 5 MPa。',
    indicators: ['硬度 ≥ 60 HRC'],
    keywords: ['环氧树脂'],
  });
  expect(tags.map(({ kind, value }) => [kind, value])).toEqual([['indicator', '附着力不低于 5 MPa']]);
});

it('5 hidden', () => {
  expect(ruleTags({ title: '██涂层', description: '用██合金制备██传感器' })).toEqual([]);
});

const HOSTILE = [
  ...['用于', '提高', '树脂', 'reduce ', '采用法', '机', 'a-', '用于甲、', 'aa alloy ', '提高1', '降低20%'],
  ...[
    '1 ',
    '1,',
    '1，',
    '1、',
    '1~',
    '≥5',
    '可1',
    '由1',
    '≥5 MPa，',
    '5 MPa(5)',
    '(5 h)',
    '5 MPa ',
    '不需5 kg、',
    '硬度（5）',
  ],
];

describe('6 bounds', () => {
  it('6 twelve of a kind', () => {
    const names = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'].map((one) => `${one}硅树脂`).join('、');
    const tags = ruleTags({ title: '亥硅树脂', description: names });
    expect(tags).toHaveLength(12);
    expect(tags[0]).toMatchObject({ value: '亥硅树脂', confidence: 0.85 });
  });

  it.each(HOSTILE)('6 twice as much of %p takes no more than twice as long', (piece) => {
    const timeOf = (length: number): number => {
      const description = piece.repeat(length / piece.length);
      const began = process.cpuUsage();
      ruleTags({ title: '', description });
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    };
    expect(timeOf(6_000)).toBeLessThan(2000);
    // What else goes on in the process only ever adds: the best of several is the nearest to the truth.
    let [half, whole] = [Infinity, Infinity];
    for (let i = 0; i < 5; i++) {
      half = Math.min(half, timeOf(10_000));
      whole = Math.min(whole, timeOf(20_000));
      if (whole <= 2.5 * half) break;
    }
    // Twice is linear, four times quadratic; some milliseconds are nobody's.
    expect(whole).toBeLessThan(3 * half + 30);
  });
});

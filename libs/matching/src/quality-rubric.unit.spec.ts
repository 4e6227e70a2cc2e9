/**
 * The rubric that a record passes before it is published.
 * 1 Every shipped sample, and the short texts of the README, pass.
 * 2 Empty, placeholder, repeated and garbled texts are held back, with one question in both languages.
 * 3 Mending what the question asks lets a record pass.
 * 4 Saying more never lowers the sum; scores stay within 0–5.
 * 5 A record that is open to no cooperation is held back, unless it names a mode all the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LEAST_SUM, RUBRIC, rubricOf } from './quality-rubric.js';
import type {
  AchievementContent,
  ExpertContent,
  FacilityContent,
  NeedContent,
  RecordContent,
  RecordKind,
  ServiceContent,
} from './records.js';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');
const samplesOf = (file: string): RecordContent[] =>
  readFileSync(join(SAMPLES, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordContent);

it.each([
  ['achievement', 'achievements.jsonl'],
  ['need', 'needs.jsonl'],
  ['need', 'needs-without-supply.jsonl'],
  ['expert', 'experts.jsonl'],
  ['facility', 'facilities.jsonl'],
  ['service', 'services.jsonl'],
] as const)('1 samples: %s of %s', (kind, file) => {
  const held = samplesOf(file).filter((content) => rubricOf(kind, content).question !== null);
  expect(held.map(({ title }) => title)).toEqual([]);
});

const README: [RecordKind, RecordContent][] = [
  [
    'achievement',
    {
      ...{ title: '宽温域钠离子电池电解液', trl: 5, priceMin: 80000000 },
      description: '以醚酯混合溶剂和成膜添加剂构筑低温界面，零下四十度仍保持八成容量。',
    },
  ],
  [
    'achievement',
    {
      ...{ title: '锂电池极片缺陷在线视觉检测', trl: 8 },
      description: '多光谱成像与轻量网络，识别漏箔、划痕、气泡，检测速度每分钟八十米。',
    },
  ],
  [
    'need',
    {
      ...{ title: '储能电池冬天容量掉得厉害', leastTrl: 6, budgetMax: 50000000 },
      description: '户外储能柜在零下三十度时容量只剩一半，希望找到低温电解液方案。',
    },
  ],
  ['need', { title: '极片划痕和漏箔总是漏检', description: '涂布线上靠人工看极片缺陷，划痕、漏箔、气泡经常漏检。' }],
  [
    'need',
    {
      title: 'Separator shrinks when hot',
      description: 'Our separator film shrinks by a third at 150 °C and shorts the cell.',
    },
  ],
];
it.each(README)('1 a short %s: %j', (kind, content) => {
  expect(rubricOf(kind, content)).toMatchObject({ question: null });
});

const GOOD = '隔膜在高温下收缩过大，导致电芯短路，希望找到耐热涂层工艺。';
const TOLD =
  '从事高镍正极材料研究十五年，为三家企业解决循环衰减问题，能解决前驱体粒度分布宽、烧结收缩不一致等问题，希望与企业长期合作。';
const OTHERS: [RecordKind, RecordContent][] = [
  ['expert', { title: '高镍正极材料', description: TOLD, name: '林知遥' } satisfies ExpertContent],
  [
    'facility',
    { title: '正极材料中试平台', description: TOLD, bridgesFrom: 4, bridgesTo: 7 } satisfies FacilityContent,
  ],
  ['service', { title: '电池安全检测', description: TOLD, serviceKind: 'testing' } satisfies ServiceContent],
];
it.each(OTHERS)('1 a %s: %j', (kind, content) => {
  expect(rubricOf(kind, content).question).toBeNull();
});
it.each(OTHERS)('2 a %s of no words is asked what it does', (kind, content) => {
  expect(rubricOf(kind, { ...content, description: '待补充' }).question?.pointer).toBe('/description');
});
it.each(OTHERS.slice(0, 2))('5 a %s that is not to be had is held back until it says from when', (kind, content) => {
  const away = { ...content, availability: 'unavailable' as const };
  expect(rubricOf(kind, away).question?.pointer).toBe('/cooperationModes');
  expect(rubricOf(kind, { ...away, availableFrom: '2027-01-01' }).question).toBeNull();
});

const HELD: [string, RecordKind, RecordContent, string][] = [
  ['a placeholder', 'need', { title: '隔膜涂层需求', description: '待补充' }, '/description'],
  ['an attachment', 'achievement', { title: '陶瓷隔膜', description: '详见附件。' }, '/description'],
  [
    'the title again',
    'need',
    { title: '寻求隔膜耐热涂层工艺技术', description: '寻求隔膜耐热涂层工艺技术。' },
    '/description',
  ],
  ['a few words', 'achievement', { title: '陶瓷隔膜', description: '氧化铝涂层。' }, '/description'],
  ['a repeated word', 'need', { title: '隔膜涂层', description: '哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈' }, '/title'],
  ['a damaged text', 'need', { title: '隔膜涂层', description: `${GOOD}??????` }, '/title'],
  ['a title for testing', 'need', { title: '测试', description: GOOD }, '/title'],
  ['no cooperation', 'achievement', { title: '陶瓷隔膜', description: `${GOOD}仅供展示。` }, '/cooperationModes'],
];
it.each(HELD)('2 %s is held back', (_what, kind, content, pointer) => {
  const { question } = rubricOf(kind, content);
  expect(question?.pointer).toBe(pointer);
  expect(question?.zh.match(/[？：]/g)).toHaveLength(1);
  expect(question?.en.match(/\?/g)?.length).toBe(1);
});

describe('3 mended', () => {
  const MENDED: Partial<Record<string, Partial<NeedContent & AchievementContent>>> = {
    '/description': { description: GOOD },
    '/title': { title: '锂电池隔膜耐热涂层', description: GOOD },
    '/cooperationModes': { cooperationModes: ['joint-development'] },
  };
  it.each(HELD)('3 %s', (_what, kind, content, pointer) => {
    expect(rubricOf(kind, { ...content, ...MENDED[pointer] }).question).toBeNull();
  });
});

it('4 more is never less', () => {
  const steps: Partial<NeedContent>[] = [
    {},
    { description: `${GOOD}现有涂层在 150 ℃ 下收缩率 8 %，要求不大于 2 %。` },
    { technicalFields: ['4.3'] },
    { budgetMax: 100_000 },
    { leastTrl: 6 },
    { cooperationModes: ['joint-development'] },
    { deadline: '2030-01-01' },
  ];
  let content: NeedContent = { title: '锂电池隔膜耐热涂层', description: GOOD };
  let before = LEAST_SUM;
  for (const step of steps) {
    content = { ...content, ...step };
    const { scores, sum, question } = rubricOf('need', content);
    expect(sum).toBeGreaterThanOrEqual(before);
    expect(question).toBeNull();
    for (const one of RUBRIC) {
      expect(scores[one]).toBeGreaterThanOrEqual(0);
      expect(scores[one]).toBeLessThanOrEqual(5);
    }
    before = sum;
  }
  expect(before).toBeGreaterThanOrEqual(19);
});

it('5 a mode that is named counts more than words of reserve', () => {
  const content: AchievementContent = { title: '陶瓷隔膜制备', description: `${GOOD}样品仅供展示。` };
  expect(rubricOf('achievement', content).scores.cooperation).toBe(0);
  expect(rubricOf('achievement', { ...content, cooperationModes: ['transfer'] }).question).toBeNull();
});

/**
 * Advice on what a record leaves out.
 * 1 A bare record is told what brokers would ask first; a complete one nothing.
 * 2 Mending what a hint names takes that hint away and brings no other.
 * 4 Experts, facilities and services are asked for what tells of them.
 * 3 A number with a unit in the description counts as stated.
 */
import { describe, expect, it } from '@jest/globals';
import { askedOf, qualityHints } from './quality.js';
import type {
  AchievementContent,
  ExpertContent,
  FacilityContent,
  NeedContent,
  RecordContent,
  RecordKind,
  ServiceContent,
} from './records.js';

const pointers = (kind: RecordKind, content: RecordContent): string[] =>
  qualityHints(kind, content).map(({ pointer }) => pointer);

const LONG =
  '隔膜在高温下收缩过大，导致电芯短路；试过两家进口涂层，成本过高，剥离强度也不够。希望找到可在现有涂布线上直接使用的水性方案，并能稳定供货。';
const bareNeed: NeedContent = { title: '隔膜涂层', description: '隔膜收缩。' };
const need: NeedContent = {
  title: '隔膜涂层',
  description: LONG,
  indicators: ['150 ℃收缩率 ≤ 2 %'],
  leastTrl: 6,
  budgetMax: 100_000_000,
  technicalFields: ['4.3'],
  cooperationModes: ['joint-development'],
};
const bareAchievement: AchievementContent = { title: '陶瓷隔膜', description: '氧化铝涂层。' };
const achievement: AchievementContent = {
  title: '陶瓷隔膜',
  description: LONG,
  advantage: '成本降低三成。',
  indicators: ['150 ℃收缩率 1.2 %'],
  stage: 'middle',
  intellectualProperty: [{ kind: 'invention', status: 'granted' }],
  technicalFields: ['4.3'],
  cooperationModes: ['transfer'],
};

describe('qualityHints', () => {
  it('1 asks of a bare record, not of a complete one', () => {
    expect(pointers('need', bareNeed)).toEqual([
      '/description',
      '/indicators',
      '/leastTrl',
      '/budgetMax',
      '/technicalFields',
      '/cooperationModes',
    ]);
    expect(pointers('achievement', bareAchievement)).toEqual([
      '/description',
      '/advantage',
      '/indicators',
      '/trl',
      '/intellectualProperty',
      '/technicalFields',
      '/cooperationModes',
    ]);
    expect(pointers('need', need)).toEqual([]);
    expect(pointers('achievement', achievement)).toEqual([]);
  });

  it.each(['description', 'indicators', 'leastTrl', 'budgetMax', 'technicalFields', 'cooperationModes'] as const)(
    '2 %s mended',
    (field) => {
      const mended = { ...bareNeed, [field]: need[field] };
      expect(pointers('need', mended)).toEqual(pointers('need', bareNeed).filter((one) => one !== `/${field}`));
    },
  );

  it('3 numbers in the description count', () => {
    expect(pointers('need', { ...bareNeed, description: '要求耐温 ≥ 150 ℃。' })).not.toContain('/indicators');
  });

  const common = { title: '正极材料', description: '做材料。' };
  const told = { description: LONG, technicalFields: ['4.3'], cooperationModes: ['service' as const] };
  const expert: ExpertContent = { ...common, name: '林知遥' };
  const facility: FacilityContent = { ...common, bridgesFrom: 4, bridgesTo: 7 };
  const service: ServiceContent = { ...common, serviceKind: 'testing' };
  it.each<[RecordKind, RecordContent, string[], object]>([
    [
      'expert',
      expert,
      ['/papers', '/keywords', '/applicationFields', '/availability'],
      { papers: [{ title: '单晶化' }], keywords: ['正极'], applicationFields: ['储能'], availableFrom: '2026-09-01' },
    ],
    [
      'facility',
      facility,
      ['/services', '/equipment', '/capacity', '/availability'],
      { services: ['试制'], equipment: ['辊道窑'], capacity: '单批 100 kg', availability: 'open' },
    ],
    [
      'service',
      service,
      ['/deliverables', '/priceMin', '/leadTimeDays', '/certifications'],
      { deliverables: ['检测报告'], priceBasis: '按项目', leadTimeDays: 15, certifications: ['CNAS'] },
    ],
  ])('4 %s', (kind, bare, asked, answers) => {
    expect(pointers(kind, bare)).toEqual(['/description', ...asked, '/technicalFields', '/cooperationModes']);
    expect(askedOf(kind)).toBe(asked.length + 3);
    expect(pointers(kind, { ...bare, ...told, ...answers })).toEqual([]);
  });
});

/**
 * The form's fields and the record's content.
 * 1 What a record says comes back from the form unchanged, of every kind, money in fen included.
 * 2 Empty fields are left out; what the form does not show is kept; what was emptied is gone.
 * 3 A fault's pointer leads to the field that shows it, in a posted body and in a content alone.
 */
import { describe, expect, it } from '@jest/globals';
import { contentOf, modelOf, placed } from './form-model.js';

const need = {
  title: '锂电池隔膜耐热涂层',
  description: '隔膜在150 ℃收缩过大。',
  indicators: ['150 ℃收缩率 ≤ 2 %', '厚度 ≤ 12 μm'],
  mustHaves: ['水性'],
  technicalFields: ['4.3'],
  industries: ['C3841'],
  ipc: ['H01M 50/40'],
  budgetMin: 30_000_000,
  budgetMax: 123_450_000,
  leastTrl: 6,
  deadline: '2027-09-30',
  acceptedRegions: ['440000'],
  contact: { name: '王工', email: 'wang@example.com' },
};
const achievement = {
  title: '陶瓷涂覆隔膜',
  description: '氧化铝水性涂层。',
  priceMin: 80_000_000,
  trl: 5,
  trlScale: 'gbt-22900' as const,
  disciplines: ['43045'],
  registrationNumber: '4302026Y0123',
  completedOn: '2026-01-31',
  intellectualProperty: [
    { kind: 'invention' as const, status: 'granted' as const, number: 'ZL202010998877.X', ownerShare: 60 },
  ],
};

const supply = { title: '正极材料', description: '从小试到中试。', applicationFields: ['储能'], priceBasis: '按批次' };
const expert = {
  ...{ ...supply, name: '褚砚青', positions: ['教授'], orcid: '0000-0002-1825-0097', awards: ['一等奖'] },
  papers: [{ title: '单晶化', doi: '10.1000/182', year: 2021 }, { title: '硼包覆' }],
  intellectualProperty: [{ kind: 'know-how' as const, ownerShare: 60 }],
  ...{ availability: 'limited' as const, availableFrom: '2027-01-01' },
};
const facility = {
  ...{ ...supply, bridgesFrom: 4, bridgesTo: 7, services: ['试制', '检测'], equipment: ['辊道窑'] },
  ...{ capacity: '单批 100 kg', certifications: ['CNAS'], availability: 'open' as const },
};
const service = {
  ...{ ...supply, serviceKind: 'testing' as const, deliverables: ['检测报告'], leadTimeDays: 0 },
  certifications: ['CMA'],
};

describe('form model', () => {
  it('1 keeps what it is given', () => {
    expect(contentOf('need', modelOf('need', need), need)).toEqual(need);
    expect(contentOf('achievement', modelOf('achievement', achievement), achievement)).toEqual(achievement);
    expect(contentOf('expert', modelOf('expert', expert), expert)).toEqual(expert);
    expect(contentOf('facility', modelOf('facility', facility), facility)).toEqual(facility);
    expect(contentOf('service', modelOf('service', service), service)).toEqual(service);
  });

  it('2 says nothing of what another kind states', () => {
    const everything = { ...modelOf('need', need), ...modelOf('service', service), name: '褚砚青', bridgesFrom: 4 };
    expect(contentOf('service', everything)).toEqual(service);
  });

  it('2 leaves out the empty, keeps the unseen', () => {
    const before = { ...need, horizon: 'short' as const, preferredPartners: ['云澜大学'] };
    const model = { ...modelOf('need', before), indicators: ' \n', horizon: '', moneyMax: undefined };
    const { indicators: _i, budgetMax: _b, ...rest } = need;
    expect(contentOf('need', model, before)).toEqual({ ...rest, preferredPartners: ['云澜大学'] });
    expect(contentOf('need', modelOf('need', { title: 'a', description: 'b' }))).toEqual({
      title: 'a',
      description: 'b',
    });
  });

  it.each([
    ['/content/title', 'title', null],
    ['/title', 'title', null],
    ['/content/budgetMax', 'moneyMax', null],
    ['/content/priceMin', 'moneyMin', null],
    ['/indicators/2', 'indicators', 3],
    ['/content/contact/email', 'contactEmail', null],
    ['/content/intellectualProperty/0/number', 'rights', 1],
    ['/leastTrl', 'level', null],
  ])('3 %s', (pointer, field, item) => {
    expect(placed({ pointer, detail: 'x' })).toEqual({ field, item, detail: 'x' });
  });
});

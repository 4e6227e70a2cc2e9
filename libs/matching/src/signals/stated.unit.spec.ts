/**
 * Signals that read stated facts: technical field, industry, maturity, cooperation, price, region, freshness.
 * 1 Each is unknown, with no share of the score, when either side is silent, and when both are.
 * 2 The value is what the two statements say, from 0 to 1, and 0 is known: it counts against.
 * 3 The evidence names what was compared.
 * 4 A code nearer on its tree never counts less.
 */
import { describe, expect, it } from '@jest/globals';
import { evidenceOf, profiledNeed, profiledSupply, readingOf } from '../../test/profiled.js';
import type { AchievementContent, NeedContent } from '../records.js';
import type { SignalName } from './catalogue.js';

type Case = [SignalName, Partial<NeedContent>, Partial<AchievementContent>];
const SPOKEN: Case[] = [
  ['technical-field', { technicalFields: ['4.3'] }, { technicalFields: ['4.3'] }],
  ['industry', { industries: ['C3841'] }, { industries: ['C38'] }],
  ['discipline', { disciplines: ['430'] }, { disciplines: ['43045'] }],
  ['ipc', { ipc: ['H01M 10/0525'] }, { ipc: ['H01M'] }],
  ['maturity', { leastTrl: 6 }, { trl: 6 }],
  ['cooperation', { cooperationModes: ['transfer'] }, { cooperationModes: ['transfer'] }],
  ['price', { budgetMax: 100 }, { priceMin: 100 }],
  ['region', { region: '440100' }, { region: '440100' }],
];
const unknown = { value: null, share: 0, evidence: null };

const valueOf = (signal: SignalName, need: Partial<NeedContent>, supply: Partial<AchievementContent>): number | null =>
  readingOf(signal, profiledNeed(need), profiledSupply(supply)).value;

describe('signals of stated facts', () => {
  it.each(SPOKEN)('1 %s is unknown when a side is silent', (signal, need, supply) => {
    expect(valueOf(signal, need, supply)).not.toBeNull();
    for (const [asks, offers] of [
      [need, {}],
      [{}, supply],
      [{}, {}],
    ]) {
      expect(readingOf(signal, profiledNeed(asks), profiledSupply(offers))).toEqual({ signal, ...unknown });
    }
  });

  it.each<Case>([
    ['technical-field', { technicalFields: [] }, { technicalFields: ['4.3'] }],
    ['industry', { industries: ['C38'] }, { industries: [] }],
    ['discipline', { disciplines: [] }, { disciplines: ['430'] }],
    ['ipc', { ipc: ['H01M'] }, { ipc: [] }],
    ['cooperation', { cooperationModes: [] }, { cooperationModes: ['transfer'] }],
  ])('1 %s takes an empty list for silence', (signal, need, supply) => {
    expect(valueOf(signal, need, supply)).toBeNull();
  });

  it('1 freshness is unknown without a date of completion', () => {
    expect(valueOf('freshness', {}, {})).toBeNull();
  });

  it.each<[...Case, number]>([
    ['technical-field', { technicalFields: ['4.3'] }, { technicalFields: ['1.1', '4.3'] }, 1],
    ['technical-field', { technicalFields: ['4.3'] }, { technicalFields: ['4.1'] }, 0.5],
    ['technical-field', { technicalFields: ['4.3'] }, { technicalFields: ['7.1'] }, 0],
    ['industry', { industries: ['C3841'] }, { industries: ['C3842'] }, 0.75],
    ['industry', { industries: ['C3841'] }, { industries: ['D44'] }, 0],
    ['discipline', { disciplines: ['43045'] }, { disciplines: ['110', '43045'] }, 1],
    ['discipline', { disciplines: ['43045'] }, { disciplines: ['43010'] }, 0.5],
    ['discipline', { disciplines: ['43045'] }, { disciplines: ['530'] }, 0],
    ['ipc', { ipc: ['H01M10/0525'] }, { ipc: ['H01M 10/0525'] }, 1],
    ['ipc', { ipc: ['H01M 10/0525'] }, { ipc: ['H01M 10/44'] }, 0.8],
    ['ipc', { ipc: ['H01M 10/0525'] }, { ipc: ['H01M 4/13'] }, 0.6],
    ['ipc', { ipc: ['H01M'] }, { ipc: ['C08L'] }, 0],
    ['maturity', { leastTrl: 6 }, { trl: 9 }, 1],
    ['maturity', { leastTrl: 6 }, { trl: 5 }, 0.75],
    ['maturity', { leastTrl: 9 }, { trl: 2 }, 0],
    ['maturity', { leastTrl: 6 }, { stage: 'middle' }, 1],
    ['maturity', { leastTrl: 7 }, { stage: 'middle' }, 0.75],
    ['maturity', { leastTrl: 6 }, { trl: 4, stage: 'mature' }, 0.5],
    ['cooperation', { cooperationModes: ['transfer', 'equity'] }, { cooperationModes: ['equity'] }, 1],
    ['cooperation', { cooperationModes: ['license-sole'] }, { cooperationModes: ['license-open'] }, 0.5],
    ['cooperation', { cooperationModes: ['transfer'] }, { cooperationModes: ['consulting'] }, 0],
    ['price', { budgetMin: 50, budgetMax: 100 }, { priceMin: 90, priceMax: 900 }, 1],
    ['price', { budgetMax: 100 }, { priceMin: 400 }, 0.25],
    ['price', { budgetMin: 100 }, { priceMax: 200 }, 0.5],
    ['price', { budgetMax: 0 }, { priceMin: 100 }, 0],
    ['price', { budgetMax: 0 }, { priceMin: 0 }, 1],
    ['region', { region: '440100' }, { region: '440106' }, 1],
    ['region', { region: '440100' }, { region: '440300' }, 0.5],
    ['region', { region: '440100' }, { region: '430100' }, 0],
    ['region', { region: '370100' }, { region: '371202' }, 1],
  ])('2 %s: %j against %j is %d', (signal, need, supply, value) => {
    expect(valueOf(signal, need, supply)).toBe(value);
  });

  it.each([
    ['industry', 'industries', 'C3841', ['C3841', 'C3842', 'C3899', 'C39', 'D44']],
    ['discipline', 'disciplines', '4304510', ['4304510', '4304599', '4301010', '530']],
    ['ipc', 'ipc', 'H01M 10/0525', ['H01M 10/0525', 'H01M 10/44', 'H01M 4/13', 'H01L 21/00', 'H02J 7/00', 'C08L 1/00']],
    ['region', 'region', '440106', ['440106', '440105', '440300', '430100']],
  ] as const)('4 %s falls with the distance', (signal, field, asked, offered) => {
    const list = (code: string): string | string[] => (field === 'region' ? code : [code]);
    const values = offered.map((code) => valueOf(signal, { [field]: list(asked) }, { [field]: list(code) }) ?? -1);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect([values[0], values.at(-1)]).toEqual([1, 0]);
  });

  it('2 region falls back on the organization’s, and the record’s own comes first', () => {
    const need = profiledNeed({}, { organizationRegion: '440100' });
    const read = (supply: Partial<AchievementContent>): number | null =>
      readingOf('region', need, profiledSupply(supply, { organizationRegion: '440106' })).value;
    expect(read({})).toBe(1);
    expect(read({ region: '430100' })).toBe(0);
  });

  it('2 freshness halves every five years before the need was posted, and reads no clock', () => {
    const need = profiledNeed({}, { revisedAt: new Date('2026-01-01T00:00:00Z') });
    const at = (completedOn: string): number | null =>
      readingOf('freshness', need, profiledSupply({ completedOn })).value;
    expect(at('2026-01-01')).toBe(1);
    expect(at('2027-06-01')).toBe(1);
    expect(at('2021-01-01')).toBeCloseTo(0.5, 2);
    expect(at('2016-01-01')).toBeCloseTo(0.25, 2);
  });

  it('3 evidence names what was compared', () => {
    const need = profiledNeed({
      technicalFields: ['1.1', '4.3'],
      industries: ['C3841'],
      leastTrl: 7,
      cooperationModes: ['transfer', 'equity'],
      budgetMax: 100,
      region: '440100',
    });
    const supply = profiledSupply({
      technicalFields: ['4.1'],
      industries: ['C38'],
      stage: 'middle',
      cooperationModes: ['equity', 'service'],
      priceMin: 400,
      region: '440300',
      completedOn: '2023-07-01',
    });
    const evidence = (signal: SignalName): unknown => readingOf(signal, need, supply).evidence;
    expect(evidence('technical-field')).toEqual({
      kind: 'nearest-codes',
      tree: 'technical-field',
      need: '4.3',
      supply: '4.1',
      sharedLevels: 1,
    });
    expect(evidence('industry')).toEqual({
      kind: 'nearest-codes',
      tree: 'industry',
      need: 'C3841',
      supply: 'C38',
      sharedLevels: 2,
    });
    expect(evidence('maturity')).toEqual({ kind: 'maturity', leastTrl: 7, trl: 6, declaredAs: 'stage' });
    expect(evidence('cooperation')).toEqual({
      kind: 'cooperation',
      shared: ['equity'],
      wanted: ['transfer', 'equity'],
      offered: ['equity', 'service'],
    });
    expect(evidence('price')).toEqual({ kind: 'price', budgetMax: 100, priceMin: 400 });
    expect(evidence('region')).toEqual({ kind: 'region', need: '440100', supply: '440300', sharedLevels: 1 });
    expect(evidenceOf(readingOf('freshness', need, supply), 'age')).toMatchObject({
      completedOn: '2023-07-01',
      years: 2.5,
    });
  });
});

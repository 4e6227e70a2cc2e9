/**
 * 1 Regions in use and those retired are there, by the names of their tables.
 * 2 A retired code leads to what holds the area now: by name where that tells, else by the list of successors.
 * 3 The list of successors leads from codes that are retired to codes in use, and says nothing that names tell as well.
 * 4 A code that never was is refused, with what exists above it; a retired one is taken.
 */
import { describe, expect, it } from '@jest/globals';
import { regionFault } from './region-fault.js';
import { REGION_SUCCESSORS } from './region-successors.js';
import { regions } from './regions.js';

describe('regions', () => {
  it.each([
    ['440100', '广州市'],
    ['500000', '重庆市'],
    ['430100', '长沙市'],
    ['810000', '香港特别行政区'],
  ])('1 %s is %s, in use', (code, zh) => {
    expect(regions().get(code)).toMatchObject({ code, zh, lastListed: null, became: null });
    expect(regionFault(code)).toBeNull();
  });

  it.each([
    ['430122', '望城县', '430112'],
    ['130721', '宣化县', '130705'],
    ['142300', '吕梁地区', '141100'],
    ['512081', '简阳市', '510185'],
    ['500227', '璧山县', '500120'],
    ['310108', '闸北区', '310106'],
    ['120107', '塘沽区', '120116'],
    // Twice: a county of 巢湖市, then of 芜湖市, then a city.
    ['341422', '无为县', '340281'],
    ['440101', '市辖区', '440100'],
  ])('2 %s %s became %s', (code, zh, became) => {
    expect(regions().get(code)).toMatchObject({ zh, became, lastListed: expect.stringMatching(/^20\d\d-\d\d$/) });
    expect(regionFault(code)).toBeNull();
  });

  it('2 an area that was divided has no one successor', () => {
    expect(regions().get('341400')).toMatchObject({ zh: '巢湖市', became: null });
  });

  it('2 nearly all retired codes are known to have become something', () => {
    const retired = [...regions().values()].filter(({ lastListed, isFiller }) => lastListed !== null && !isFiller);
    expect(retired.length).toBeGreaterThan(500);
    expect(retired.filter(({ became }) => became !== null).length / retired.length).toBeGreaterThan(0.95);
  });

  it('3 successors lead from retired codes to codes in use', () => {
    for (const [code, became] of Object.entries(REGION_SUCCESSORS)) {
      expect([code, regions().get(code)?.lastListed]).toEqual([code, expect.any(String)]);
      expect([became, regions().get(became)?.lastListed]).toEqual([became, null]);
    }
  });

  it.each([
    ['440199', '广州市（440100）'],
    ['449900', '广东省（440000）'],
    ['990100', '以 99 开头'],
    ['4401', '六位'],
  ])('4 %s is refused: %s', (code, said) => {
    expect(regionFault(code)?.zh).toContain(said);
  });
});

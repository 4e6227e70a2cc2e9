/**
 * 1 Six digits below a known province have the shape of a region; which part is wrong is told.
 * 2 An area holds its own parts and nothing else.
 * 3 Shared levels count down the tree: province, city, county; a code that names no city shares none.
 * 5 A code whose city changed its number lies where the area is now, and only there.
 * 4 A municipality (北京, 天津, 上海, 重庆) is a city, so all of it is one city.
 */
import { describe, expect, it } from '@jest/globals';
import { presentRegion, regionFault, regionWithin, sharedRegionLevels } from './region.js';

describe('region', () => {
  it('1 takes 广州市, 重庆市, 长沙市 and refuses what is no region', () => {
    expect(['440100', '500000', '430100'].map(regionFault)).toEqual([null, null, null]);
    for (const code of ['44010', '4401000', '4401OO', '']) {
      expect([code, regionFault(code)?.zh]).toEqual([code, expect.stringContaining('六位')]);
    }
    expect(regionFault('990000')).toEqual({
      zh: expect.stringContaining('以 99 开头'),
      en: expect.stringContaining('begins with 99'),
    });
  });

  it.each([
    ['440106', '440106', true],
    ['440106', '440100', true],
    ['440106', '440000', true],
    ['440300', '440100', false],
    ['440300', '440000', true],
    ['430100', '440000', false],
    ['440105', '440106', false],
  ])('2 whether %s lies in %s: %s', (region, area, within) => {
    expect(regionWithin(region, area)).toBe(within);
  });

  it.each([
    ['440106', '440106', 3],
    ['440106', '440105', 2],
    ['440100', '440106', 2],
    ['440100', '440300', 1],
    ['440100', '430100', 0],
    ['440000', '440100', 1],
    ['440000', '440000', 1],
  ])('3 %s and %s share %d levels, either way round', (a, b, levels) => {
    expect([sharedRegionLevels(a, b), sharedRegionLevels(b, a)]).toEqual([levels, levels]);
  });

  it.each([
    ['500000', '500000'],
    ['500000', '500103'],
    ['110101', '110105'],
    ['310000', '310115'],
  ])('4 %s and %s are in one city', (a, b) => {
    expect(sharedRegionLevels(a, b)).toBeGreaterThanOrEqual(2);
  });

  it.each([
    // 莱芜市 became two districts of 济南市 in 2019; 简阳市 moved to 成都市 in 2016.
    ['371202', '370100', '370100'],
    ['512081', '510100', '510100'],
    ['370116', '370100', '370116'],
    ['110228', '110000', '110228'],
  ])('5 %s lies in %s', (code, city, now) => {
    expect([regionWithin(code, city), sharedRegionLevels(code, city), presentRegion(code)]).toEqual([true, 2, now]);
  });

  it('5 parts of one former city may lie in two now: 庐江县 and 无为县 of 巢湖市', () => {
    expect(regionWithin('341422', '340100')).toBe(false);
    expect(sharedRegionLevels('341422', '341421')).toBe(1);
    expect(sharedRegionLevels('371202', '371300')).toBe(1);
    expect(presentRegion('')).toBe('');
  });
});

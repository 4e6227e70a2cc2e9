/**
 * 1 Six digits below a known province are a region; retired counties keep theirs.
 * 2 An area holds its own parts and nothing else.
 * 3 Shared levels count down the tree: province, city, county; a code that names no city shares none.
 * 4 A municipality (北京, 天津, 上海, 重庆) is a city, so all of it is one city.
 */
import { describe, expect, it } from '@jest/globals';
import { isRegion, regionWithin, sharedRegionLevels } from './region.js';

describe('region', () => {
  it('1 takes 广州市, 重庆市, 长沙市 and refuses what is no region', () => {
    expect(['440100', '500000', '430100'].map(isRegion)).toEqual([true, true, true]);
    for (const code of ['990000', '44010', '4401000', '4401OO', ''])
      expect([code, isRegion(code)]).toEqual([code, false]);
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
});

/**
 * 1 What a need leaves open is no gap, whatever the supply says or leaves out.
 * 2 What the supply meets is no gap.
 * 3 What the supply falls short of is a gap that names both sides; where it is silent, `stated` is null.
 * 4 Of any two contents, no gap names something satisfied.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COOPERATION_MODE_CODES } from './codes/cooperation-mode.js';
import type { Quote } from './evidence.js';
import { gapsBetween } from './gaps.js';
import { STAGES } from './records.js';
import type { AchievementContent, NeedContent } from './records.js';

const gaps = (need: Partial<NeedContent>, supply: Partial<AchievementContent>): ReturnType<typeof gapsBetween> =>
  gapsBetween({ title: '需求', description: '', ...need }, { title: '成果', description: '', ...supply });

const quote = (text: string, path: string): Quote => ({ text, span: { path, start: 0, end: text.length } });

const asks: NeedContent = {
  title: '需求',
  description: '',
  leastTrl: 7,
  cooperationModes: ['transfer', 'license-sole'],
  budgetMin: 100,
  budgetMax: 500,
  indicators: ['循环 ≥ 1000 次'],
  ipRequirement: '独占',
  acceptedRegions: ['440100', '430000'],
};

describe('gapsBetween', () => {
  it('1 asks nothing for a need that asks nothing', () => {
    expect(gaps({}, {})).toEqual([]);
    expect(
      gaps({ cooperationModes: [], indicators: [] }, { trl: 1, priceMin: 9, cooperationModes: ['equity'] }),
    ).toEqual([]);
  });

  it('2 finds none where all is met, at the very limit', () => {
    const meets: Partial<AchievementContent> = {
      trl: 7,
      cooperationModes: ['equity', 'license-sole'],
      priceMin: 500,
      priceMax: 900,
      indicators: ['循环 1200 次'],
      intellectualProperty: [{ kind: 'invention' }],
      region: '440106',
    };
    expect(gaps(asks, meets)).toEqual([]);
    expect(gaps({ leastTrl: 9 }, { stage: 'mature' })).toEqual([]);
  });

  it('3 names what falls short', () => {
    expect(
      gaps(asks, { trl: 6, cooperationModes: ['equity'], priceMin: 501, indicators: [], intellectualProperty: [] }),
    ).toEqual([
      { kind: 'maturity', asked: 7, stated: 6 },
      { kind: 'cooperation', asked: ['transfer', 'license-sole'], stated: ['equity'] },
      { kind: 'price', asked: 500, stated: 501 },
      { kind: 'indicators', asked: [quote('循环 ≥ 1000 次', '/indicators/0')], stated: null },
      { kind: 'region', asked: ['440100', '430000'], stated: null },
      { kind: 'ip', asked: '独占', stated: null },
    ]);
  });

  it('3 says null where the supply is silent, and reads the stage for the TRL', () => {
    expect(gaps({ leastTrl: 7, budgetMin: 100 }, {})).toEqual([
      { kind: 'maturity', asked: 7, stated: null },
      { kind: 'price', asked: 100, stated: null },
    ]);
    expect(gaps({ leastTrl: 7 }, { stage: 'middle' })).toEqual([{ kind: 'maturity', asked: 7, stated: 6 }]);
  });

  it('4 never names something satisfied', () => {
    const money = fc.integer({ min: 0, max: 5 });
    const trl = fc.integer({ min: 1, max: 9 });
    const modes = fc.subarray(COOPERATION_MODE_CODES.slice(0, 4));
    const need = fc.record(
      {
        leastTrl: trl,
        cooperationModes: modes,
        budgetMax: money,
        indicators: fc.constant<string[]>(['a']),
        ipRequirement: fc.constant('b'),
      },
      { requiredKeys: [] },
    );
    const supply = fc.record(
      {
        trl,
        stage: fc.constantFrom(...STAGES),
        cooperationModes: modes,
        priceMin: money,
        indicators: fc.constant<string[]>(['c']),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(need, supply, (asked, offered) => {
        for (const gap of gaps(asked, offered)) {
          if (gap.kind === 'maturity') expect(gap.stated ?? 0).toBeLessThan(gap.asked);
          if (gap.kind === 'price') expect(gap.stated ?? Infinity).toBeGreaterThan(gap.asked);
          if (gap.kind === 'cooperation') expect(gap.asked.filter((mode) => gap.stated.includes(mode))).toEqual([]);
          // In words, so not compared: a gap only where the supply states no indicator at all.
          if (gap.kind === 'indicators') expect(offered.indicators ?? []).toEqual([]);
        }
      }),
    );
  });
});

/**
 * 1 An organization is never offered what it posted itself.
 * 2 Where a need names the regions it accepts, a supply known to be elsewhere is out; a silent one stays.
 * 3 Both records are within their dates, whole days in China, first and last day included.
 * 4 A right that has ended excludes; one without an end does not.
 * 5 Two silent records violate nothing.
 */
import { describe, expect, it } from '@jest/globals';
import { profiledNeed, profiledSupply } from '../../test/profiled.js';
import type { NeedRecord, SupplyRecord } from '../records.js';
import { CONSTRAINTS, isCurrent } from './catalogue.js';

const NOON = new Date('2026-06-15T12:00:00+08:00');
const violated = (need: NeedRecord, supply: SupplyRecord, now = NOON): string[] =>
  CONSTRAINTS.filter((constraint) => !constraint.allows(need, supply, now)).map(({ name }) => name);

const plainNeed = profiledNeed().record;
const plainSupply = profiledSupply().record;

describe('constraints', () => {
  it('1 keeps an organization from its own records', () => {
    const own = profiledSupply({}, { organizationId: plainNeed.organizationId }).record;
    expect(violated(plainNeed, own)).toEqual(['other-organization']);
  });

  it.each([
    [['440000'], '440106', null, []],
    [['430000', '440100'], '440106', null, []],
    [['440100'], '440300', null, ['accepted-regions']],
    [['440100'], undefined, '440300', ['accepted-regions']],
    [['440100'], '440106', '110101', []],
    [['440100'], undefined, null, []],
    [[], '440300', null, []],
  ])('2 accepting %j, a supply in %s of an organization in %s violates %j', (acceptedRegions, region, home, names) => {
    const need = profiledNeed({ acceptedRegions }).record;
    const supply = profiledSupply({ region }, { organizationRegion: home }).record;
    expect(violated(need, supply)).toEqual(names);
  });

  it.each([
    ['2026-06-14T23:59:59+08:00', false],
    ['2026-06-15T00:00:00+08:00', true],
    ['2026-06-15T23:59:59+08:00', true],
    ['2026-06-16T00:00:00+08:00', false],
    // Still the fifteenth in China, though the day before in UTC.
    ['2026-06-14T16:00:00Z', true],
  ])('3 a record valid on the fifteenth alone is current at %s: %s', (at, current) => {
    const dates = { validFrom: '2026-06-15', validUntil: '2026-06-15' };
    const now = new Date(at);
    expect(isCurrent({ title: '', description: '', ...dates }, now)).toBe(current);
    const names = current ? [] : ['within-dates'];
    expect(violated(profiledNeed(dates).record, plainSupply, now)).toEqual(names);
    expect(violated(plainNeed, profiledSupply(dates).record, now)).toEqual(names);
  });

  it('4 needs a right that still holds', () => {
    const held = (end?: string): string[] =>
      violated(plainNeed, profiledSupply({ right: { kind: 'ownership', end } }).record);
    expect(held('2026-06-14')).toEqual(['right-held']);
    expect(held('2026-06-15')).toEqual([]);
    expect(held()).toEqual([]);
  });

  it('5 lets silence pass', () => {
    expect(violated(plainNeed, plainSupply)).toEqual([]);
  });
});

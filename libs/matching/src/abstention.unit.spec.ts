/**
 * 1 The best probability decides, whatever stands beside it and in whatever order; at the threshold something fits.
 * 2 An empty list has nothing that fits.
 * 3 Unknown without a threshold, without a probability, when a pairing was compared by words alone.
 * 4 A list led by a supply that says next to nothing is unknown rather than empty.
 * 5 A better supply never turns "found" into "none".
 * 6 The threshold rises with what a need says, and is a probability.
 * 7 Only "none" comes with a suggestion, in both languages, which names both doors.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { extentOf, fitOf, LEAST_SUPPLY_CHARACTERS, suggestionFor, thresholdFor } from './abstention.js';
import type { Judgeable } from './abstention.js';

const pairing = (probability: number | null, changes: Partial<Judgeable> = {}): Judgeable => ({
  probability,
  degraded: null,
  supplyCharacters: 500,
  ...changes,
});

describe('fitOf', () => {
  it('1 the best decides', () => {
    expect(fitOf([pairing(0.1), pairing(0.31), pairing(0.2)], 0.3)).toBe('found');
    expect(fitOf([pairing(0.3)], 0.3)).toBe('found');
    expect(fitOf([pairing(0.1), pairing(0.29)], 0.3)).toBe('none');
  });

  it('2 an empty list', () => {
    expect(fitOf([], 0.3)).toBe('none');
  });

  it('3 what cannot be told', () => {
    expect(fitOf([pairing(0.1)], null)).toBe('unknown');
    expect(fitOf([pairing(0.1), pairing(null)], 0.3)).toBe('unknown');
    expect(fitOf([pairing(0.9), pairing(0.1, { degraded: 'no-model' })], 0.3)).toBe('unknown');
  });

  it('4 a title alone', () => {
    const thin = { supplyCharacters: LEAST_SUPPLY_CHARACTERS - 1 };
    expect(fitOf([pairing(0.2, thin), pairing(0.1)], 0.3)).toBe('unknown');
    expect(fitOf([pairing(0.2), pairing(0.1, thin)], 0.3)).toBe('none');
    expect(fitOf([pairing(0.4, thin)], 0.3)).toBe('found');
  });

  it('5 monotone', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(probability), probability, probability, (list, more, threshold) => {
        const before = fitOf(
          list.map((one) => pairing(one)),
          threshold,
        );
        const after = fitOf(
          [...list, more].map((one) => pairing(one)),
          threshold,
        );
        expect(before === 'found' && after === 'none').toBe(false);
      }),
    );
  });
});

describe('thresholdFor', () => {
  const abstention = { a: -2, perLength: 0.4, withField: 1 };

  it('6 rises with what is said', () => {
    const said = [
      { characters: 0, hasField: false },
      { characters: 30, hasField: false },
      { characters: 400, hasField: false },
      { characters: 400, hasField: true },
      { characters: 1e9, hasField: true },
    ].map((extent) => thresholdFor(abstention, extent));
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(new Set(said.slice(1)).size).toBe(4);
    expect(said[0]).toBeGreaterThan(0);
    expect(said.at(-1)).toBeLessThanOrEqual(1);
    expect(thresholdFor(abstention, { characters: 100, hasField: false })).toBeCloseTo(1 / (1 + Math.exp(2)), 4);
  });

  it('6 counts characters of title and description, not halves of them', () => {
    expect(extentOf({ title: '𠮷野', description: '漏液' })).toEqual({ characters: 4, hasField: false });
    expect(extentOf({ title: '', description: '', technicalFields: ['4.3'] }).hasField).toBe(true);
  });
});

it('7 suggestions', () => {
  for (const locale of ['zh', 'en'] as const) {
    expect(suggestionFor('none', locale)).toMatch(/定向研发.*揭榜挂帅/s);
    expect([suggestionFor('found', locale), suggestionFor('unknown', locale)]).toEqual([null, null]);
  }
});

/**
 * 1 A whole version reads as it was written.
 * 2 A signal the version does not name counts with its prior weight; a threshold it does not name is none.
 * 3 What cannot be used is refused, every fault at once.
 * 4 The shipped version is one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EngineVersionError, parseEngineVersion } from './engine-version.js';
import { SIGNAL_NAMES } from './signals/catalogue.js';
import { PRIOR_WEIGHTS } from './weights.js';

const VERSION = {
  version: 'one',
  created: '2026-01-01T00:00:00.000Z',
  dataDigests: ['0123456789abcdef'],
  weights: { ...PRIOR_WEIGHTS, price: 0 },
  calibration: { kind: 'platt', a: 10, b: -4 },
  abstainBelow: { a: -2, perLength: 0.4, withField: 1 },
  metrics: { ECE: 0.02 },
};
const END = { a: 1, b: 0 };
const BIN = { said: 0.2, found: 0.25, count: 40 };
const withBins = (bins: unknown): object => ({ ...VERSION, metrics: { heldOut: { all: { bins } } } });
const { price: _price, ...withoutPrice } = VERSION.weights;

describe('parseEngineVersion', () => {
  it('1 keeps what is there', () => {
    expect(parseEngineVersion(VERSION)).toEqual(VERSION);
    const byLength = { ...VERSION, calibration: { kind: 'by-length', short: END, long: END } };
    expect(parseEngineVersion(byLength)).toEqual(byLength);
    expect(parseEngineVersion(withBins([BIN]))).toEqual(withBins([BIN]));
  });

  it('2 gives a newer signal its prior weight', () => {
    expect(parseEngineVersion({ ...VERSION, weights: withoutPrice }).weights.price).toBe(PRIOR_WEIGHTS.price);
  });

  it('2 without a threshold it never says that nothing fits', () => {
    const { abstainBelow: _none, ...without } = VERSION;
    expect(parseEngineVersion(without).abstainBelow).toBeNull();
  });

  it.each([
    ['no object', [], 'JSON object'],
    ['no name', { ...VERSION, version: ' ' }, 'version:'],
    ['a name with a line break', { ...VERSION, version: 'one\ntwo' }, 'version:'],
    ['an endless name', { ...VERSION, version: 'x'.repeat(101) }, 'version:'],
    ['no time', { ...VERSION, created: 'yesterday' }, 'created:'],
    ['no digests', { ...VERSION, dataDigests: [1] }, 'dataDigests:'],
    ['no weights', { ...VERSION, weights: undefined }, 'weights:'],
    ['an unknown signal', { ...VERSION, weights: { luck: 1 } }, 'weights.luck: there is no such signal'],
    ['a weight below 0', { ...VERSION, weights: { price: -1, region: 1 } }, 'weights.price:'],
    ['a weight that is no number', { ...VERSION, weights: { price: NaN, region: 1 } }, 'weights.price:'],
    ['nothing above 0', { ...VERSION, weights: { price: 0 } }, 'at least one above 0'],
    ['another curve', { ...VERSION, calibration: { kind: 'spline' } }, 'calibration.kind:'],
    ['a falling curve', { ...VERSION, calibration: { kind: 'platt', a: -1, b: 0 } }, 'calibration.a:'],
    ['a curve without b', { ...VERSION, calibration: { kind: 'platt', a: 1 } }, 'calibration.b:'],
    ['one end of a curve', { ...VERSION, calibration: { kind: 'by-length', short: END } }, 'calibration.long.a:'],
    [
      'an end that falls',
      { ...VERSION, calibration: { kind: 'by-length', short: END, long: { a: -1, b: 0 } } },
      'calibration.long.a:',
    ],
    ['a threshold in words', { ...VERSION, abstainBelow: 'low' }, 'abstainBelow:'],
    [
      'a falling threshold',
      { ...VERSION, abstainBelow: { a: 0, perLength: -1, withField: 0 } },
      'abstainBelow.perLength:',
    ],
    ['half a threshold', { ...VERSION, abstainBelow: { perLength: 0 } }, 'abstainBelow.a:'],
    ['metrics in a list', { ...VERSION, metrics: [] }, 'metrics:'],
    ['bins in words', withBins('good'), 'metrics.heldOut.all.bins: want a list'],
    ['endless bins', withBins(Array.from({ length: 101 }, () => BIN)), 'metrics.heldOut.all.bins: want a list'],
    ['a share above 1', withBins([BIN, { ...BIN, found: 2 }]), 'metrics.heldOut.all.bins.1.found:'],
    ['half a bin', withBins([{ said: 0.1 }]), 'metrics.heldOut.all.bins.0.count:'],
  ])('3 refuses %s', (_what, json, fault) => {
    expect(() => parseEngineVersion(json)).toThrow(fault);
  });

  it('3 names every fault at once', () => {
    expect(() => parseEngineVersion({})).toThrow(/version:.*created:.*dataDigests:.*weights:.*calibration\.kind:/);
  });

  it('3 says where each fault is, in Chinese and English', () => {
    const refuse = (): unknown => parseEngineVersion({ ...VERSION, created: 1, weights: { luck: 1 } });
    let faults: EngineVersionError['faults'] = [];
    try {
      refuse();
    } catch (error) {
      if (error instanceof EngineVersionError) ({ faults } = error);
    }
    expect(faults).toEqual([
      { pointer: '/created', zh: '应为 ISO 8601 时间', en: 'want an ISO 8601 time' },
      { pointer: '/weights/luck', zh: '没有这个信号，请删除', en: 'there is no such signal; remove it' },
    ]);
  });

  it('4 the shipped version can be used, and weighs every signal', () => {
    const file = join(import.meta.dirname, '../../../models/engine/default.json');
    const shipped = JSON.parse(readFileSync(file, 'utf8')) as { weights: object };
    expect(Object.keys(shipped.weights).sort()).toEqual([...SIGNAL_NAMES].sort());
    expect(parseEngineVersion(shipped).calibration.kind).toBe('by-length');
  });
});

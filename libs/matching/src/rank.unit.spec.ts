/**
 * 1 The order is best first and does not depend on the order candidates come in; equal scores go by id.
 * 2 A candidate given twice counts once; a constraint excludes; two records of one side are refused.
 * 3 A need is ranked against supplies and a supply against needs with the same scores.
 * 4 The score is the weighted mean of the known signals: a known 0 lowers it, an unknown leaves it alone.
 * 5 A pairing holds every signal, shares that add up to the score, gaps, revisions and the engine digest.
 * 6 Without vectors on either side it says `degraded: no-model`.
 * 7 The digest changes with weights, calibration, model and statistics, and with nothing else.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evenStatistics, PLAIN_VERSION, plainEngine, profiledNeed, profiledSupply } from '../test/profiled.js';
import { calibrate } from './calibrate.js';
import { engineOf } from './engine.js';
import type { AnyProfiled } from './profile.js';
import { explain, scoreCandidates, scorePair } from './rank.js';
import type { ScoredCandidate } from './rank.js';
import { SIGNAL_NAMES } from './signals/catalogue.js';
import { TermStatistics } from './text/term-statistics.js';
import type { Weights } from './weights.js';

const NOW = new Date('2026-06-15T00:00:00Z');
const engine = plainEngine();
const need = profiledNeed({ title: '高镍 正极 材料 包覆', technicalFields: ['4.1'], leastTrl: 6 });
const supplies = [
  profiledSupply({ title: '高镍 正极 材料 包覆', technicalFields: ['4.1'] }, { id: 's-best' }),
  profiledSupply({ title: '正极 材料', technicalFields: ['4.1'] }, { id: 's-good' }),
  profiledSupply({ title: '污泥 干化', technicalFields: ['7.3'] }, { id: 's-twin-b' }),
  profiledSupply({ title: '污泥 干化', technicalFields: ['7.3'] }, { id: 's-twin-a' }),
  profiledSupply({ title: '材料 疲劳 试验', trl: 8 }, { id: 's-fair' }),
];
const idsOf = (ranked: ScoredCandidate[]): string[] => ranked.map(({ partnerId }) => partnerId);
const rank = (candidates: AnyProfiled[]): ScoredCandidate[] => scoreCandidates(need, candidates, engine, NOW);

describe('scoreCandidates', () => {
  it('1 ranks best first, equal scores by id', () => {
    const ranked = rank(supplies);
    expect(idsOf(ranked)).toEqual(['s-best', 's-good', 's-fair', 's-twin-a', 's-twin-b']);
    const scores = ranked.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[3]).toBe(scores[4]);
  });

  it('1 and 2 gives one answer for candidates in any order, repeats included', () => {
    const expected = rank(supplies);
    const shuffled = fc.shuffledSubarray([...supplies, ...supplies], { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(shuffled, (candidates) => {
        const ranked = rank(candidates);
        expect(idsOf(ranked)).toEqual(idsOf(expected));
        expect(ranked.map(({ score }) => score)).toEqual(expected.map(({ score }) => score));
        expect(ranked.map((one) => explain(one, engine))).toEqual(expected.map((one) => explain(one, engine)));
      }),
      { numRuns: 30 },
    );
  });

  it('2 leaves out what a constraint excludes', () => {
    const own = profiledSupply({ title: '高镍 正极 材料 包覆' }, { id: 's-own', organizationId: 'enterprise-1' });
    const over = profiledSupply({ title: '高镍 正极 材料 包覆', validUntil: '2026-06-01' }, { id: 's-over' });
    expect(idsOf(rank([own, over, ...supplies.slice(0, 1)]))).toEqual(['s-best']);
    expect(rank([])).toEqual([]);
  });

  it('2 refuses two records of one side', () => {
    expect(() => rank([profiledNeed({}, { id: 'need-2' })])).toThrow('need-1 and need-2 are on the same side');
    expect(() => scoreCandidates(supplies[0]!, [supplies[1]!], engine, NOW)).toThrow(TypeError);
  });

  it('3 scores a pair alike from both sides', () => {
    const fromNeed = new Map(rank(supplies).map(({ partnerId, score }) => [partnerId, score]));
    for (const supply of supplies) {
      const [found] = scoreCandidates(supply, [need], engine, NOW);
      expect(found).toMatchObject({ partnerId: 'need-1', score: fromNeed.get(supply.record.id) });
      expect(found?.supply.record.id).toBe(supply.record.id);
    }
  });
});

describe('scorePair', () => {
  const asks = profiledNeed({ title: '—', technicalFields: ['4.1'], region: '440100' });
  const score = (content: Parameters<typeof profiledSupply>[0]): number =>
    scorePair(asks, profiledSupply({ title: '—', ...content }), engine).score;

  it('4 blends what is known', () => {
    expect(score({ technicalFields: ['4.1'] })).toBe(1);
    expect(score({ technicalFields: ['4.1'], region: '440100' })).toBe(1);
    // Technical field 0.04 against region 0.01.
    expect(score({ technicalFields: ['4.1'], region: '430100' })).toBeCloseTo(0.04 / 0.05, 6);
    expect(score({ technicalFields: ['7.1'], region: '440100' })).toBeCloseTo(0.01 / 0.05, 6);
  });

  it('4 is 0 where nothing is known', () => {
    expect(score({})).toBe(0);
  });
});

describe('explain', () => {
  const pairings = rank(supplies).map((one) => explain(one, engine));

  it('5 keeps every signal in order, unknown ones without value, share and evidence', () => {
    for (const { signals } of pairings) {
      expect(signals.map(({ signal }) => signal)).toEqual([...SIGNAL_NAMES]);
      for (const { value, evidence, share } of signals) {
        expect(evidence === null).toBe(value === null);
        if (value === null || value === 0) expect(share).toBe(0);
      }
    }
  });

  it('5 shares add up to the whole score', () => {
    for (const { signals } of pairings.filter(({ score }) => score > 0)) {
      expect(signals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 2);
    }
  });

  it('5 says what is missing, which revisions, and by which engine', () => {
    const best = pairings.find(({ supplyId }) => supplyId === 's-best');
    expect(best).toMatchObject({
      needId: 'need-1',
      needRevision: 1,
      supplyRevision: 1,
      probability: calibrate(engine.calibration, best?.score ?? 0, 0),
      engineDigest: engine.digest,
      gaps: [{ kind: 'maturity', asked: 6, stated: null }],
    });
  });

  it('6 is degraded without vectors on either side', () => {
    const modelled = { profile: { model: 'm@1', titleVector: Float32Array.of(1), bodyVector: Float32Array.of(1) } };
    const degraded = (asks: object, offers: object): string | null | undefined => {
      const [found] = scoreCandidates(profiledNeed({}, asks), [profiledSupply({}, offers)], engine, NOW);
      return found && explain(found, engine).degraded;
    };
    expect(degraded(modelled, modelled)).toBeNull();
    expect(degraded(modelled, {})).toBe('no-model');
    expect(degraded({}, modelled)).toBe('no-model');
  });
});

const byLength = (b: number) => ({ kind: 'by-length', short: { a: 1, b }, long: { a: 8, b: -3 } }) as const;

describe('engineOf', () => {
  it('7 has another digest for other weights, calibration, model or statistics', () => {
    const others = [
      engineOf({ ...PLAIN_VERSION, weights: { ...PLAIN_VERSION.weights, price: 0.02 } }, evenStatistics(), null),
      engineOf({ ...PLAIN_VERSION, calibration: { kind: 'platt', a: 10, b: -6 } }, evenStatistics(), null),
      engineOf({ ...PLAIN_VERSION, calibration: byLength(-4) }, evenStatistics(), null),
      engineOf({ ...PLAIN_VERSION, calibration: byLength(-6) }, evenStatistics(), null),
      engineOf(PLAIN_VERSION, evenStatistics(), 'm@1'),
      engineOf(PLAIN_VERSION, evenStatistics(), 'm@2'),
      engineOf(PLAIN_VERSION, new TermStatistics({ documents: 1, counts: new Map([['电池', 1]]) }), null),
    ];
    expect(new Set([engine, ...others].map(({ digest }) => digest)).size).toBe(8);
  });

  it('7 has the same digest for the same parts, in whatever order the weights stand', () => {
    const reversed = Object.fromEntries(Object.entries(PLAIN_VERSION.weights).reverse()) as Weights;
    expect(engineOf({ ...PLAIN_VERSION, weights: reversed }, evenStatistics(), null).digest).toBe(engine.digest);
  });
});

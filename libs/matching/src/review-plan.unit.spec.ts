/**
 * 1 The plan is as fair as any that keeps the capacities, and among those as valuable as any (against brute force).
 * 2 It keeps every capacity, plans nothing twice, and the order things come in changes nothing.
 * 3 A need without its reviews is told, with the reason that binds.
 * 4 A need's pairings stay with one broker while they fit.
 * 5 A city's day (2,000 needs, 20,000 pairings, 20 brokers) is planned in seconds.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planReviews } from './review-plan.js';
import type { OpenPairing, ReviewPlan, ReviewTask } from './review-plan.js';

const pairing = (needId: string, supplyId: string, expectedValue = 0.5): OpenPairing => ({
  id: `${needId}-${supplyId}`,
  ...{ needId, supplyId, expectedValue },
});
const task = (pairings: OpenPairing[], changes: Partial<ReviewTask> = {}): ReviewTask => ({
  pairings,
  needs: [...new Set(pairings.map(({ needId }) => needId))].map((id) => ({ id, given: 0 })),
  brokers: [{ id: 'b1', left: 10 }],
  floor: 2,
  supplyLeft: () => 10,
  ...changes,
});
const plannedOf = ({ byBroker }: ReviewPlan): OpenPairing[] => [...byBroker.values()].flat();
const idsOf = (plan: ReviewPlan): string[] => plannedOf(plan).map(({ id }) => id);

/** A task small enough to try every choice. */
const smallTask = fc
  .record({
    edges: fc.uniqueArray(fc.record({ need: fc.nat(3), supply: fc.nat(3), value: fc.integer({ min: 0, max: 20 }) }), {
      maxLength: 9,
      selector: ({ need, supply }) => `${need} ${supply}`,
    }),
    given: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
    supplies: fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
    brokers: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }),
    floor: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ edges, given, supplies, brokers, floor }) =>
    task(
      edges.map(({ need, supply, value }) => pairing(`n${need}`, `s${supply}`, value / 10)),
      {
        needs: given.map((n, i) => ({ id: `n${i}`, given: n })),
        brokers: brokers.map((left, i) => ({ id: `b${i}`, left })),
        supplyLeft: (id) => supplies[Number(id.slice(1))] ?? 0,
        floor,
      },
    ),
  );

const countBy = (pairings: readonly OpenPairing[], of: (one: OpenPairing) => string): Map<string, number> =>
  pairings.reduce((counts, one) => counts.set(of(one), (counts.get(of(one)) ?? 0) + 1), new Map<string, number>());
const capacityOf = ({ brokers }: ReviewTask): number => brokers.reduce((sum, { left }) => sum + left, 0);
const isWithin = (asked: ReviewTask, chosen: readonly OpenPairing[]): boolean =>
  chosen.length <= capacityOf(asked) &&
  [...countBy(chosen, ({ supplyId }) => supplyId)].every(([id, n]) => n <= asked.supplyLeft(id));
/** Fairness, then value. */
function worthOf({ needs, floor }: ReviewTask, chosen: readonly OpenPairing[]): [number, number] {
  const counts = countBy(chosen, ({ needId }) => needId);
  const steps = needs.flatMap(({ id, given }) =>
    Array.from({ length: counts.get(id) ?? 0 }, (_, i) => Math.max(0, floor - given - i)),
  );
  const value = chosen.reduce((sum, { expectedValue }) => sum + Math.round(expectedValue * 1e6), 0);
  return [steps.reduce((sum, step) => sum + step, 0), value];
}
function bestOf(asked: ReviewTask): [number, number] {
  let best: [number, number] = [0, 0];
  for (let mask = 0; mask < 2 ** asked.pairings.length; mask++) {
    const chosen = asked.pairings.filter((_, i) => mask & (1 << i));
    if (!isWithin(asked, chosen)) continue;
    const worth = worthOf(asked, chosen);
    if (worth[0] > best[0] || (worth[0] === best[0] && worth[1] > best[1])) best = worth;
  }
  return best;
}

it('1 as good as the best of all choices', () => {
  fc.assert(
    fc.property(smallTask, (asked) => {
      const planned = plannedOf(planReviews(asked));
      expect(isWithin(asked, planned)).toBe(true);
      expect(worthOf(asked, planned)).toEqual(bestOf(asked));
    }),
    { numRuns: 300 },
  );
});

it('2 within capacity, nothing twice, in any order', () => {
  fc.assert(
    fc.property(smallTask, (asked) => {
      const plan = planReviews(asked);
      expect(new Set(idsOf(plan)).size).toBe(idsOf(plan).length);
      for (const { id, left } of asked.brokers) expect(plan.byBroker.get(id)?.length ?? 0).toBeLessThanOrEqual(left);
      const reversed = { ...asked, pairings: [...asked.pairings].reverse(), needs: [...asked.needs].reverse() };
      expect(planReviews({ ...reversed, brokers: [...asked.brokers].reverse() })).toEqual(plan);
    }),
    { numRuns: 100 },
  );
});

describe('3 needs without their reviews', () => {
  const unmetOf = (asked: ReviewTask) =>
    planReviews(asked).unmet.map(({ needId, given, reason }) => [needId, given, reason]);

  it('3 brokers are full: the first review of each before the second of any', () => {
    const pairings = [
      pairing('n1', 's1', 0.9),
      pairing('n1', 's2', 0.8),
      pairing('n2', 's1', 0.1),
      pairing('n2', 's2', 0.1),
    ];
    const asked = task(pairings, { brokers: [{ id: 'b1', left: 2 }] });
    expect(countBy(plannedOf(planReviews(asked)), ({ needId }) => needId)).toEqual(
      new Map([
        ['n1', 1],
        ['n2', 1],
      ]),
    );
    expect(unmetOf(asked)).toEqual([
      ['n1', 1, 'no-broker-capacity'],
      ['n2', 1, 'no-broker-capacity'],
    ]);
  });

  it('3 supplies are in enough reviews', () => {
    const asked = task([pairing('n1', 's1', 0.9), pairing('n2', 's1', 0.8)], { floor: 1, supplyLeft: () => 1 });
    expect(unmetOf(asked)).toEqual([['n2', 0, 'supply-quota']]);
    expect(unmetOf({ ...asked, brokers: [{ id: 'b1', left: 1 }] })).toEqual([['n2', 0, 'supply-quota']]);
  });

  it('3 the list is too short, or all of it decided', () => {
    const asked = task([pairing('n1', 's1')], {
      needs: [
        { id: 'n1', given: 0 },
        { id: 'n2', given: 1 },
        { id: 'n3', given: 2 },
        { id: 'n4', given: 0 },
      ],
    });
    expect(unmetOf(asked)).toEqual([
      ['n1', 1, 'too-few-pairings'],
      ['n2', 1, 'all-decided'],
      ['n4', 0, 'too-few-pairings'],
    ]);
  });
});

it('4 one broker reads a need', () => {
  const pairings = ['n1', 'n2'].flatMap((need) => ['s1', 's2'].map((supply) => pairing(need, supply)));
  const brokers = ['b1', 'b2'].map((id) => ({ id, left: 2 }));
  const { byBroker } = planReviews(task(pairings, { brokers }));
  expect([...byBroker.values()].map((mine) => new Set(mine.map(({ needId }) => needId)).size)).toEqual([1, 1]);
});

it('5 a city’s day', () => {
  const pairings = Array.from({ length: 20_000 }, (_, i) =>
    pairing(`n${i % 2000}`, `s${(i * 7919) % 3001}`, ((i * 104_729) % 997) / 997),
  );
  const brokers = Array.from({ length: 20 }, (_, i) => ({ id: `b${i}`, left: 60 }));
  const start = performance.now();
  const plan = planReviews(task(pairings, { brokers, floor: 3 }));
  expect(plannedOf(plan)).toHaveLength(1200);
  expect(performance.now() - start).toBeLessThan(20_000);
});

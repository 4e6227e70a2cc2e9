/**
 * 1 as many run at once as may; the others wait and follow in the order they came
 * 2 who has waited for too long is refused, and takes no place
 * 3 when as many wait as may, whoever comes is refused at once
 * 4 after all that it is as new
 * 5 callers take turns, however many requests one of them has
 * 6 when as many wait as may, who has few there takes the place of the last of who has most
 */
import { describe, expect, it, jest } from '@jest/globals';
import { Lane } from './lane.js';

const PATIENCE_MS = 1000;
const lane = (atOnce: number, waiting: number): Lane => new Lane({ atOnce, waiting, patienceMs: PATIENCE_MS });

describe('a lane', () => {
  it('1 lets through in order', async () => {
    const two = lane(2, 10);
    const began: string[] = [];
    const come = (name: string): Promise<void> => two.enter('a caller').then((may) => void (may && began.push(name)));
    const all = ['a', 'b', 'c', 'd'].map(come);
    await Promise.all(all.slice(0, 2));
    expect([began, two.waiting]).toEqual([['a', 'b'], 2]);
    two.leave();
    await all[2];
    expect(began).toEqual(['a', 'b', 'c']);
    two.leave();
    await all[3];
    expect([began, two.waiting]).toEqual([['a', 'b', 'c', 'd'], 0]);
  });

  it('2 refuses who waited too long', async () => {
    jest.useFakeTimers();
    try {
      const one = lane(1, 10);
      expect(await one.enter('a caller')).toBe(true);
      const late = one.enter('a caller');
      jest.advanceTimersByTime(PATIENCE_MS);
      expect(await late).toBe(false);
      expect(one.waiting).toBe(0);
      const next = one.enter('a caller');
      one.leave();
      expect(await next).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  it('3 and 4 refuses at once when it is full, until somebody leaves', async () => {
    const one = lane(1, 1);
    expect([one.isFullFor('a caller'), await one.enter('a caller')]).toEqual([false, true]);
    const second = one.enter('a caller');
    expect(one.isFullFor('a caller')).toBe(true);
    expect(await one.enter('a caller')).toBe(false);
    one.leave();
    expect([await second, one.isFullFor('a caller')]).toEqual([true, false]);
    one.leave();
    expect([await one.enter('a caller'), one.waiting]).toEqual([true, 0]);
  });

  it('5 gives callers turns', async () => {
    const one = lane(1, 10);
    await one.enter('busy');
    const began: string[] = [];
    const come = (caller: string, name: string): void =>
      void one.enter(caller).then((may) => void (may && began.push(name)));
    for (const [caller, name] of [
      ['busy', 'b1'],
      ['busy', 'b2'],
      ['busy', 'b3'],
      ['other', 'o1'],
      ['other', 'o2'],
      ['third', 't1'],
    ] as const) {
      come(caller, name);
    }
    while (one.waiting > 0) one.leave();
    await Promise.resolve();
    expect(began).toEqual(['b1', 'o1', 't1', 'b2', 'o2', 'b3']);
  });

  it('6 makes room for who has few there', async () => {
    const one = lane(1, 3);
    await one.enter('busy');
    const ends: string[] = [];
    const come = (caller: string, name: string): void =>
      void one.enter(caller).then((may) => ends.push(`${name} ${may ? 'runs' : 'refused'}`));
    ['b1', 'b2', 'b3'].forEach((name) => come('busy', name));
    expect([one.isFullFor('busy'), one.isFullFor('other')]).toEqual([true, false]);
    come('other', 'o1');
    // Now one has two there and the other one: making room would only turn that round.
    expect([one.waiting, one.isFullFor('busy'), one.isFullFor('other')]).toEqual([3, true, true]);
    expect(one.isFullFor('third')).toBe(false);
    while (one.waiting > 0) one.leave();
    await Promise.resolve();
    expect(ends).toEqual(['b3 refused', 'b1 runs', 'o1 runs', 'b2 runs']);
  });
});

/**
 * 1 as many run at once as may; the others wait and follow in the order they came
 * 2 who has waited for too long is refused, and takes no place
 * 3 when as many wait as may, whoever comes is refused at once
 * 4 after all that it is as new
 */
import { describe, expect, it, jest } from '@jest/globals';
import { Lane } from './lane.js';

const PATIENCE_MS = 1000;
const lane = (atOnce: number, waiting: number): Lane => new Lane({ atOnce, waiting, patienceMs: PATIENCE_MS });

describe('a lane', () => {
  it('1 lets through in order', async () => {
    const two = lane(2, 10);
    const began: string[] = [];
    const come = (name: string): Promise<void> => two.enter().then((may) => void (may && began.push(name)));
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
      expect(await one.enter()).toBe(true);
      const late = one.enter();
      jest.advanceTimersByTime(PATIENCE_MS);
      expect(await late).toBe(false);
      expect(one.waiting).toBe(0);
      const next = one.enter();
      one.leave();
      expect(await next).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  it('3 and 4 refuses at once when it is full, until somebody leaves', async () => {
    const one = lane(1, 1);
    expect([one.isFull, await one.enter()]).toEqual([false, true]);
    const second = one.enter();
    expect(one.isFull).toBe(true);
    expect(await one.enter()).toBe(false);
    one.leave();
    expect([await second, one.isFull]).toEqual([true, false]);
    one.leave();
    expect([await one.enter(), one.waiting]).toEqual([true, 0]);
  });
});

/**
 * Decisions held back for a moment.
 * 1 A decision is sent once, after the delay.
 * 2 Taken back before, it is never sent; after, there is nothing to take back.
 * 3 Deciding again on the same pairing sends only the later decision.
 * 4 Leaving the page sends everything at once.
 * 5 A decision that could not be sent is reported.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Outbox } from './outbox.js';
import type { Held } from './outbox.js';

const DELAY = 6000;
const accept = (pairingId: string): Held => ({ pairingId, decision: 'accept' });

describe('Outbox', () => {
  let sent: [Held, boolean][];
  let refused: Held[];
  let answer: () => Promise<void>;
  let outbox: Outbox;
  beforeEach(() => {
    jest.useFakeTimers();
    [sent, refused, answer] = [[], [], async () => undefined];
    outbox = new Outbox(
      DELAY,
      async (held, leaving) => {
        sent.push([held, leaving]);
        await answer();
      },
      (held) => refused.push(held),
    );
  });
  afterEach(() => void jest.useRealTimers());

  it('1 sends after the delay', () => {
    outbox.hold(accept('p'));
    jest.advanceTimersByTime(DELAY - 1);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(sent).toEqual([[accept('p'), false]]);
    jest.advanceTimersByTime(DELAY);
    expect(sent).toHaveLength(1);
  });

  it('2 takes back', () => {
    outbox.hold(accept('p'));
    expect(outbox.last).toEqual(accept('p'));
    expect(outbox.takeBack('p')).toEqual(accept('p'));
    jest.advanceTimersByTime(DELAY);
    expect(sent).toEqual([]);
    expect(outbox.takeBack('p')).toBeNull();
    expect(outbox.last).toBeNull();
  });

  it('3 keeps the later decision', () => {
    outbox.hold(accept('p'));
    jest.advanceTimersByTime(DELAY / 2);
    outbox.hold({ pairingId: 'p', decision: 'not-sure' });
    jest.advanceTimersByTime(DELAY);
    expect(sent.map(([held]) => held.decision)).toEqual(['not-sure']);
  });

  it('4 sends all when the page is left', () => {
    outbox.hold(accept('p'));
    outbox.hold(accept('q'));
    outbox.flush();
    expect(sent).toEqual([
      [accept('p'), true],
      [accept('q'), true],
    ]);
    expect(outbox.size).toBe(0);
  });

  it('5 reports what was refused', async () => {
    answer = () => Promise.reject(new Error('gone'));
    outbox.hold(accept('p'));
    await jest.advanceTimersByTimeAsync(DELAY);
    expect(refused).toEqual([accept('p')]);
  });
});

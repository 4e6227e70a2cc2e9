/**
 * 1 Every pair of state and move either leads to the states of this table or is illegal (409), and says what may be done.
 * 2 An outcome that the table does not name is refused, whoever decides it.
 * 3 Of every two states, one leads to the other exactly where this table says so.
 * 4 Nothing leads out of a record that is over; time's move is nobody's to make; each move by a person that judges needs a reason.
 */
import { describe, expect, it } from '@jest/globals';
import { DomainError, ERRORS, messageOf } from './errors.js';
import { afterMove, isOver, MOVES, moverOf, movesFrom, needsReason, outcomesOf, statesAfter } from './lifecycle.js';
import type { Move } from './lifecycle.js';
import { RECORD_STATES } from './records.js';
import type { RecordState } from './records.js';

/** Moves of each state that are left out are illegal. */
const TABLE: Record<RecordState, Partial<Record<Move, string>>> = {
  draft: {
    ...{ replace: 'draft', publish: 'published returned submitted expired' },
    ...{ withdraw: 'withdrawn', merge: 'withdrawn' },
  },
  submitted: {
    ...{ replace: 'submitted', confirm: 'published returned submitted expired', approve: 'published expired' },
    ...{ return: 'returned', reject: 'rejected', withdraw: 'withdrawn', merge: 'withdrawn' },
  },
  returned: {
    ...{ replace: 'returned', publish: 'published returned submitted expired' },
    ...{ approve: 'published submitted expired', reject: 'rejected', withdraw: 'withdrawn', merge: 'withdrawn' },
  },
  published: {
    ...{ replace: 'published returned submitted expired', return: 'returned', reconfirm: 'published' },
    ...{ solve: 'solved', withdraw: 'withdrawn', merge: 'withdrawn', expire: 'expired' },
  },
  expired: {
    ...{ replace: 'published returned submitted expired', reconfirm: 'published returned submitted expired' },
    ...{ solve: 'solved', withdraw: 'withdrawn', merge: 'withdrawn' },
  },
  withdrawn: { replace: 'withdrawn', publish: 'published returned submitted expired' },
  solved: {},
  rejected: {},
};
const CASES = RECORD_STATES.flatMap((from) =>
  MOVES.map((move) => [from, move, TABLE[from][move] ?? 'illegal'] as const),
);

describe('a move', () => {
  it.each(CASES)('1 %s, %s: %s', (from, move, to) => {
    if (to !== 'illegal') {
      expect(outcomesOf(from, move).join(' ')).toBe(to);
      return;
    }
    const refusal = thrownBy(() => outcomesOf(from, move));
    expect(refusal).toMatchObject({ code: 'illegal-move', params: { from, action: move } });
    expect(ERRORS['illegal-move'].status).toBe(409);
    for (const locale of ['zh', 'en'] as const) {
      const said = messageOf('illegal-move', refusal.params, locale);
      for (const named of [from, ...movesFrom(from)]) expect(said).toContain(named);
    }
  });

  it('2 does not lead elsewhere', () => {
    expect(afterMove('draft', 'publish', 'returned')).toBe('returned');
    expect(thrownBy(() => afterMove('draft', 'publish', 'solved')).code).toBe('illegal-move');
    expect(thrownBy(() => afterMove('published', 'reconfirm', 'expired')).code).toBe('illegal-move');
  });
});

const REACHED: Record<RecordState, string> = {
  draft: 'draft submitted returned published expired withdrawn',
  submitted: 'submitted returned published expired withdrawn rejected',
  returned: 'submitted returned published expired withdrawn rejected',
  published: 'submitted returned published expired withdrawn solved',
  expired: 'submitted returned published expired withdrawn solved',
  withdrawn: 'submitted returned published expired withdrawn',
  solved: '',
  rejected: '',
};
it.each(RECORD_STATES)('3 what a record that is %s may become', (from) => {
  expect(statesAfter(from).join(' ')).toBe(REACHED[from]);
});

it('4 who moves, and why', () => {
  expect(RECORD_STATES.filter(isOver)).toEqual(['solved', 'rejected']);
  expect(RECORD_STATES.flatMap(movesFrom)).not.toContain('expire');
  expect(MOVES.filter(needsReason)).toEqual(MOVES.filter((move) => moverOf(move) === 'reviewer'));
});

function thrownBy(run: () => unknown): DomainError {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/**
 * 1 Every pair of state and move either leads to the state of this table or is illegal (409).
 */
import { describe, expect, it } from '@jest/globals';
import { DomainError, ERRORS } from './errors.js';
import { afterMove } from './lifecycle.js';
import type { Move } from './lifecycle.js';
import { RECORD_STATES } from './records.js';
import type { RecordState } from './records.js';

const TABLE: Record<RecordState, Record<Move, RecordState | 'illegal'>> = {
  draft: { replace: 'draft', publish: 'published', withdraw: 'withdrawn' },
  submitted: { replace: 'submitted', publish: 'published', withdraw: 'withdrawn' },
  returned: { replace: 'returned', publish: 'published', withdraw: 'withdrawn' },
  published: { replace: 'published', publish: 'illegal', withdraw: 'withdrawn' },
  expired: { replace: 'expired', publish: 'published', withdraw: 'withdrawn' },
  withdrawn: { replace: 'withdrawn', publish: 'published', withdraw: 'illegal' },
  solved: { replace: 'illegal', publish: 'illegal', withdraw: 'illegal' },
  rejected: { replace: 'illegal', publish: 'illegal', withdraw: 'illegal' },
};
const CASES = RECORD_STATES.flatMap((from) =>
  Object.entries(TABLE[from]).map(([move, to]) => [from, move as Move, to] as const),
);

describe('afterMove', () => {
  it.each(CASES)('1 %s, %s: %s', (from, move, to) => {
    if (to !== 'illegal') {
      expect(afterMove(from, move)).toBe(to);
      return;
    }
    const refusal = thrownBy(() => afterMove(from, move));
    expect(refusal).toMatchObject({ code: 'illegal-move', params: { from, action: move } });
    expect(ERRORS['illegal-move'].status).toBe(409);
  });
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

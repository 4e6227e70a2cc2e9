import { DomainError } from './errors.js';
import type { RecordState } from './records.js';

/** Moves of a record, and the states each may start from. Anything else is illegal (409). */
const MOVES = {
  replace: ['draft', 'submitted', 'returned', 'published', 'expired', 'withdrawn'],
  publish: ['draft', 'submitted', 'returned', 'withdrawn', 'expired'],
  withdraw: ['draft', 'submitted', 'returned', 'published', 'expired'],
} as const satisfies Record<string, readonly RecordState[]>;
export type Move = keyof typeof MOVES;

const AFTER: Readonly<Record<Move, RecordState | 'same'>> = {
  replace: 'same',
  publish: 'published',
  withdraw: 'withdrawn',
};

/** State after a move. @throws DomainError `illegal-move` */
export function afterMove(from: RecordState, move: Move): RecordState {
  const allowed: readonly RecordState[] = MOVES[move];
  if (!allowed.includes(from)) throw new DomainError('illegal-move', { from, action: move });
  const to = AFTER[move];
  return to === 'same' ? from : to;
}

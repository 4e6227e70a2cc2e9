import { DomainError } from './errors.js';
import { RECORD_STATES } from './records.js';
import type { RecordState } from './records.js';

/**
 * Who makes a move. `poster`: whoever may change the record, its owner, an agent who posted it for the owner, or the
 * platform; `owner`: the organization it is of, nobody else; `reviewer`: a broker or the platform; `clock`: time.
 * Who merges one record into another is a poster of both.
 */
export type Mover = 'poster' | 'owner' | 'reviewer' | 'clock';

interface MoveDeclaration {
  by: Mover;
  /** Whether it says why: such a move needs a reason. */
  reason: boolean;
  /** Every state it may start from, and those it may lead to from there; which of them, the gate decides. */
  from: Readonly<Partial<Record<RecordState, readonly RecordState[]>>>;
}

/** Where a record may end up that is asked to be published: see gate.ts. */
const GATE = ['published', 'returned', 'submitted', 'expired'] as const;

/** THE STATE MACHINE of a record: its moves, and the states each may start from and lead to. Anything else is illegal (409). */
export const RECORD_MOVES = {
  replace: {
    by: 'poster',
    reason: false,
    from: {
      draft: ['draft'],
      submitted: ['submitted'],
      returned: ['returned'],
      published: GATE,
      // An edit that gives it new dates brings it back.
      expired: GATE,
      withdrawn: ['withdrawn'],
    },
  },
  publish: {
    by: 'poster',
    reason: false,
    from: { draft: GATE, returned: GATE, withdrawn: GATE },
  },
  confirm: { by: 'owner', reason: false, from: { submitted: GATE } },
  approve: {
    by: 'reviewer',
    reason: true,
    from: { submitted: ['published', 'expired'], returned: ['published', 'submitted', 'expired'] },
  },
  return: {
    by: 'reviewer',
    reason: true,
    from: { submitted: ['returned'], published: ['returned'] },
  },
  reject: {
    by: 'reviewer',
    reason: true,
    from: { submitted: ['rejected'], returned: ['rejected'] },
  },
  reconfirm: {
    by: 'poster',
    reason: false,
    from: { published: ['published'], expired: GATE },
  },
  solve: {
    by: 'poster',
    reason: false,
    from: { published: ['solved'], expired: ['solved'] },
  },
  withdraw: {
    by: 'poster',
    reason: false,
    from: {
      draft: ['withdrawn'],
      submitted: ['withdrawn'],
      returned: ['withdrawn'],
      published: ['withdrawn'],
      expired: ['withdrawn'],
    },
  },
  merge: {
    by: 'poster',
    reason: false,
    from: {
      draft: ['withdrawn'],
      submitted: ['withdrawn'],
      returned: ['withdrawn'],
      published: ['withdrawn'],
      expired: ['withdrawn'],
    },
  },
  expire: { by: 'clock', reason: false, from: { published: ['expired'] } },
} as const satisfies Readonly<Record<string, MoveDeclaration>>;
export type Move = keyof typeof RECORD_MOVES;
export const MOVES = Object.keys(RECORD_MOVES) as Move[];

const declared: Readonly<Record<Move, MoveDeclaration>> = RECORD_MOVES;

/** Moves that may start from a state, in the order of the table; those of the clock are nobody's to make. */
export const movesFrom = (state: RecordState): Move[] =>
  MOVES.filter((move) => declared[move].by !== 'clock' && declared[move].from[state] !== undefined);

/** States that some move leads to from this one. */
export const statesAfter = (state: RecordState): RecordState[] =>
  RECORD_STATES.filter((to) => MOVES.some((move) => declared[move].from[state]?.includes(to)));

/** Who makes a move, and whether it needs a reason. */
export const moverOf = (move: Move): Mover => declared[move].by;
export const needsReason = (move: Move): boolean => declared[move].reason;

/** Whether a state can still be left. Nothing leads out of the others, and a record in them changes no more. */
export const isOver = (state: RecordState): boolean => movesFrom(state).length === 0;

/**
 * States a move may lead to.
 * @throws DomainError `illegal-move`, naming the state and what may be done from it
 */
export function outcomesOf(from: RecordState, move: Move): readonly RecordState[] {
  const to = declared[move].from[from];
  if (to) return to;
  throw illegalMove(from, move);
}

/**
 * State after a move, held against the table: whoever decides between its outcomes cannot leave it.
 * @throws DomainError `illegal-move`
 */
export function afterMove(from: RecordState, move: Move, to: RecordState): RecordState {
  if (outcomesOf(from, move).includes(to)) return to;
  throw illegalMove(from, move);
}

/** A move that the table allows and the record's own circumstances do not. */
export function illegalMove(from: RecordState, move: Move): DomainError {
  const allowed = movesFrom(from).filter((one) => one !== move);
  return new DomainError('illegal-move', { from, action: move, allowed: allowed.join(', ') || '—' });
}

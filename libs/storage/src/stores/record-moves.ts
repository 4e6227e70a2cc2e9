import { atTheGate, chinaDay, DomainError, illegalMove, outcomesOf, prolonged, textHash } from '#matching';
import type { Gate, Move, Passage } from '#matching';
import { isUnconfirmed } from '../entities/record.entity.js';
import type { RecordEntity } from '../entities/record.entity.js';

/** How records come to be published, and for how long a word that they still hold is good. */
export interface RecordPolicy {
  gate: Gate;
  /** Days that a reconfirmation is good for. */
  validityDays: number;
}
export const DEFAULT_POLICY: RecordPolicy = { gate: 'automatic', validityDays: 365 };

/** On whose behalf a change is made: the organization a record is of, an agent who posted it for them, or the platform. */
export type Voice = 'owner' | 'agent' | 'platform';

/** Moves that people make of one record; `replace` brings new content, and `merge` needs another record. */
export type OwnMove = Exclude<Move, 'replace' | 'merge' | 'expire'>;

export interface MoveContext {
  actor: string;
  voice: Voice;
  /** Empty where the move needs none. */
  reason: string;
  policy: RecordPolicy;
  now: Date;
}

type Changes = Partial<RecordEntity> & Pick<RecordEntity, 'state'>;

/** Where a record comes out that is asked to be published, as it stands. */
export function passageOf(record: RecordEntity, policy: RecordPolicy, now: Date): Passage {
  const { kind, content, approval, hold } = record;
  const isApproved = approval !== null && approval.text === textHash(content);
  const submission = { kind, content, isApproved, isUnconfirmed: isUnconfirmed(record) };
  return atTheGate({ ...submission, wasReturnedByPerson: hold?.by === 'person' }, policy.gate, chinaDay(now));
}

/** What a move changes of a record. @throws DomainError `illegal-move`, `not-confirmed`, `nothing-to-confirm` */
export function changesBy(record: RecordEntity, move: OwnMove, context: MoveContext): Changes {
  outcomesOf(record.state, move);
  const { actor, voice, reason, policy, now } = context;
  const passed = (changes: Partial<RecordEntity>): Changes => ({
    ...changes,
    ...passageOf({ ...record, ...changes }, policy, now),
  });
  switch (move) {
    case 'publish':
      return passed({ mergedInto: null, ...(voice === 'owner' && confirmedBy(record, now)) });
    case 'confirm':
      if (!isUnconfirmed(record)) throw new DomainError('nothing-to-confirm');
      return passed({ confirmedAt: now });
    case 'approve':
      if (record.state === 'submitted' && isUnconfirmed(record)) throw new DomainError('not-confirmed');
      return passed({ approval: { text: textHash(record.content), actor, reason, at: now.toISOString() } });
    case 'return':
      return { state: 'returned', hold: { by: 'person', reason } };
    case 'reject':
      return { state: 'rejected', hold: { by: 'person', reason } };
    case 'reconfirm':
      return reconfirmed(record, policy, now);
    case 'solve':
      return { state: 'solved' };
    case 'withdraw':
      return { state: 'withdrawn' };
    default:
      throw illegalMove(record.state, move satisfies never);
  }
}

const confirmedBy = (record: RecordEntity, now: Date): Partial<RecordEntity> =>
  isUnconfirmed(record) ? { confirmedAt: now } : {};

/** What was public until its day came is so again at a word: its text passed the gate when it was written. */
function reconfirmed(record: RecordEntity, policy: RecordPolicy, now: Date): Changes {
  const content = prolonged(record.content, chinaDay(now), policy.validityDays);
  if (record.state === 'expired' && isUnconfirmed(record)) return { content, state: 'submitted', hold: null };
  return { content, state: 'published', hold: null };
}

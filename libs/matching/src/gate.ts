import { rubricOf } from './quality-rubric.js';
import type { Question } from './quality-rubric.js';
import type { RecordContent, RecordKind, RecordState } from './records.js';

/** How records come to be published: `automatic`, by the rubric alone; `review`, each by a person besides. */
export const GATES = ['automatic', 'review'] as const;
export type Gate = (typeof GATES)[number];

/** Why a record is held back: the rubric's question, or a person's words. */
export type Hold = ({ by: 'gate' } & Question) | { by: 'person'; reason: string };

/** What is asked to be published, and what has been said of it. */
export interface Submission {
  kind: RecordKind;
  content: RecordContent;
  /** Posted by an agent, and its owner has not confirmed it. */
  isUnconfirmed: boolean;
  /** A person let it pass as it is. */
  isApproved: boolean;
  /** A person returned it, so a person looks again. */
  wasReturnedByPerson: boolean;
}

export interface Passage {
  state: Extract<RecordState, 'published' | 'returned' | 'submitted' | 'expired'>;
  hold: Hold | null;
}

/** What becomes of a record that is asked to be published. @param today ISO 8601 day in China */
export function atTheGate(submission: Submission, gate: Gate, today: string): Passage {
  const { kind, content, isUnconfirmed, isApproved, wasReturnedByPerson } = submission;
  const { question } = rubricOf(kind, content);
  if (question && !isApproved) return { state: 'returned', hold: { by: 'gate', ...question } };
  if (isUnconfirmed) return { state: 'submitted', hold: null };
  if (!isApproved && (gate === 'review' || wasReturnedByPerson)) return { state: 'submitted', hold: null };
  return { state: hasEnded(content, today) ? 'expired' : 'published', hold: null };
}

/** What a submitted record waits for. */
export type Awaited = 'confirmation' | 'review';
export const awaitedBy = (state: RecordState, isUnconfirmed: boolean): Awaited | null =>
  state === 'submitted' ? (isUnconfirmed ? 'confirmation' : 'review') : null;

/** Whether the last day of a record's dates has passed. */
export const hasEnded = ({ validUntil }: RecordContent, today: string): boolean =>
  validUntil !== undefined && validUntil < today;

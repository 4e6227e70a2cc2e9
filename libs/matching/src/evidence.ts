import type { IndicatorOutcome } from './indicators/compare.js';
import type { CooperationMode } from './codes/cooperation-mode.js';

/** A range of UTF-16 units in the stored text at a JSON pointer of a record's content. */
export interface Span {
  path: string;
  start: number;
  end: number;
}

/** A stretch of stored text, quoted. */
export interface Quote {
  text: string;
  span: Span;
}

export interface SharedPhrase {
  text: string;
  need: Span;
  supply: Span;
}

/** Classifications whose distance is a signal. */
export const CODE_TREES = ['technical-field', 'industry', 'discipline', 'ipc'] as const;
export type CodeTree = (typeof CODE_TREES)[number];

/** A keyword that an owner added to the tags of a side whose text does not have it; a span is null on that side. */
export interface TaggedKeyword {
  text: string;
  need: Span | null;
  supply: Span | null;
  /** Whether the supply has it, in its text or its tags. */
  found: boolean;
}

/** Why a signal says what it says. Made by the signal; API, console and database show this same object. */
export type Evidence =
  | { kind: 'similar-meaning'; of: 'title' | 'body'; similarity: number }
  | { kind: 'shared-terms'; unit: 'character' | 'word'; terms: SharedPhrase[] }
  | { kind: 'shared-phrases'; phrases: SharedPhrase[] }
  | { kind: 'keywords'; found: SharedPhrase[]; missing: Quote[]; tagged?: TaggedKeyword[] | undefined }
  | { kind: 'nearest-codes'; tree: CodeTree; need: string; supply: string; sharedLevels: number }
  | { kind: 'maturity'; leastTrl: number; trl: number; declaredAs: 'trl' | 'stage' }
  | { kind: 'cooperation'; shared: CooperationMode[]; wanted: CooperationMode[]; offered: CooperationMode[] }
  | { kind: 'price'; budgetMax: number; priceMin: number }
  | { kind: 'region'; need: string; supply: string; sharedLevels: number }
  | { kind: 'indicators'; comparisons: { asked: Quote; stated: Quote | null; outcome: IndicatorOutcome }[] }
  | { kind: 'age'; completedOn: string; years: number };

/** A facility that takes an achievement to the readiness a need asks for. */
export interface ClosingFacility {
  id: string;
  title: string;
  /** Its own pairing with the need; null where nothing is stored. */
  pairingId: string | null;
}

/**
 * What the need asks and the supply does not show. `stated` is null where the supply is silent. `closedBy` is never stored:
 * it is told when the pairing is read, of facilities that are there then.
 */
export type Gap =
  | { kind: 'maturity'; asked: number; stated: number | null; closedBy?: ClosingFacility | undefined }
  | { kind: 'cooperation'; asked: CooperationMode[]; stated: CooperationMode[] }
  | { kind: 'price'; asked: number; stated: number | null }
  | { kind: 'indicators'; asked: Quote[]; stated: null }
  | { kind: 'indicators'; asked: Quote[]; stated: Quote; outcome: Exclude<IndicatorOutcome, 'satisfied'> }
  | { kind: 'region'; asked: string[]; stated: string | null }
  | { kind: 'ip'; asked: string; stated: null };

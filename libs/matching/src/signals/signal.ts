import type { Evidence } from '../evidence.js';
import type { AnyProfiled, ProfiledNeed, ProfiledSupply } from '../profile.js';
import type { SparseVector } from '../text/sparse-vector.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { SignalName } from './names.js';

/** Lexical form of a record, made once per record and statistics. */
export interface LexicalForm {
  title: Record<LexicalUnit, SparseVector>;
  body: Record<LexicalUnit, SparseVector>;
  whole: Record<LexicalUnit, SparseVector>;
}
export type LexicalUnit = 'character' | 'bigram' | 'word';

export interface SignalContext {
  statistics: TermStatistics;
  lexicalForm(profiled: AnyProfiled): LexicalForm;
}

/** What a signal read off a pair. `evidence` runs only for pairings that are kept. */
export interface Reading {
  /** 0 (against) to 1 (for). */
  value: number;
  evidence: () => Evidence;
}

/** One reason for or against a pairing. Raise `version` with any change of its values. */
export interface Signal {
  readonly name: SignalName;
  readonly version: number;
  /** The reading, or null ("unknown") when a side is silent. Missing is never 0. */
  read(need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext): Reading | null;
}

export const clampUnit = (value: number): number => Math.min(1, Math.max(0, value));

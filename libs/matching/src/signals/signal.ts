import type { Evidence } from '../evidence.js';
import type { AnyProfiled, ProfiledNeed, ProfiledSupply } from '../profile.js';
import type { NormalizedText } from '../text/normalize.js';
import type { SparseVector } from '../text/sparse-vector.js';
import type { TermStatistics } from '../text/term-statistics.js';
import type { SignalName } from './names.js';

export type LexicalUnit = 'character' | 'bigram' | 'word';
export type LexicalPart = 'title' | 'body' | 'whole';

/** A prose field of a record in comparable form, with the way back to the stored text. */
export interface NormalizedField extends NormalizedText {
  /** JSON pointer into the record's content. */
  path: string;
}

/** What lexical signals see of a record. */
export interface LexicalForm {
  /** Terms in text order, repeats kept. */
  terms(part: LexicalPart, unit: LexicalUnit): string[];
  /** The same as a unit TF-IDF vector. */
  vector(part: LexicalPart, unit: LexicalUnit): SparseVector;
  /** Term of each hash in the vectors of the whole record. */
  names(unit: LexicalUnit): ReadonlyMap<number, string>;
  fields(): NormalizedField[];
  /** Every bigram of the fields, to tell quickly that a phrase is not there. */
  bigrams(): ReadonlySet<string>;
}

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

import type { Evidence } from '../evidence.js';
import type { AnyProfiled, ProfiledNeed, ProfiledSupply } from '../profile.js';
import type { NormalizedText } from '../text/normalize.js';
import type { SparseVector } from '../text/sparse-vector.js';
import type { TermStatistics } from '../text/term-statistics.js';

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
  /** Mean of the vectors of title and body, over the parts the record has. */
  asked(unit: LexicalUnit): SparseVector;
  fields(): NormalizedField[];
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

/** One reason for or against a pairing. */
export interface Signal<Name extends string = string> {
  readonly name: Name;
  /** Raised with any change of its values. */
  readonly version: number;
  /**
   * How much it counts, 0 or more, until a fit has seen it; only ratios matter, since blending divides by what is known.
   * A fit starts from it and is pulled towards it.
   */
  readonly prior: number;
  /** The reading, or null ("unknown") when a side is silent. Missing is never 0. */
  read(need: ProfiledNeed, supply: ProfiledSupply, context: SignalContext): Reading | null;
}

/** Gives the signal its own name as a type, so that weights can be told apart by the compiler. */
export const signal = <const Name extends string>(own: Signal<Name>): Signal<Name> => own;

export const clampUnit = (value: number): number => Math.min(1, Math.max(0, value));

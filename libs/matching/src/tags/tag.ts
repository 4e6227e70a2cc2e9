import type { Span } from '../evidence.js';

export const TAG_KINDS = [
  'technical-field',
  'industry',
  'keyword',
  'material',
  'method',
  'effect',
  'product',
  'application',
  'indicator',
] as const;
export type TagKind = (typeof TAG_KINDS)[number];

/** `declared`: the owner said so; `rule`: read off the text by a pattern; `model`: guessed from records near in meaning. */
export const TAG_SOURCES = ['declared', 'rule', 'model'] as const;
export type TagSource = (typeof TAG_SOURCES)[number];

/** Raised with every change of what the rules find: tags made by older ones are made anew. */
export const TAG_RULES = 1;

/** One label (标签) of a record, and where it came from. */
export interface Tag {
  kind: TagKind;
  /** A code for technical fields and industries, words for the others. */
  value: string;
  source: TagSource;
  /** 0–1; 1 for what the owner declared. Of rules: how often such a pattern is right, in steps; of models: see inferField. */
  confidence: number;
  /** The stored characters it was read from; null where it stands nowhere: added by the owner, or guessed from the whole. */
  span: Span | null;
  /** What the owner did to it, where they did. */
  edit?: 'added' | 'confirmed';
}

export const TAG_EDITS = ['added', 'removed', 'confirmed'] as const;

/** What an owner said of one tag. It holds until they say otherwise, whatever the text and the rules become. */
export interface TagEdit {
  kind: TagKind;
  value: string;
  edit: (typeof TAG_EDITS)[number];
}

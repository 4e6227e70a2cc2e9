import type { Language } from './text/normalize.js';
import type { Tag, TagEdit } from './tags/tag.js';
import type { AnyRecord, NeedRecord, SupplyRecord } from './records.js';

/** 画像: what the engine understood of one revision of a record. */
export interface Profile {
  /** Hash of the content it was made from. */
  contentHash: string;
  language: Language;
  /** Segmented words in text order, repeats kept. */
  titleWords: string[];
  bodyWords: string[];
  tags: Tag[];
  /** What the owner said of its tags, as far as everyone may see it; `tags` are as that leaves them. */
  tagEdits: TagEdit[];
  /** How often the owner had edited the tags by then. */
  tagRevision: number;
  /** Identity of the embedding model, or null when the record was profiled without one. */
  model: string | null;
  /** Unit-length embeddings of title and body; null without a model, or for an empty text. */
  titleVector: Float32Array | null;
  bodyVector: Float32Array | null;
}

export interface Profiled<R extends AnyRecord> {
  record: R;
  profile: Profile;
}
export type ProfiledNeed = Profiled<NeedRecord>;
export type ProfiledSupply = Profiled<SupplyRecord>;
export type AnyProfiled = Profiled<AnyRecord>;

/** The one vector a record is found by: mean of title and body, unit length; null without a model. */
export function retrievalVector(profile: Pick<Profile, 'titleVector' | 'bodyVector'>): Float32Array | null {
  const vectors = [profile.titleVector, profile.bodyVector].filter((vector) => vector !== null);
  const first = vectors[0];
  if (!first) return null;
  const mean = new Float32Array(first.length);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0);
  let squares = 0;
  for (const value of mean) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  return mean.map((value) => value / length);
}

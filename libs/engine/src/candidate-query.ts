import type { CandidateQuery } from '#index';
import { queryTermsOf, retrievalVector } from '#matching';
import type { AnyProfiled, Engine } from '#matching';

/** Candidates that a ranking asks of each search. Twice the best 100 leaves room for what only one search finds. */
export const CANDIDATES = 200;

/** What the index is asked for a record's likely partners, before any constraint. */
export const candidateQueryOf = (anchor: AnyProfiled, engine: Engine, limit = CANDIDATES): CandidateQuery => ({
  vector: retrievalVector(anchor.profile),
  terms: queryTermsOf(anchor, engine),
  limit,
});

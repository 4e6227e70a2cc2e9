import type { CandidateIndex } from '#index';
import { suspect } from '#matching';
import type { AnyProfiled, Engine } from '#matching';
import type { FoundDuplicate, ProfileStore } from '#storage';
import { candidateQueryOf } from './candidate-query.js';

/** Candidates asked of each search: what says the same is among the very nearest. */
const CANDIDATES = 30;
/** Profiles the index does not show yet that a draft is still held against. */
const MOST_DIRTY = 100;
/** A person looks at these; a record with more is a template. */
const MOST_FOUND = 10;

/** Finds visible records of the same kind that say the same: candidates from the index, the truth from PostgreSQL. */
export class DuplicateFinder {
  constructor(
    private readonly index: CandidateIndex,
    private readonly profiles: ProfileStore,
  ) {}

  /** For a record the index shows, or did a moment ago. The likest first. */
  async find(anchor: AnyProfiled, engine: Engine): Promise<FoundDuplicate[]> {
    return this.among(await this.candidates(anchor, engine), anchor, engine);
  }

  /** For a text that is not stored. What was posted a moment ago and is not indexed yet counts too. */
  async findForDraft(draft: AnyProfiled, engine: Engine): Promise<FoundDuplicate[]> {
    const dirty = await this.profiles.dirtyIds([draft.record.kind], MOST_DIRTY);
    return this.among([...(await this.candidates(draft, engine)), ...dirty], draft, engine);
  }

  private candidates(anchor: AnyProfiled, engine: Engine): Promise<string[]> {
    return this.index.candidates(anchor.record.kind, candidateQueryOf(anchor, engine, CANDIDATES));
  }

  private async among(ids: readonly string[], anchor: AnyProfiled, { context }: Engine): Promise<FoundDuplicate[]> {
    const { id, kind } = anchor.record;
    const candidates = await this.profiles.load([...new Set(ids)]);
    return candidates
      .filter(({ record }) => record.id !== id && record.kind === kind)
      .flatMap((other) => {
        const suspected = suspect(anchor, other, context);
        return suspected ? [{ ...suspected, other }] : [];
      })
      .sort((a, b) => b.likeness - a.likeness || (a.other.record.id < b.other.record.id ? -1 : 1))
      .slice(0, MOST_FOUND);
  }
}

import type { CandidateIndex } from '#index';
import { dot, inferField, retrievalVector } from '#matching';
import type { Profile, RecordContent, Tag } from '#matching';
import type { ProfileStore } from '#storage';

/** Nearest records looked at on each side; those whose owners declared no field do not vote. */
const NEIGHBOURS = 30;

/** Guesses the technical field of a record that declares none, from matched records near in meaning that do. */
export class FieldInference {
  constructor(
    private readonly index: CandidateIndex,
    private readonly profiles: ProfileStore,
  ) {}

  /** None without a model, for a record that declares its field, and where its neighbours do not agree. */
  async tagsFor(recordId: string, content: RecordContent, profile: Profile): Promise<Tag[]> {
    const vector = retrievalVector(profile);
    if (!vector || (content.technicalFields ?? []).length > 0) return [];
    const query = { vector, terms: [], limit: NEIGHBOURS };
    const near = await Promise.all([this.index.candidates('achievement', query), this.index.candidates('need', query)]);
    const loaded = await this.profiles.load(near.flat().filter((id) => id !== recordId));
    const neighbours = loaded.flatMap((one) => {
      const other = one.profile.model === profile.model ? retrievalVector(one.profile) : null;
      const { technicalFields = [] } = one.record.content;
      return other ? [{ similarity: dot(vector, other), technicalFields }] : [];
    });
    const tag = inferField(neighbours);
    return tag ? [tag] : [];
  }
}

import { Injectable } from '@nestjs/common';
import { FieldInference, Profiler } from '#engine';
import { withTagEdits } from '#matching';
import { ProfileStore, TagStore } from '#storage';

/** Tags anew what older rules tagged. What else a profile holds stays, and no list is ranked anew: none reads these. */
@Injectable()
export class Retagging {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly profiler: Profiler,
    private readonly fields: FieldInference,
    private readonly tags: TagStore,
  ) {}

  /** @returns how many records were tagged anew */
  async some(limit: number): Promise<number> {
    const due = await this.profiles.load(await this.tags.taggedByOlderRules(limit));
    const made = [];
    for (const { record, profile } of due) {
      const { titleWords, bodyWords, tagEdits, tagRevision } = profile;
      const found = [
        ...this.profiler.tagsOf(record.content, titleWords, bodyWords),
        ...(await this.fields.tagsFor(record.id, record.content, profile)),
      ];
      const tags = withTagEdits(found, tagEdits, record.content);
      made.push({ recordId: record.id, contentHash: record.contentHash, tagRevision, tags });
    }
    if (made.length > 0) await this.tags.retag(made);
    return made.length;
  }
}

import { Injectable } from '@nestjs/common';
import { may, sightOf } from '#access';
import type { Principal } from '#access';
import { FieldInference, Profiler } from '#engine';
import { declaredTags, DomainError, TAG_KINDS, withTagEdits } from '#matching';
import type { RecordContent, Tag } from '#matching';
import { RecordStore, TagStore } from '#storage';
import type { RecordEntity, StoredTags, TagEdits } from '#storage';
import type { RecordProfile } from './profiles.schema.js';

/** What the caller sees of a record, and the edits that hold for it. */
interface Seen {
  blind: boolean;
  content: RecordContent;
  edits: TagEdits;
  stored: StoredTags | null;
}

/** Profiles of records, as far as the reader may see them. */
@Injectable()
export class RecordProfiles {
  constructor(
    private readonly records: RecordStore,
    private readonly tags: TagStore,
    private readonly profiler: Profiler,
    private readonly fields: FieldInference,
  ) {}

  /** @throws DomainError `not-found`, also when the record is not for the caller */
  async of(id: string, caller: Principal): Promise<RecordProfile> {
    const record = await this.records.findAnyKind(id);
    if (!record) throw notFound();
    const sight = sightOf(caller, record.kind, record);
    const isWhole = sight === 'whole' || sight === 'no-contact';
    const seen = isWhole ? await this.whole(record) : await this.shown(record);
    const { content, edits, stored } = seen;
    const tags = withTagEdits(stored?.tags ?? declaredTags(content), edits.edits, content);
    const editable = may(caller, 'update', record.kind, record);
    return {
      id,
      kind: record.kind,
      revision: record.revision,
      blind: seen.blind,
      organizationId: isWhole || !seen.blind ? record.organizationId : null,
      state: stored?.tagRevision === edits.revision ? 'ready' : 'pending',
      language: stored?.language ?? null,
      model: stored?.model ?? null,
      tags: inOrder(tags),
      removed: editable ? edits.edits.filter(({ edit }) => edit === 'removed') : [],
      editable,
    };
  }

  /** As everyone sees a matched record: nothing but what was made of what is shown of it. */
  private async shown(record: RecordEntity): Promise<Seen> {
    const [[shown], stored, edits] = await Promise.all([
      this.records.findVisible([record.id]),
      this.tags.shownTags(record.id),
      this.tags.matchedEdits(record),
    ]);
    if (!shown) throw notFound();
    return { blind: shown.blind, content: shown.content, edits, stored };
  }

  /** Of what is not public, or not profiled yet, a profile of the whole is made for this answer and not kept. */
  private async whole(record: RecordEntity): Promise<Seen> {
    const { id, content, contentHash, confidentiality } = record;
    const edits = await this.tags.editsOf(id);
    const kept = confidentiality === 'public' ? await this.tags.shownTags(id) : null;
    if (kept) return { blind: false, content, edits, stored: kept };
    const [made] = await this.profiler.profile([{ content, contentHash }]);
    if (!made) throw notFound();
    const tags = [...made.tags, ...(await this.fields.tagsFor(id, content, made))];
    const isAwaited = record.pipelineState === 'pending';
    const stored = { language: made.language, model: made.model, tags, tagRevision: isAwaited ? -1 : edits.revision };
    return { blind: false, content, edits, stored };
  }
}

const notFound = (): DomainError => new DomainError('not-found', { what: '记录 / record' });

const inOrder = (tags: readonly Tag[]): Tag[] =>
  [...tags].sort((a, b) => TAG_KINDS.indexOf(a.kind) - TAG_KINDS.indexOf(b.kind) || b.confidence - a.confidence);

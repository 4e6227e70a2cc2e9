import type { DataSource, EntityManager } from 'typeorm';
import { blindTagEdits, DomainError, TAG_RULES, tagKey } from '#matching';
import type { Language, RecordKind, Tag, TagEdit } from '#matching';
import { OrganizationEntity } from '../entities/organization.entity.js';
import { RecordEntity } from '../entities/record.entity.js';
import { audit } from './audit.js';
import { asDerived } from './derived.js';
import { nothingToDo } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { lockWithPartners } from './record-locks.js';

/** Most edits a record keeps. */
export const MOST_TAG_EDITS = 200;

/** Null takes back what was said of a tag: it is as the text and the rules make it. */
export type TagChange = Pick<TagEdit, 'kind' | 'value'> & { edit: TagEdit['edit'] | null };

export interface TagEdits {
  /** How often they were changed; 0 before there are any. */
  revision: number;
  edits: TagEdit[];
}

/** A profile as it is shown: what is known of a record's present content. */
export interface StoredTags {
  language: Language;
  model: string | null;
  tags: Tag[];
  /** Of the edits it was made of. */
  tagRevision: number;
}

/** What owners say of the tags of their records. Kept apart from profiles and revisions, so that neither undoes it. */
export class TagStore {
  constructor(private readonly source: DataSource) {}

  async editsOf(recordId: string): Promise<TagEdits> {
    return editsOf(this.source.manager, recordId);
  }

  /** The edits that a profile of what is matched of a record may hold: all of a public one's. */
  async matchedEdits(record: RecordEntity): Promise<TagEdits> {
    const { revision, edits } = await editsOf(this.source.manager, record.id);
    if (record.confidentiality === 'public' || edits.length === 0) return { revision, edits };
    const organization = await this.source.manager.findOneByOrFail(OrganizationEntity, { id: record.organizationId });
    return { revision, edits: blindTagEdits(edits, record.content, organization) };
  }

  /**
   * Keeps what the owner says of some tags; of two about the same tag the later stands. A matched record is then due to
   * be profiled and ranked again.
   * @throws DomainError `not-found`, `tags-full`
   */
  async edit(recordId: string, kind: RecordKind, changes: readonly TagChange[], actor: string): Promise<FollowUp> {
    return this.source.transaction(async (manager) => {
      await lockWithPartners(manager, [recordId]);
      const record = await manager.findOneBy(RecordEntity, { id: recordId, kind });
      if (!record) throw new DomainError('not-found', { what: '记录 / record' });
      const before = await editsOf(manager, recordId);
      const edits = new Map(before.edits.map((edit) => [tagKey(edit), edit]));
      for (const { kind: of, value, edit } of changes) {
        const key = tagKey({ kind: of, value });
        edits.delete(key);
        if (edit !== null) edits.set(key, { kind: of, value, edit });
      }
      if (edits.size > MOST_TAG_EDITS) throw new DomainError('tags-full', { limit: MOST_TAG_EDITS });
      await manager.query(
        `INSERT INTO tag_edits (record_id, revision, edits) VALUES ($1, 1, $2)
         ON CONFLICT (record_id) DO UPDATE SET revision = tag_edits.revision + 1, edits = excluded.edits, edited_at = now()`,
        [recordId, JSON.stringify([...edits.values()])],
      );
      await audit(manager, {
        actor,
        action: 'edit tags',
        subjectKind: kind,
        subjectId: recordId,
        revision: record.revision,
      });
      const [due]: [unknown[], number] = await manager.query(
        `UPDATE records r SET pipeline_state = 'pending', pipeline_at = now(), pipeline_error = NULL
         WHERE r.id = $1 AND is_matched(r) RETURNING r.id`,
        [recordId],
      );
      return { ...nothingToDo(), profile: due.length > 0 ? [{ recordId }] : [] };
    });
  }

  /** The tags everyone may see of a matched record, made of its present content; null while they are still to be made. */
  async shownTags(recordId: string): Promise<StoredTags | null> {
    const [row]: StoredTags[] = await this.source.query(
      `SELECT p.language, p.model, p.tags, p.tag_revision AS "tagRevision" FROM profiles p JOIN records r ON r.id = p.record_id
       WHERE r.id = $1 AND p.content_hash = r.content_hash AND p.tag_rules > 0 AND is_matched(r)`,
      [recordId],
    );
    return row ?? null;
  }

  /** Matched records whose tags were made by older rules. */
  async taggedByOlderRules(limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT r.id FROM profiles p JOIN records r ON r.id = p.record_id
       WHERE p.tag_rules < $1 AND p.content_hash = r.content_hash AND is_matched(r)
       ORDER BY r.id LIMIT $2`,
      [TAG_RULES, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Puts newly made tags into a profile that has not changed since. No ranking reads them: nothing is ranked anew. */
  async retag(
    made: readonly { recordId: string; contentHash: string; tagRevision: number; tags: Tag[] }[],
  ): Promise<void> {
    await this.source.transaction(async (manager) => {
      await asDerived(manager);
      await manager.query(
        `UPDATE profiles p SET tags = made.tags, tag_rules = $2
         FROM jsonb_to_recordset($1::jsonb) AS made ("recordId" uuid, "contentHash" text, "tagRevision" int, tags jsonb)
         WHERE p.record_id = made."recordId" AND p.content_hash = made."contentHash" AND p.tag_revision = made."tagRevision"`,
        [JSON.stringify(made), TAG_RULES],
      );
    });
  }
}

async function editsOf(manager: EntityManager, recordId: string): Promise<TagEdits> {
  const [row]: TagEdits[] = await manager.query('SELECT revision, edits FROM tag_edits WHERE record_id = $1', [
    recordId,
  ]);
  return row ?? { revision: 0, edits: [] };
}

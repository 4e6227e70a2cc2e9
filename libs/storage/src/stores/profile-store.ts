import { getHeapStatistics } from 'node:v8';
import type { DataSource } from 'typeorm';
import { RECORD_KINDS, SUPPLY_KINDS, TAG_RULES, textFieldsOf } from '#matching';
import type { AnyProfiled, AnyRecord, Profile, RecordContent, RecordKind, Side } from '#matching';
import { ProfileEntity } from '../entities/profile.entity.js';
import { asDerived } from './derived.js';
import { shownContent, shownRegion } from './shown-record.js';

/** What a kept profile takes in memory, with its lexical form, by the characters of its texts. */
const BYTES_A_CHARACTER = 40;
/** What a profile takes beside its texts, its vectors above all, in characters. */
const OVERHEAD_CHARACTERS = 100;
/** A need's terms are kept as those of its title, of its body, and of what both ask. */
const FORMS_OF_A_NEED = 2;
export const kindsOf = (side: Side): readonly RecordKind[] => (side === 'need' ? ['need'] : SUPPLY_KINDS);

interface RecordRow {
  id: string;
  kind: RecordKind;
  revision: number;
  content_hash: string;
  organization_id: string;
  region: string | null;
  revised_at: Date;
}

interface ProfileRow {
  record_id: string;
  kind: RecordKind;
  content_hash: string;
  language: Profile['language'];
  title_words: string[];
  body_words: string[];
  tags: Profile['tags'];
  tag_edits: Profile['tagEdits'];
  tag_revision: number;
  model: string | null;
  title_vector: Buffer | null;
  body_vector: Buffer | null;
  content: RecordContent;
}

/** A profile on its way into the index, or a record on its way out. */
export interface Dirty {
  recordId: string;
  kind: RecordKind;
  /** Null when the record must not be found any more. */
  profiled: AnyProfiled | null;
}

/** What never changes of one version of a record. The same objects are given out each time, so that what is derived
 * from them (lexical forms, indicators) can be kept with them. */
interface Cached {
  profile: Profile;
  content: RecordContent;
  characters: number;
}

export class ProfileStore {
  /** The least recently used first. */
  private readonly cache = new Map<string, Cached>();
  private cachedCharacters = 0;
  private readonly mostCharacters: number;

  /** @param memoryMib that profiles may take between rankings; 1,000 are for 40,000 supplies of 500 characters */
  constructor(
    private readonly source: DataSource,
    memoryMib = halfOfHeapMib(),
  ) {
    this.mostCharacters = (memoryMib * 2 ** 20) / BYTES_A_CHARACTER;
  }

  /**
   * Stores a profile if its record is still visible with that content and those edits of its tags, and makes the record
   * due to be ranked.
   * Gives false when the world has moved on.
   */
  async save(recordId: string, profile: Profile): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      await asDerived(manager);
      // Locked before the edits are read: a statement that had to wait for the lock would see them as they were before.
      await manager.query('SELECT 1 FROM records WHERE id = $1 FOR UPDATE', [recordId]);
      const current: unknown[] = await manager.query(
        `SELECT 1 FROM records r WHERE r.id = $1 AND r.content_hash = $2 AND is_matched(r)
           AND $3 = coalesce((SELECT revision FROM tag_edits WHERE record_id = r.id), 0)`,
        [recordId, profile.contentHash, profile.tagRevision],
      );
      if (current.length === 0) return false;
      const { titleVector, bodyVector, ...rest } = profile;
      await manager.upsert(
        ProfileEntity,
        {
          ...rest,
          recordId,
          titleVector: toBytes(titleVector),
          bodyVector: toBytes(bodyVector),
          tagRules: TAG_RULES,
          dirty: true,
        },
        ['recordId'],
      );
      await manager.query(
        `UPDATE records SET pipeline_state = 'profiled', pipeline_error = NULL, pipeline_at = now() WHERE id = $1`,
        [recordId],
      );
      return true;
    });
  }

  /** Those of the records that are visible and profiled at their present content, in no particular order. */
  async load(ids: readonly string[]): Promise<AnyProfiled[]> {
    if (ids.length === 0) return [];
    const rows: (RecordRow & Pick<ProfileRow, 'model' | 'tag_revision'>)[] = await this.source.query(
      `SELECT r.id, r.kind, r.revision, r.content_hash, r.organization_id, ${shownRegion('r', 'o')} AS region, r.revised_at, p.model,
         p.tag_revision
       FROM records r JOIN organizations o ON o.id = r.organization_id
       JOIN profiles p ON p.record_id = r.id AND p.content_hash = r.content_hash
       WHERE r.id = ANY($1) AND p.record_id = ANY($1) AND is_matched(r)`,
      [ids],
    );
    // Held until all are there: another ranking may take their place in the cache meanwhile.
    const held = new Map<string, Cached>();
    for (const row of rows) {
      const cached = this.cache.get(cacheKey(row));
      if (cached) held.set(cacheKey(row), cached);
    }
    const missing = rows.filter((row) => !held.has(cacheKey(row))).map(({ id }) => id);
    for (const [key, fetched] of await this.fetch(missing)) held.set(key, fetched);
    const loaded = rows.flatMap((row) => {
      const found = held.get(cacheKey(row));
      if (!found) return [];
      const { content, profile } = this.keep(cacheKey(row), found);
      return [{ record: toRecord(row, content), profile }];
    });
    for (const [key, { characters }] of this.cache) {
      if (this.cachedCharacters <= this.mostCharacters) break;
      this.cache.delete(key);
      this.cachedCharacters -= characters;
    }
    return loaded;
  }

  /** Whether more can be kept at hand without dropping others. */
  hasRoom(): boolean {
    return this.cachedCharacters < this.mostCharacters;
  }

  /** As the most recently used. Of two that were fetched at once the first stays, since others may have been given it. */
  private keep(key: string, found: Cached): Cached {
    const kept = this.cache.get(key);
    const cached = kept ?? found;
    this.cache.delete(key);
    this.cache.set(key, cached);
    if (!kept) this.cachedCharacters += cached.characters;
    return cached;
  }

  /** The present versions of these records. */
  private async fetch(ids: readonly string[]): Promise<Map<string, Cached>> {
    if (ids.length === 0) return new Map();
    const rows: ProfileRow[] = await this.source.query(
      `SELECT p.record_id, r.kind, p.content_hash, p.language, p.title_words, p.body_words, p.tags, p.tag_edits,
         p.tag_revision, p.model, p.title_vector,
         p.body_vector, ${shownContent('r')} AS content
       FROM profiles p JOIN records r ON r.id = p.record_id AND r.content_hash = p.content_hash
       WHERE p.record_id = ANY($1) AND is_matched(r)`,
      [ids],
    );
    return new Map(
      rows.map((row) => {
        const length = textFieldsOf(row.content).reduce((sum, { text }) => sum + text.length, 0);
        const characters = OVERHEAD_CHARACTERS + length * (row.kind === 'need' ? FORMS_OF_A_NEED : 1);
        return [cacheKey({ ...row, id: row.record_id }), { profile: toProfile(row), content: row.content, characters }];
      }),
    );
  }

  /** Profiled records of some kinds that the index may not show yet. */
  async dirtyIds(kinds: readonly RecordKind[], limit: number): Promise<string[]> {
    // The few dirty ones first: left to itself, PostgreSQL may look at every record of the side instead.
    const rows: { id: string }[] = await this.source.query(
      `SELECT r.id FROM unnest(ARRAY(SELECT record_id FROM profiles WHERE dirty)) AS dirty (id)
       JOIN records r ON r.id = dirty.id
       WHERE r.kind = ANY($1) AND is_matched(r) ORDER BY r.id LIMIT $2`,
      [kinds, limit],
    );
    return rows.map(({ id }) => id);
  }

  async dirtyCount(): Promise<number> {
    const [row]: { n: number }[] = await this.source.query('SELECT count(*)::int AS n FROM profiles WHERE dirty');
    return row?.n ?? 0;
  }

  /** The next profiles to bring into, or take out of, the index. */
  async dirty(limit: number): Promise<Dirty[]> {
    const rows: { id: string; kind: RecordKind }[] = await this.source.query(
      `SELECT r.id, r.kind FROM profiles p JOIN records r ON r.id = p.record_id WHERE p.dirty ORDER BY r.id LIMIT $1`,
      [limit],
    );
    const profiled = new Map((await this.load(rows.map(({ id }) => id))).map((one) => [one.record.id, one]));
    return rows.map(({ id, kind }) => ({ recordId: id, kind, profiled: profiled.get(id) ?? null }));
  }

  /** Marks what the index now shows; a record that changed meanwhile stays dirty. */
  async markClean(batch: readonly Dirty[]): Promise<void> {
    await this.source.query(
      `UPDATE profiles p SET dirty = false FROM records r, unnest($1::uuid[], $2::text[]) AS done (id, hash)
       WHERE p.record_id = done.id AND r.id = done.id
         AND CASE WHEN done.hash = '' THEN NOT (is_matched(r) AND p.content_hash = r.content_hash)
                  ELSE p.content_hash = done.hash AND is_matched(r) END`,
      [batch.map(({ recordId }) => recordId), batch.map(({ profiled }) => profiled?.profile.contentHash ?? '')],
    );
  }

  /** Makes the index be built anew, side by side with whatever it holds. */
  async markAllDirty(kinds: readonly RecordKind[] = RECORD_KINDS): Promise<void> {
    await this.source.query(
      `UPDATE profiles p SET dirty = true FROM records r WHERE r.id = p.record_id AND r.kind = ANY($1) AND NOT p.dirty`,
      [kinds],
    );
  }

  /** Makes these be brought in line with the index again. */
  async markDirty(ids: readonly string[]): Promise<void> {
    await this.source.query('UPDATE profiles SET dirty = true WHERE record_id = ANY($1)', [ids]);
  }

  /** Content hash of every profile the index should show, by record id. */
  async indexedHashes(kind: RecordKind): Promise<Map<string, string>> {
    const rows: { id: string; hash: string }[] = await this.source.query(
      `SELECT r.id, p.content_hash AS hash FROM profiles p JOIN records r ON r.id = p.record_id
       WHERE NOT p.dirty AND r.kind = $1 AND p.content_hash = r.content_hash AND is_matched(r)`,
      [kind],
    );
    return new Map(rows.map(({ id, hash }) => [id, hash]));
  }

  async count(kind: RecordKind): Promise<number> {
    const [row]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM profiles p JOIN records r ON r.id = p.record_id WHERE r.kind = $1 AND is_matched(r)`,
      [kind],
    );
    return row?.n ?? 0;
  }

  /** Some visible profiled records of a kind, the same ones each time: by a hash of their ids, which nothing else follows. */
  async sample(kind: RecordKind, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT r.id FROM profiles p JOIN records r ON r.id = p.record_id
       WHERE r.kind = $1 AND p.content_hash = r.content_hash AND is_matched(r) ORDER BY md5(r.id::text) LIMIT $2`,
      [kind, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Ids of visible profiled records of a kind in batches, for statistics. */
  async *ids(kind: RecordKind, batch: number): AsyncGenerator<string[]> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows: { id: string }[] = await this.source.query(
        `SELECT r.id FROM profiles p JOIN records r ON r.id = p.record_id
         WHERE r.kind = $1 AND is_matched(r) AND r.id > $2 ORDER BY r.id LIMIT $3`,
        [kind, after, batch],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map(({ id }) => id);
      after = last.id;
    }
  }
}

/** 2 GiB where there is memory enough; Node.js takes its heap's limit from the machine's, or the container's. */
const halfOfHeapMib = (): number => getHeapStatistics().heap_size_limit / 2 ** 21;

const cacheKey = (row: Pick<ProfileRow, 'content_hash' | 'model' | 'tag_revision'> & { id: string }): string =>
  `${row.id} ${row.content_hash} ${row.tag_revision} ${row.model ?? ''}`;

const toRecord = (row: RecordRow, content: RecordContent): AnyRecord => ({
  id: row.id,
  kind: row.kind,
  revision: row.revision,
  contentHash: row.content_hash,
  organizationId: row.organization_id,
  organizationRegion: row.region,
  content,
  revisedAt: row.revised_at,
});

const toProfile = (row: ProfileRow): Profile => ({
  contentHash: row.content_hash,
  language: row.language,
  titleWords: row.title_words,
  bodyWords: row.body_words,
  tags: row.tags,
  tagEdits: row.tag_edits,
  tagRevision: row.tag_revision,
  model: row.model,
  titleVector: fromBytes(row.title_vector),
  bodyVector: fromBytes(row.body_vector),
});

const toBytes = (vector: Float32Array | null): Buffer | null =>
  vector && Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

function fromBytes(bytes: Buffer | null): Float32Array | null {
  if (!bytes) return null;
  const copy = new Uint8Array(bytes);
  return new Float32Array(copy.buffer);
}

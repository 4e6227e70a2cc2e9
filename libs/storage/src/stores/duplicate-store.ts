import type { DataSource, EntityManager } from 'typeorm';
import { DomainError, DUPLICATES_VERSION, textHash } from '#matching';
import type { AnyProfiled, DuplicateEvidence, DuplicateVerdict, Span, SuspectedDuplicate } from '#matching';
import { audit } from './audit.js';
import { asDerived } from './derived.js';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

/** A suspicion, on its way into the store. */
export interface FoundDuplicate extends SuspectedDuplicate {
  other: AnyProfiled;
}

/** A record, and what says the same as far as is known. */
export interface CheckedForDuplicates {
  anchor: AnyProfiled;
  found: readonly FoundDuplicate[];
}

/** A suspected duplicate as the reader of one of the two records sees it. */
export interface DuplicateView {
  /** The other record, as anyone may see it. */
  record: PairedRecord;
  /** Revision of the reader's record that the suspicion is about. */
  revision: number;
  likeness: number;
  sameTitle: boolean;
  /** Cosine of the embeddings; null without a model. */
  similarity: number | null;
  phrases: { text: string; own: Span; other: Span }[];
  /** Null while nobody has said; pairs said to be different are not shown. */
  verdict: DuplicateVerdict | null;
}

/** Two suspected records, for whoever decides on them. */
export interface DuplicatePair {
  first: PairedRecord;
  second: PairedRecord;
  likeness: number;
  evidence: DuplicateEvidence;
}

export interface VerdictInput {
  verdict: DuplicateVerdict;
  note: string | null;
  judge: string;
}

/** Of two checks that find the same pair the second waits: both write the one row. */
const WRITER_LOCK = 6_427_006;

/** Pairs that hold: both records are visible and as they were when compared. */
const HOLDING = `duplicates d
  JOIN records a ON a.id = d.first_id AND a.content_hash = d.first_hash
  JOIN records b ON b.id = d.second_id AND b.content_hash = d.second_hash`;
/** The last word of a person on these two texts. */
const VERDICT = `(SELECT v.verdict FROM duplicate_verdicts v
  WHERE v.first_id = d.first_id AND v.second_id = d.second_id
    AND v.first_text = d.first_text AND v.second_text = d.second_text ORDER BY v.created_at DESC, v.id LIMIT 1)`;
const CHECKED = `p.content_hash || ' ${DUPLICATES_VERSION}'`;

/** Suspected duplicates and what people say of them. Nothing here merges records: that is a move of the record. */
export class DuplicateStore {
  constructor(private readonly source: DataSource) {}

  /** Puts what was found in the place of all earlier pairs of these records; those that have moved on are left out. */
  async replaceFor(checked: readonly CheckedForDuplicates[]): Promise<void> {
    await this.source.transaction(async (manager) => {
      await asDerived(manager);
      await manager.query('SELECT pg_advisory_xact_lock($1)', [WRITER_LOCK]);
      const versions = checked.map(({ anchor: { record } }) => record);
      const hashes = [versions.map(({ id }) => id), versions.map(({ contentHash }) => contentHash)];
      const rows: { id: string }[] = await manager.query(
        `SELECT r.id FROM records r JOIN unnest($1::uuid[], $2::text[]) AS checked (id, hash)
           ON r.id = checked.id AND r.content_hash = checked.hash WHERE is_matched(r)`,
        hashes,
      );
      const current = rows.map(({ id }) => id);
      await manager.query('DELETE FROM duplicates WHERE first_id = ANY($1) OR second_id = ANY($1)', [current]);
      for (const { anchor, found } of checked) {
        if (!current.includes(anchor.record.id)) continue;
        for (const { other, likeness, evidence } of found)
          await insert(manager, anchor.record, other.record, likeness, evidence);
      }
      await manager.query(
        `UPDATE profiles p SET duplicates_checked = ${CHECKED} FROM unnest($1::uuid[], $2::text[]) AS checked (id, hash)
         WHERE p.record_id = checked.id AND p.content_hash = checked.hash AND checked.id = ANY($3)`,
        [...hashes, current],
      );
    });
  }

  /** Of a visible or of one's own record: the suspected duplicates that anyone may see, the likest first, by record. */
  async of(recordIds: readonly string[]): Promise<Map<string, DuplicateView[]>> {
    const rows: {
      own: string;
      isFirst: boolean;
      revision: number;
      likeness: number;
      evidence: DuplicateEvidence;
      verdict: DuplicateVerdict | null;
      record: PairedRecord;
    }[] = await this.source.query(
      `SELECT * FROM (
         SELECT own.id AS own, own.id = d.first_id AS "isFirst", d.likeness, d.evidence, ${VERDICT} AS verdict,
           CASE WHEN own.id = d.first_id THEN d.first_revision ELSE d.second_revision END AS revision,
           ${shownRecord('r', 'o')} AS record
         FROM unnest($1::uuid[]) AS own (id)
         JOIN (${HOLDING}) ON own.id IN (d.first_id, d.second_id)
         JOIN records r ON r.id = CASE WHEN own.id = d.first_id THEN d.second_id ELSE d.first_id END AND is_matched(r)
         JOIN organizations o ON o.id = r.organization_id) found
       WHERE verdict IS DISTINCT FROM 'different'
       ORDER BY likeness DESC, record->>'id'`,
      [recordIds],
    );
    const byRecord = new Map<string, DuplicateView[]>(recordIds.map((id) => [id, []]));
    for (const { own, isFirst, evidence, ...row } of rows) {
      const { sameTitle, similarity } = evidence;
      const phrases = evidence.phrases.map(({ text, first, second }) => ({
        text,
        own: isFirst ? first : second,
        other: isFirst ? second : first,
      }));
      byRecord.get(own)?.push({ ...row, sameTitle, similarity, phrases });
    }
    return byRecord;
  }

  /** A page of the pairs nobody has decided on, the likest first. */
  async undecided(limit: number, offset: number): Promise<{ pairs: DuplicatePair[]; total: number }> {
    const where = `FROM ${HOLDING} JOIN organizations ao ON ao.id = a.organization_id
      JOIN organizations bo ON bo.id = b.organization_id
      WHERE is_matched(a) AND is_matched(b) AND ${VERDICT} IS NULL`;
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${where}`);
    const pairs: DuplicatePair[] = await this.source.query(
      `SELECT ${shownRecord('a', 'ao')} AS first, ${shownRecord('b', 'bo')} AS second, d.likeness, d.evidence ${where}
       ORDER BY d.likeness DESC, d.first_id, d.second_id LIMIT $1 OFFSET $2`,
      [limit, offset],
    );
    return { pairs, total: row?.n ?? 0 };
  }

  /**
   * Keeps a person's word on two records. It holds until either text changes; a later word replaces it.
   * @throws DomainError `not-found` when these two are not suspected, or either may not be shown
   */
  async judge(recordId: string, otherId: string, { verdict, note, judge }: VerdictInput): Promise<void> {
    await this.source.transaction(async (manager) => {
      const ids = [recordId, otherId].sort();
      const kept: { id: string; kind: string }[] = await manager.query(
        `INSERT INTO duplicate_verdicts (first_id, second_id, first_text, second_text, verdict, note, judge, created_at)
         SELECT d.first_id, d.second_id, d.first_text, d.second_text, $3, $4, $5, clock_timestamp() FROM ${HOLDING}
         WHERE d.first_id = $1 AND d.second_id = $2 AND is_matched(a) AND is_matched(b) RETURNING id`,
        [...ids, verdict, note, judge],
      );
      if (!kept[0]) throw new DomainError('not-found', { what: '疑似重复 / suspected duplicate' });
      const subject = { subjectKind: 'duplicate-verdict', subjectId: kept[0].id, revision: null };
      await audit(manager, { actor: judge, action: `duplicate ${verdict}`, ...subject });
    });
  }

  /** Of these records, or of all: those the index shows whose duplicates are still to be looked for. */
  async due(limit: number, among: readonly string[] | null = null): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT r.id FROM profiles p
       JOIN records r ON r.id = p.record_id AND r.content_hash = p.content_hash
       WHERE NOT p.dirty AND p.duplicates_checked IS DISTINCT FROM ${CHECKED} AND is_matched(r)
         AND ($2::uuid[] IS NULL OR r.id = ANY($2)) ORDER BY r.id LIMIT $1`,
      [limit, among],
    );
    return rows.map(({ id }) => id);
  }

  /** Records that left the index: should they come back, others may have been posted meanwhile. */
  async forget(recordIds: readonly string[]): Promise<void> {
    await this.source.query('UPDATE profiles SET duplicates_checked = NULL WHERE record_id = ANY($1)', [recordIds]);
  }
}

type Compared = AnyProfiled['record'];

async function insert(
  manager: EntityManager,
  one: Compared,
  other: Compared,
  likeness: number,
  evidence: DuplicateEvidence,
): Promise<void> {
  const inOrder = one.id < other.id;
  const [first, second] = inOrder ? [one, other] : [other, one];
  const phrases = evidence.phrases.map((phrase) =>
    inOrder ? phrase : { text: phrase.text, first: phrase.second, second: phrase.first },
  );
  await manager.query(
    `INSERT INTO duplicates (first_id, second_id, first_revision, second_revision, first_hash, second_hash, first_text,
       second_text, likeness, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT DO NOTHING`,
    [
      ...[first.id, second.id, first.revision, second.revision, first.contentHash, second.contentHash],
      ...[textHash(first.content), textHash(second.content), likeness, JSON.stringify({ ...evidence, phrases })],
    ],
  );
}

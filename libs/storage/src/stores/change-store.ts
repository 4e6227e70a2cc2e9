import type { DataSource, EntityManager } from 'typeorm';
import { RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

export const RECORD_CHANGES = ['created', 'updated', 'withdrawn'] as const;
export type RecordChange = (typeof RECORD_CHANGES)[number];

/** One step of the feed of what everyone may see. */
export interface FeedItem {
  /** Where it stands in the feed; what comes after it is asked for by it. */
  cursor: string;
  kind: RecordKind;
  id: string;
  change: RecordChange;
  at: Date;
  /** The record as everyone may see it now; null for one that is not to be seen any more. */
  record: PairedRecord | null;
}

/** Any fixed number: whoever holds it gives places in the feed, so that they become visible in their order. */
const DISPATCH_LOCK = 6_427_004;
/** Changes that get their place in one transaction. */
const BATCH = 1000;
/** Names of organizations that were changed so recently are compared with what was told of their records. */
const RENAMED_WITHIN = '10 minutes';
const KEEP = '30 days';

/** What changed, in the order in which others may learn of it. The changes themselves are written by triggers. */
export class ChangeStore {
  constructor(private readonly source: DataSource) {}

  /**
   * Gives committed changes their place in the feed, and each webhook that wants and may have them a delivery, one
   * process at a time.
   * @returns how many; 0 also when another process is at it
   */
  async dispatch(): Promise<number> {
    return this.source.transaction(async (manager) => {
      if (!(await isDispatcher(manager))) return 0;
      const due: { id: string }[] = await manager.query(
        `WITH due AS (SELECT id, kind FROM changes WHERE NOT dispatched ORDER BY id LIMIT ${BATCH}),
           placed AS (SELECT id, CASE WHEN kind <> 'case' THEN nextval('change_positions') END AS position FROM due),
           done AS (UPDATE changes c SET dispatched = true, position = placed.position FROM placed
                    WHERE c.id = placed.id RETURNING c.id)
         SELECT id FROM done`,
      );
      if (due.length === 0) return 0;
      await manager.query(
        `INSERT INTO webhook_deliveries (webhook_id, change_id, subject_id)
         SELECT w.id, c.id, c.subject_id FROM changes c
         JOIN webhooks w ON w.active
           AND CASE c.kind WHEN 'case' THEN 'case.' ELSE 'record.' END || c.change = ANY(w.types)
         JOIN accounts a ON a.id = w.account_id AND NOT a.disabled
         LEFT JOIN cases k ON c.kind = 'case' AND k.id = c.subject_id
         WHERE c.id = ANY($1)
           AND (c.kind <> 'case' OR a.role = 'operator'
                OR w.organization_id IN (k.need_organization_id, k.supply_organization_id))
         ORDER BY c.id, w.id`,
        [due.map(({ id }) => id)],
      );
      return due.length;
    });
  }

  /**
   * Notes the records of organizations that changed their name or region: no row of theirs was touched. Rows that
   * someone else is changing are left to the next time.
   */
  async noteRenamed(): Promise<void> {
    await this.source.transaction(async (manager) => {
      const locked: { id: string }[] = await manager.query(
        `SELECT r.id FROM records r JOIN organizations o ON o.id = r.organization_id
         WHERE o.revision > 1 AND o.updated_at > now() - interval '${RENAMED_WITHIN}'
         ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED`,
      );
      // Read again: what was committed while a lock was waited for is seen only by a later statement.
      await manager.query('SELECT note_record_change(r) FROM records r WHERE r.id = ANY($1) ORDER BY r.id', [
        locked.map(({ id }) => id),
      ]);
    });
  }

  /** Forgets what later changes of the same records have replaced, and deliveries that ended, once both are old. */
  async forgetOld(): Promise<void> {
    await this.source.query(
      `DELETE FROM webhook_deliveries WHERE state <> 'waiting' AND ended_at < now() - interval '${KEEP}'`,
    );
    await this.source.query(
      `DELETE FROM changes c WHERE c.dispatched AND c.at < now() - interval '${KEEP}'
         AND EXISTS (SELECT FROM changes later WHERE later.subject_id = c.subject_id AND later.id > c.id AND later.dispatched)
         AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.change_id = c.id)`,
    );
  }

  /** What follows a place in the feed, in its order; '0' stands before everything. */
  async feed(after: string, limit: number): Promise<FeedItem[]> {
    return this.source.query(
      `SELECT c.position::text AS cursor, c.kind, c.subject_id AS id,
         CASE WHEN shown.record IS NULL THEN 'withdrawn' ELSE c.change END AS change, c.at, shown.record
       FROM changes c LEFT JOIN LATERAL (
         SELECT ${shownRecord('r', 'o')} AS record FROM records r JOIN organizations o ON o.id = r.organization_id
         WHERE r.id = c.subject_id AND c.change <> 'withdrawn' AND is_matched(r)) shown ON true
       WHERE c.position > $1::bigint AND c.kind = ANY($3) ORDER BY c.position LIMIT $2`,
      [after, limit, RECORD_KINDS],
    );
  }
}

async function isDispatcher(manager: EntityManager): Promise<boolean> {
  const [row]: { mine: boolean }[] = await manager.query('SELECT pg_try_advisory_xact_lock($1) AS mine', [
    DISPATCH_LOCK,
  ]);
  return row?.mine === true;
}

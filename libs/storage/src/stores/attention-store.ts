import type { DataSource } from 'typeorm';
import { chinaDay, dayAfter } from '#matching';
import type { Hold, RecordKind, RecordState } from '#matching';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

export const NOTICE_KINDS = ['to-confirm', 'returned', 'ending', 'expired', 'rejected'] as const;
/**
 * `to-confirm`: an agent posted it for one's organization; `returned`, `rejected`: why, is in `hold`; `ending`: its last
 * day is near; `expired`: it is on no list until it is confirmed.
 */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What an organization is told of one of its records, or of one it posted for another. */
export interface Notice {
  notice: NoticeKind;
  id: string;
  kind: RecordKind;
  state: RecordState;
  title: string;
  /** Last day, ISO 8601; null: without an end. */
  validUntil: string | null;
  hold: Hold | null;
  revisedAt: Date;
}

/** A record that waits for a reviewer, as everyone would see it. */
export interface HeldRecord {
  record: PairedRecord;
  state: Extract<RecordState, 'submitted' | 'returned'>;
  hold: Hold | null;
  revisedAt: Date;
}

/** What is over for longer than this is not brought up any more. */
const REMEMBERED_DAYS = 90;

const UNCONFIRMED = `(r.agent_organization_id IS NOT NULL AND r.agent_organization_id <> r.organization_id
  AND r.confirmed_at IS NULL)`;

/** Records that wait for someone: for their poster, or for whoever keeps the gate. */
export class AttentionStore {
  constructor(private readonly source: DataSource) {}

  /** The most urgent first. @param remindDays days before its end that a record is brought up */
  async noticesOf(
    organizationId: string,
    now: Date,
    remindDays: number,
    limit: number,
    offset = 0,
  ): Promise<{ notices: Notice[]; total: number }> {
    const today = chinaDay(now);
    const days = [today, dayAfter(today, remindDays), dayAfter(today, -REMEMBERED_DAYS)];
    const parameters = [organizationId, ...days];
    const [counted]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM (${NOTICES}) found WHERE notice IS NOT NULL`,
      parameters,
    );
    const notices: Notice[] = await this.source.query(
      `SELECT * FROM (${NOTICES}) found WHERE notice IS NOT NULL
       ORDER BY array_position($5::text[], notice), "validUntil", id LIMIT $6 OFFSET $7`,
      [...parameters, NOTICE_KINDS, limit, offset],
    );
    return { notices, total: counted?.n ?? 0 };
  }

  /** Records of a kind that wait for a reviewer, the longest waiting first; sealed ones and those not confirmed aside. */
  async heldBack(kind: RecordKind, limit: number, offset: number): Promise<{ held: HeldRecord[]; total: number }> {
    const where = `FROM records r JOIN organizations o ON o.id = r.organization_id
      WHERE r.kind = $1 AND r.state IN ('submitted', 'returned') AND NOT ${UNCONFIRMED}
        AND (r.confidentiality = 'public' OR (r.confidentiality = 'on-request' AND r.blind IS NOT NULL))`;
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${where}`, [kind]);
    const held: HeldRecord[] = await this.source.query(
      `SELECT ${shownRecord('r', 'o')} AS record, r.state, r.hold, r.revised_at AS "revisedAt" ${where}
       ORDER BY r.revised_at, r.id LIMIT $2 OFFSET $3`,
      [kind, limit, offset],
    );
    return { held, total: row?.n ?? 0 };
  }
}

/** $1 organization; $2 today, $3 the last day to remind of, $4 the first day still remembered: ISO 8601, in China. */
const NOTICES = `
  SELECT r.id, r.kind, r.state, r.content->>'title' AS title, r.valid_until AS "validUntil", r.hold,
    r.revised_at AS "revisedAt",
    CASE
      WHEN r.state = 'submitted' AND ${UNCONFIRMED} AND r.organization_id = $1 THEN 'to-confirm'
      WHEN r.state = 'returned' THEN 'returned'
      WHEN r.state IN ('published', 'expired') AND r.valid_until < $2 AND r.valid_until >= $4 THEN 'expired'
      WHEN r.state = 'published' AND r.valid_until BETWEEN $2 AND $3 THEN 'ending'
      WHEN r.state = 'rejected' AND to_char(r.revised_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') >= $4 THEN 'rejected'
    END AS notice
  FROM records r
  WHERE (r.organization_id = $1 OR r.agent_organization_id = $1)
    AND r.state IN ('submitted', 'returned', 'published', 'expired', 'rejected')`;

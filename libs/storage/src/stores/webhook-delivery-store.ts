import type { DataSource } from 'typeorm';
import type { RecordKind } from '#matching';
import type { WebhookType } from './webhook-store.js';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message to one webhook, as its owner sees how it went. */
export interface WebhookDelivery {
  id: number;
  eventId: string;
  type: WebhookType;
  subjectId: string;
  state: DeliveryState;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  at: Date;
  nextAt: Date | null;
  endedAt: Date | null;
}

/** A message to be sent now, with what may be told at this moment. */
export interface ClaimedDelivery {
  id: number;
  attempts: number;
  url: string;
  secret: string;
  eventId: string;
  type: WebhookType;
  kind: RecordKind | 'case';
  subjectId: string;
  at: Date;
  /** Place in the feed; null for a case. */
  cursor: string | null;
  record: PairedRecord | null;
  /** Of a case: its two records and the stages it moved between. */
  case: { needId: string; supplyId: string; from: string | null; to: string } | null;
}

/** How a try ended. `endpoint`: the receiver as a whole does not answer; `message`: it does not take this one. */
export type DeliveryResult =
  { outcome: 'delivered'; status: number } | DeliveryFailure | { outcome: 'gone'; status: number };
export interface DeliveryFailure {
  outcome: 'failed';
  fault: 'endpoint' | 'message';
  status: number | null;
  error: string | null;
}

/** A worker that vanished with messages in hand gives them back after this. */
const CLAIM = '60 seconds';
/** Messages sent at the same time. */
const AT_ONCE = 8;

/** Messages to webhooks, from the change on to the receiver's answer. */
export class WebhookDeliveryStore {
  constructor(
    private readonly source: DataSource,
    private readonly policy: { retrySeconds: number; attempts: number; disableAfterHours: number },
  ) {}

  /** Webhooks that have something to be sent now. */
  async due(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT w.id FROM webhooks w WHERE w.active AND w.next_at <= now() AND EXISTS (
         SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.next_at <= now()
           AND (d.claimed_until IS NULL OR d.claimed_until < now()))`,
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes the next messages of a webhook: of each record or case the oldest that waits, so that they arrive in order;
   * while the receiver does not answer, one alone. What the account may
   * not know any more, or while it is disabled, waits.
   */
  async claim(webhookId: string): Promise<ClaimedDelivery[]> {
    const claimed: [{ id: string }[], number] = await this.source.query(
      `UPDATE webhook_deliveries SET claimed_until = now() + interval '${CLAIM}', attempts = attempts + 1 WHERE id IN (
         SELECT d.id FROM webhook_deliveries d
         JOIN webhooks w ON w.id = d.webhook_id AND w.active AND w.next_at <= now()
         JOIN accounts a ON a.id = w.account_id AND NOT a.disabled
         LEFT JOIN cases k ON k.id = d.subject_id
         WHERE d.webhook_id = $1 AND d.state = 'waiting' AND d.next_at <= now()
           AND (k.id IS NULL OR a.role = 'operator'
                OR w.organization_id IN (k.need_organization_id, k.supply_organization_id))
           AND (d.claimed_until IS NULL OR d.claimed_until < now())
           AND NOT EXISTS (SELECT FROM webhook_deliveries e WHERE e.webhook_id = d.webhook_id AND e.state = 'waiting'
                           AND e.subject_id = d.subject_id AND e.change_id < d.change_id)
         ORDER BY d.change_id
         LIMIT (SELECT CASE WHEN failures > 0 THEN 1 ELSE ${AT_ONCE} END FROM webhooks WHERE id = $1)
         FOR UPDATE OF d SKIP LOCKED)
       RETURNING id`,
      [webhookId],
    );
    return this.source.query(
      `SELECT d.id::int, d.attempts, w.url, w.secret, c.event_id AS "eventId", ${TYPE} AS type, c.kind,
         c.subject_id AS "subjectId", c.at, c.position::text AS cursor, shown.record,
         CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('needId', k.need_id, 'supplyId', k.supply_id,
           'from', c.detail->'from', 'to', c.detail->'to') END AS case
       FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id JOIN changes c ON c.id = d.change_id
       LEFT JOIN cases k ON c.kind = 'case' AND k.id = c.subject_id
       LEFT JOIN LATERAL (
         SELECT ${shownRecord('r', 'o')} AS record FROM records r JOIN organizations o ON o.id = r.organization_id
         WHERE r.id = c.subject_id AND c.change <> 'withdrawn' AND is_matched(r)) shown ON true
       WHERE d.id = ANY($1) ORDER BY d.change_id`,
      [claimed[0].map(({ id }) => id)],
    );
  }

  /** Notes how a try ended, and when there will be another. */
  async note(webhookId: string, { id, attempts }: ClaimedDelivery, result: DeliveryResult): Promise<void> {
    if (result.outcome === 'delivered') {
      await this.source.query(
        `WITH done AS (UPDATE webhook_deliveries SET state = 'delivered', claimed_until = NULL, last_status = $3,
           last_error = NULL, ended_at = now() WHERE id = $2)
         UPDATE webhooks SET failures = 0, failing_since = NULL, next_at = now() WHERE id = $1 AND failing_since IS NOT NULL`,
        [webhookId, id, result.status],
      );
      return;
    }
    if (result.outcome === 'gone') {
      await this.source.query(
        `WITH noted AS (UPDATE webhook_deliveries SET claimed_until = NULL, last_status = $3 WHERE id = $2)
         UPDATE webhooks SET active = false, ended = 'gone' WHERE id = $1`,
        [webhookId, id, result.status],
      );
      return;
    }
    const isDead = attempts >= this.policy.attempts;
    await this.source.query(
      `UPDATE webhook_deliveries SET state = $2, claimed_until = NULL, last_status = $3, last_error = $4,
         next_at = now() + make_interval(secs => $5), ended_at = CASE WHEN $2 = 'dead' THEN now() END WHERE id = $1`,
      [id, isDead ? 'dead' : 'waiting', result.status, result.error, this.waitAfter(attempts)],
    );
    if (result.fault === 'endpoint') {
      const [row]: [{ failures: number }[], number] = await this.source.query(
        'UPDATE webhooks SET failures = failures + 1 WHERE id = $1 RETURNING failures',
        [webhookId],
      );
      await this.source.query(
        `UPDATE webhooks SET next_at = greatest(next_at, now() + make_interval(secs => $2)) WHERE id = $1`,
        [webhookId, this.waitAfter(row[0]?.failures ?? 1)],
      );
    }
    await this.source.query('UPDATE webhooks SET failing_since = coalesce(failing_since, now()) WHERE id = $1', [
      webhookId,
    ]);
    if (!isDead) return;
    await this.source.query(
      `UPDATE webhooks SET active = false, ended = 'failing'
       WHERE id = $1 AND active AND failing_since <= now() - make_interval(hours => $2)`,
      [webhookId, this.policy.disableAfterHours],
    );
  }

  /** A page of a webhook's messages, newest first. */
  async list(
    webhookId: string,
    { state, limit, offset }: { state: DeliveryState | null; limit: number; offset: number },
  ): Promise<{ total: number; deliveries: WebhookDelivery[] }> {
    const where = 'WHERE d.webhook_id = $1 AND ($2::text IS NULL OR d.state = $2)';
    const [row]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM webhook_deliveries d ${where}`,
      [webhookId, state],
    );
    const deliveries: WebhookDelivery[] = await this.source.query(
      `SELECT d.id::int, c.event_id AS "eventId", ${TYPE} AS type, d.subject_id AS "subjectId", d.state, d.attempts,
         d.last_status AS "lastStatus", d.last_error AS "lastError", c.at,
         CASE WHEN d.state = 'waiting' THEN d.next_at END AS "nextAt", d.ended_at AS "endedAt"
       FROM webhook_deliveries d JOIN changes c ON c.id = d.change_id ${where}
       ORDER BY d.id DESC LIMIT $3 OFFSET $4`,
      [webhookId, state, limit, offset],
    );
    return { total: row?.n ?? 0, deliveries };
  }

  /** Sends again: the messages named, or all dead ones. @returns how many */
  async replay(webhookId: string, ids: readonly number[] | null): Promise<number> {
    const [rows]: [unknown[], number] = await this.source.query(
      `WITH asked AS (UPDATE webhooks SET next_at = now(), failures = 0 WHERE id = $1 AND active)
       UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, next_at = now(), claimed_until = NULL, ended_at = NULL
       WHERE webhook_id = $1 AND CASE WHEN $2::bigint[] IS NULL THEN state = 'dead' ELSE id = ANY($2) AND state <> 'waiting' END
       RETURNING id`,
      [webhookId, ids],
    );
    return rows.length;
  }

  /** Seconds to wait after so many failures in a row. */
  private waitAfter(failures: number): number {
    return Math.min(this.policy.retrySeconds * 2 ** (failures - 1), LONGEST_WAIT_SECONDS);
  }
}

const LONGEST_WAIT_SECONDS = 6 * 3600;
const TYPE = `CASE c.kind WHEN 'case' THEN 'case.' ELSE 'record.' END || c.change`;

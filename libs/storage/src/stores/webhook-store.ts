import type { DataSource } from 'typeorm';
import type { Role } from '#access';
import { DomainError } from '#matching';
import { audit } from './audit.js';

export const WEBHOOK_TYPES = [
  'record.created',
  'record.updated',
  'record.withdrawn',
  'case.opened',
  'case.moved',
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** A subscription, without its secret. */
export interface Webhook {
  id: string;
  organizationId: string;
  /** Of the account whose rights it has. */
  accountRole: Role;
  url: string;
  types: WebhookType[];
  active: boolean;
  /** `failing`, `gone`: turned off by the service; null: on, or turned off by someone. */
  ended: 'failing' | 'gone' | null;
  failingSince: Date | null;
  createdAt: Date;
  waiting: number;
  dead: number;
}

export interface WebhookInput {
  organizationId: string;
  accountId: string;
  url: string;
  types: readonly WebhookType[];
  secret: string;
}

/** What is not given stays. */
export interface WebhookChange {
  url?: string | undefined;
  types?: readonly WebhookType[] | undefined;
  active?: boolean | undefined;
}

const MOST_PER_ORGANIZATION = 10;
const NONE = { what: 'Webhook / webhook' };

const WEBHOOK = `
  SELECT w.id, w.organization_id AS "organizationId", a.role AS "accountRole", w.url, w.types, w.active, w.ended,
    w.failing_since AS "failingSince", w.created_at AS "createdAt",
    (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting,
    (SELECT count(*)::int FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'dead') AS dead
  FROM webhooks w JOIN accounts a ON a.id = w.account_id`;

/** Who is told of what. */
export class WebhookStore {
  constructor(private readonly source: DataSource) {}

  /** @throws DomainError `webhooks-full` */
  async create({ organizationId, accountId, url, types, secret }: WebhookInput): Promise<Webhook> {
    const id = await this.source.transaction(async (manager) => {
      await manager.query('SELECT FROM organizations WHERE id = $1 FOR NO KEY UPDATE', [organizationId]);
      const [held]: { n: number }[] = await manager.query(
        'SELECT count(*)::int AS n FROM webhooks WHERE organization_id = $1',
        [organizationId],
      );
      if ((held?.n ?? 0) >= MOST_PER_ORGANIZATION) {
        throw new DomainError('webhooks-full', { limit: MOST_PER_ORGANIZATION });
      }
      const [made]: { id: string }[] = await manager.query(
        'INSERT INTO webhooks (organization_id, account_id, url, types, secret) VALUES ($1, $2, $3, $4, $5) RETURNING id',
        [organizationId, accountId, url, types, secret],
      );
      if (!made) throw new RangeError('an insert returns its row');
      await audit(manager, { ...SUBJECT, actor: accountId, action: 'create', subjectId: made.id });
      return made.id;
    });
    return this.find(id);
  }

  /** Those of an organization, or all; oldest first. */
  async list(organizationId: string | null): Promise<Webhook[]> {
    return this.source.query(
      `${WEBHOOK} WHERE $1::uuid IS NULL OR w.organization_id = $1 ORDER BY w.created_at, w.id`,
      [organizationId],
    );
  }

  /** @throws DomainError `not-found` */
  async find(id: string): Promise<Webhook> {
    const [found]: Webhook[] = await this.source.query(`${WEBHOOK} WHERE w.id = $1`, [id]);
    if (!found) throw new DomainError('not-found', NONE);
    return found;
  }

  /** Turned on again, it is asked at once. @throws DomainError `not-found` */
  async change(id: string, { url, types, active }: WebhookChange, actor: string): Promise<Webhook> {
    await this.source.transaction(async (manager) => {
      await manager.query(
        `UPDATE webhooks SET url = coalesce($2, url), types = coalesce($3, types), active = coalesce($4, active),
           ended = CASE WHEN $4 IS NULL THEN ended END,
           next_at = CASE WHEN $4 OR $2 IS NOT NULL THEN now() ELSE next_at END,
           failures = CASE WHEN $4 OR $2 IS NOT NULL THEN 0 ELSE failures END,
           failing_since = CASE WHEN $4 OR $2 IS NOT NULL THEN NULL ELSE failing_since END
         WHERE id = $1`,
        [id, url ?? null, types ?? null, active ?? null],
      );
      await audit(manager, { ...SUBJECT, actor, action: 'update', subjectId: id });
    });
    return this.find(id);
  }

  async remove(id: string, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query('DELETE FROM webhooks WHERE id = $1', [id]);
      await audit(manager, { ...SUBJECT, actor, action: 'remove', subjectId: id });
    });
  }
}

const SUBJECT = { subjectKind: 'webhook', revision: null } as const;

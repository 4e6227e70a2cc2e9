import type { DataSource } from 'typeorm';
import type { Role } from '#access';
import { keptPlan } from '../kept-plan.js';

/** Whom a session or a key stands for. */
export interface Bearer {
  accountId: string;
  organizationId: string;
  role: Role;
}

/** Between two notes of the use of a session or a key: a write at every request would say no more. */
export const NOTED_EVERY_SECONDS = 60;

const FIND = keptPlan(`
  SELECT a.id AS "accountId", a.organization_id AS "organizationId", a.role,
    s.seen_at < now() - make_interval(secs => $4) AS stale
  FROM sessions s JOIN accounts a ON a.id = s.account_id AND NOT a.disabled
  WHERE s.token_hash = $1 AND s.seen_at > now() - make_interval(secs => $2)
    AND s.created_at > now() - make_interval(secs => $3)`);

/** Sessions of people in browsers, by the hash of their token. */
export class SessionStore {
  constructor(private readonly source: DataSource) {}

  async create(tokenHash: string, accountId: string): Promise<void> {
    await this.source.query('INSERT INTO sessions (token_hash, account_id) VALUES ($1, $2)', [tokenHash, accountId]);
  }

  /** Whose it is, while it is neither too old, nor unused for too long, nor its account disabled. */
  async find(tokenHash: string, limits: { idleSeconds: number; seconds: number }): Promise<Bearer | null> {
    const rows: (Bearer & { stale: boolean })[] = await this.source.query(FIND, [
      tokenHash,
      limits.idleSeconds,
      limits.seconds,
      NOTED_EVERY_SECONDS,
    ]);
    if (!rows[0]) return null;
    const { stale, ...bearer } = rows[0];
    if (stale) await this.source.query('UPDATE sessions SET seen_at = now() WHERE token_hash = $1', [tokenHash]);
    return bearer;
  }

  async end(tokenHash: string): Promise<void> {
    await this.source.query('DELETE FROM sessions WHERE token_hash = $1', [tokenHash]);
  }

  /** Forgets sessions that no longer open anything. */
  async dropOld(limits: { idleSeconds: number; seconds: number }): Promise<void> {
    await this.source.query(
      `DELETE FROM sessions WHERE created_at < now() - make_interval(secs => $1)
         OR seen_at < now() - make_interval(secs => $2)`,
      [limits.seconds, limits.idleSeconds],
    );
  }
}

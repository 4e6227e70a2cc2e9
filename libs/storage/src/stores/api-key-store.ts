import type { DataSource } from 'typeorm';
import type { Scope } from '#access';
import { DomainError } from '#matching';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { keptPlan } from '../kept-plan.js';
import { audit } from './audit.js';
import { NOTED_EVERY_SECONDS } from './session-store.js';
import type { Bearer } from './session-store.js';

export type ApiKeyInput = Pick<ApiKeyEntity, 'accountId' | 'name' | 'keyHash' | 'beginning' | 'scopes' | 'expiresAt'>;

const FIND = keptPlan(`
  SELECT a.id AS "accountId", a.organization_id AS "organizationId", a.role, k.scopes,
    k.used_at IS NULL OR k.used_at < now() - make_interval(secs => $2) AS stale
  FROM api_keys k JOIN accounts a ON a.id = k.account_id AND NOT a.disabled
  WHERE k.key_hash = $1 AND k.expires_at > now()`);

/** Keys of machines, by the hash of the key. */
export class ApiKeyStore {
  constructor(private readonly source: DataSource) {}

  async create(input: ApiKeyInput, actor: string): Promise<ApiKeyEntity> {
    return this.source.transaction(async (manager) => {
      const id = crypto.randomUUID();
      await manager.insert(ApiKeyEntity, { ...input, id });
      await audit(manager, { actor, action: 'create', subjectKind: 'api-key', subjectId: id, revision: null });
      return manager.findOneByOrFail(ApiKeyEntity, { id });
    });
  }

  /** Whose it is and what for, until it expires or its account is disabled. */
  async find(keyHash: string): Promise<(Bearer & { scopes: Scope[] }) | null> {
    const rows: (Bearer & { scopes: Scope[]; stale: boolean })[] = await this.source.query(FIND, [
      keyHash,
      NOTED_EVERY_SECONDS,
    ]);
    if (!rows[0]) return null;
    const { stale, ...bearer } = rows[0];
    if (stale) await this.source.query('UPDATE api_keys SET used_at = now() WHERE key_hash = $1', [keyHash]);
    return bearer;
  }

  /** An account's keys, newest first. */
  async listFor(accountId: string): Promise<ApiKeyEntity[]> {
    return this.source
      .getRepository(ApiKeyEntity)
      .find({ where: { accountId }, order: { createdAt: 'DESC', id: 'ASC' } });
  }

  /** @throws DomainError `not-found`, also for another account's key */
  async remove(id: string, accountId: string, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const { affected } = await manager.delete(ApiKeyEntity, { id, accountId });
      if (affected !== 1) throw new DomainError('not-found', { what: 'API 密钥 / API key' });
      await audit(manager, { actor, action: 'remove', subjectKind: 'api-key', subjectId: id, revision: null });
    });
  }

  /** Removes the keys that begin so, of whomever. @returns how many there were */
  async removeBeginning(beginning: string, actor: string): Promise<number> {
    return this.source.transaction(async (manager) => {
      const [removed]: [{ id: string }[], number] = await manager.query(
        'DELETE FROM api_keys WHERE beginning = $1 RETURNING id',
        [beginning],
      );
      for (const { id } of removed) {
        await audit(manager, { actor, action: 'remove', subjectKind: 'api-key', subjectId: id, revision: null });
      }
      return removed.length;
    });
  }
}

import type { DataSource } from 'typeorm';
import type { Scope } from '#access';
import { DomainError } from '#matching';
import { ApiKeyEntity } from '../entities/api-key.entity.js';
import { audit } from './audit.js';
import type { Bearer } from './session-store.js';

export type ApiKeyInput = Pick<ApiKeyEntity, 'accountId' | 'name' | 'keyHash' | 'beginning' | 'scopes' | 'expiresAt'>;

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
    const rows: [(Bearer & { scopes: Scope[] })[], number] = await this.source.query(
      `UPDATE api_keys k SET used_at = CASE WHEN used_at > now() - interval '1 minute' THEN used_at ELSE now() END
       FROM accounts a
       WHERE k.key_hash = $1 AND k.expires_at > now() AND a.id = k.account_id AND NOT a.disabled
       RETURNING a.id AS "accountId", a.organization_id AS "organizationId", a.role, k.scopes`,
      [keyHash],
    );
    return rows[0][0] ?? null;
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
}

import type { EntityManager } from 'typeorm';
import { AuditEntryEntity } from '../entities/audit-entry.entity.js';

/** Writes audit entries in the caller's transaction, in this order. */
export async function audit(
  manager: EntityManager,
  ...entries: readonly Omit<AuditEntryEntity, 'id' | 'at'>[]
): Promise<void> {
  const at = new Date();
  await manager.insert(
    AuditEntryEntity,
    entries.map((entry) => ({ ...entry, at })),
  );
}

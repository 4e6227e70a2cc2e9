import type { EntityManager } from 'typeorm';
import { AuditEntryEntity } from '../entities/audit-entry.entity.js';

/** Writes an audit entry in the caller's transaction. */
export async function audit(manager: EntityManager, entry: Omit<AuditEntryEntity, 'id' | 'at'>): Promise<void> {
  await manager.insert(AuditEntryEntity, { ...entry, at: new Date() });
}

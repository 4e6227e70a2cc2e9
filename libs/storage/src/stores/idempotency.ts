import type { EntityManager } from 'typeorm';
import { DomainError } from '#matching';

/** An `Idempotency-Key` header with the route it was sent to and the hash of the request's body. */
export interface Idempotency {
  scope: string;
  key: string;
  requestHash: string;
}

/**
 * Ties the key to the thing about to be made, in the same transaction. Gives the id of what an earlier request with
 * this key made, or null for a new key; a second request at the same time waits for the first.
 * @throws DomainError `idempotency-key-reused`
 */
export async function claimKey(
  manager: EntityManager,
  { scope, key, requestHash }: Idempotency,
  subjectId: string,
): Promise<string | null> {
  const claimed: unknown[] = await manager.query(
    `INSERT INTO idempotency_keys (scope, key, request_hash, subject_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING key`,
    [scope, key, requestHash, subjectId],
  );
  if (claimed.length > 0) return null;
  const [earlier]: { request_hash: string; subject_id: string }[] = await manager.query(
    'SELECT request_hash, subject_id FROM idempotency_keys WHERE scope = $1 AND key = $2',
    [scope, key],
  );
  if (!earlier || earlier.request_hash !== requestHash) throw new DomainError('idempotency-key-reused');
  return earlier.subject_id;
}

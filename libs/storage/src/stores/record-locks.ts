import type { EntityManager } from 'typeorm';

/**
 * Locks records and everything they are paired with, in the order of their ids, before a change that reaches both.
 * Every transaction that touches several records locks in this order, so that none waits for another in a circle.
 */
export async function lockWithPartners(manager: EntityManager, ids: readonly string[]): Promise<void> {
  await manager.query(
    `SELECT id FROM records WHERE id = ANY($1)
       OR id IN (SELECT supply_id FROM pairings WHERE need_id = ANY($1)
                 UNION SELECT need_id FROM pairings WHERE supply_id = ANY($1))
     ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  );
}

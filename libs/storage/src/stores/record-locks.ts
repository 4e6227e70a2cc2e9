import type { EntityManager } from 'typeorm';

/**
 * Locks records and everything they are paired with, in the order of their ids, before a change that reaches both.
 * Every transaction that touches several records locks in this order, so that none waits for another in a circle.
 */
export async function lockWithPartners(manager: EntityManager, ids: readonly string[]): Promise<void> {
  let all = await withPartners(manager, ids);
  for (;;) {
    await manager.query('SAVEPOINT unlocked');
    await manager.query('SELECT 1 FROM records WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [all]);
    const locked = new Set(all);
    all = await withPartners(manager, ids);
    if (all.every((id) => locked.has(id))) break;
    // While the locks were waited for, rankings paired the records with others. To lock those now would be out of order,
    // so all locks are let go and taken anew; what is locked gets no further partners.
    await manager.query('ROLLBACK TO SAVEPOINT unlocked');
  }
  await manager.query('RELEASE SAVEPOINT unlocked');
}

async function withPartners(manager: EntityManager, ids: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await manager.query(
    `SELECT unnest($1::uuid[]) AS id
     UNION SELECT supply_id FROM pairings WHERE need_id = ANY($1)
     UNION SELECT need_id FROM pairings WHERE supply_id = ANY($1)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

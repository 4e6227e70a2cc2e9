import type { EntityManager } from 'typeorm';

/**
 * For transactions that write only what can be made again from records: their commit does not wait for the disk. Should
 * a power cut lose one, its pipeline state is lost with it, and the sweep does the work anew.
 */
export async function asDerived(manager: EntityManager): Promise<void> {
  await manager.query('SET LOCAL synchronous_commit TO off');
}

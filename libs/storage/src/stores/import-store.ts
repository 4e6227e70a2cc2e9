import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import { ImportEntity, ImportFaultEntity } from '../entities/import.entity.js';

export type RowFaults = Pick<ImportFaultEntity, 'row' | 'faults'>;

/** Bulk files and how far they have come. The file itself is kept here until it is done, so a crash loses nothing. */
export class ImportStore {
  constructor(private readonly source: DataSource) {}

  async create(
    input: Pick<ImportEntity, 'accountId' | 'kind' | 'fileName' | 'format' | 'dryRun' | 'publish'>,
  ): Promise<ImportEntity> {
    const { identifiers } = await this.source.getRepository(ImportEntity).insert({
      ...input,
      state: 'receiving',
      bytes: 0,
      rowsDone: 0,
      rowsCreated: 0,
      rowsChanged: 0,
      rowsUnchanged: 0,
      rowsReturned: 0,
      rowsFaulty: 0,
      createdAt: new Date(),
    });
    return this.find((identifiers[0] as { id: string }).id);
  }

  async appendChunk(importId: string, position: number, bytes: Buffer): Promise<void> {
    await this.source.query('INSERT INTO import_chunks (import_id, position, bytes) VALUES ($1, $2, $3)', [
      importId,
      position,
      bytes,
    ]);
    await this.source.query('UPDATE imports SET bytes = bytes + $2 WHERE id = $1', [importId, bytes.length]);
  }

  /** The file as it was sent, piece by piece. */
  async *chunks(importId: string): AsyncGenerator<Buffer> {
    for (let position = 0; ; position++) {
      const rows: { bytes: Buffer }[] = await this.source.query(
        'SELECT bytes FROM import_chunks WHERE import_id = $1 AND position = $2',
        [importId, position],
      );
      if (!rows[0]) return;
      yield rows[0].bytes;
    }
  }

  async setState(importId: string, state: ImportEntity['state'], error: string | null = null): Promise<void> {
    const finishedAt = state === 'finished' || state === 'failed' ? new Date() : null;
    await this.source.getRepository(ImportEntity).update({ id: importId }, { state, error, finishedAt });
    if (finishedAt) await this.source.query('DELETE FROM import_chunks WHERE import_id = $1', [importId]);
  }

  async setTotal(importId: string, rowsTotal: number): Promise<void> {
    await this.source.getRepository(ImportEntity).update({ id: importId }, { rowsTotal });
  }

  /**
   * One batch of rows and the checkpoint behind it, in one transaction: either both or neither is kept. Gives null
   * when another worker is already past this point.
   */
  async commitBatch<T extends { created: number; changed: number; unchanged: number; returned: number }>(
    importId: string,
    after: number,
    upTo: number,
    faults: readonly RowFaults[],
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T | null> {
    return this.source.transaction(async (manager) => {
      const current = await manager.findOneOrFail(ImportEntity, {
        where: { id: importId },
        lock: { mode: 'pessimistic_write' },
      });
      if (current.rowsDone !== after) return null;
      const done = await work(manager);
      if (faults.length > 0) {
        await manager.insert(
          ImportFaultEntity,
          faults.map((fault) => ({ importId, ...fault })),
        );
      }
      await manager.update(
        ImportEntity,
        { id: importId },
        {
          rowsDone: upTo,
          rowsCreated: current.rowsCreated + done.created,
          rowsChanged: current.rowsChanged + done.changed,
          rowsUnchanged: current.rowsUnchanged + done.unchanged,
          rowsReturned: current.rowsReturned + done.returned,
          rowsFaulty: current.rowsFaulty + faults.length,
        },
      );
      return done;
    });
  }

  /** @throws DomainError `not-found` */
  async find(id: string): Promise<ImportEntity> {
    const found = await this.source.getRepository(ImportEntity).findOneBy({ id });
    if (!found) throw new DomainError('not-found', { what: '导入任务 / import' });
    return found;
  }

  async faults(importId: string, limit: number, offset: number): Promise<ImportFaultEntity[]> {
    return this.source
      .getRepository(ImportFaultEntity)
      .find({ where: { importId }, order: { row: 'ASC' }, take: limit, skip: offset });
  }

  /** Files that arrived whole and are not done. */
  async unfinished(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT id FROM imports WHERE state IN ('waiting', 'running') ORDER BY created_at`,
    );
    return rows.map(({ id }) => id);
  }

  /** Uploads that broke off: nothing was taken in, so nothing is left of them. */
  async dropBrokenUploads(olderThanSeconds: number): Promise<void> {
    await this.source.query(
      `DELETE FROM imports WHERE state = 'receiving' AND created_at < now() - make_interval(secs => $1)`,
      [olderThanSeconds],
    );
  }
}

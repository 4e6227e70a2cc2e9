import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import { ImportEntity, ImportFaultEntity } from '../entities/import.entity.js';

export type RowFaults = Pick<ImportFaultEntity, 'sheetNumber' | 'sheet' | 'row' | 'faults'>;
type NewImport = Pick<
  ImportEntity,
  'accountId' | 'kind' | 'fileName' | 'format' | 'dryRun' | 'publish' | 'allOrNothing' | 'mapping'
>;
interface Counts {
  created: number;
  changed: number;
  unchanged: number;
  returned: number;
}

const RUNNING = `state IN ('waiting', 'running')`;

/** Bulk files and how far they have come. The file itself is kept here, so a crash loses nothing. */
export class ImportStore {
  constructor(private readonly source: DataSource) {}

  async create(input: NewImport): Promise<ImportEntity> {
    const { identifiers } = await this.source.getRepository(ImportEntity).insert({
      ...input,
      state: 'receiving',
      resumable: false,
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
      const bytes = await this.chunk(importId, position);
      if (!bytes) return;
      yield bytes;
    }
  }

  /** The file as bytes that can be read at any place. */
  async bytes(importId: string): Promise<StoredBytes> {
    const rows: { size: number }[] = await this.source.query(
      'SELECT octet_length(bytes) AS size FROM import_chunks WHERE import_id = $1 ORDER BY position',
      [importId],
    );
    return new StoredBytes(
      rows.map(({ size }) => size),
      (position) => this.chunk(importId, position),
    );
  }

  private async chunk(importId: string, position: number): Promise<Buffer | null> {
    const rows: { bytes: Buffer }[] = await this.source.query(
      'SELECT bytes FROM import_chunks WHERE import_id = $1 AND position = $2',
      [importId, position],
    );
    return rows[0]?.bytes ?? null;
  }

  /** The file has arrived whole. */
  async setWaiting(importId: string, mapping: ImportEntity['mapping'] = null): Promise<void> {
    await this.source
      .getRepository(ImportEntity)
      .update({ id: importId }, { state: 'waiting', ...(mapping ? { mapping } : {}) });
  }

  /** Takes up a waiting import, or one whose worker was lost. @returns false once it has ended or was cancelled */
  async begin(importId: string, rowsTotal: number): Promise<boolean> {
    const moved = await this.update(
      importId,
      `UPDATE imports SET state = 'running', rows_total = $2 WHERE id = $1 AND ${RUNNING}`,
      [rowsTotal],
    );
    return moved;
  }

  /** @returns false when it was cancelled meanwhile */
  async finish(importId: string): Promise<boolean> {
    const moved = await this.update(
      importId,
      `UPDATE imports SET state = 'finished', finished_at = now() WHERE id = $1 AND state = 'running'`,
    );
    await this.dropFileWithoutUse(importId);
    return moved;
  }

  /** @param resumable keeps the file, so that the import can go on from its checkpoint */
  async fail(importId: string, error: string, resumable = false): Promise<void> {
    await this.update(
      importId,
      `UPDATE imports SET state = 'failed', error = $2, resumable = $3, finished_at = now()
       WHERE id = $1 AND state <> 'cancelled'`,
      [error, resumable],
    );
    await this.dropFileWithoutUse(importId);
  }

  /** What is in stays in; the rest waits for `resume`. @throws DomainError `import-not-running` */
  async cancel(importId: string): Promise<ImportEntity> {
    const moved = await this.update(
      importId,
      `UPDATE imports SET state = 'cancelled', resumable = true, finished_at = now(),
         rows_done = CASE WHEN all_or_nothing AND NOT dry_run THEN 0 ELSE rows_done END
       WHERE id = $1 AND ${RUNNING}`,
    );
    const found = await this.find(importId);
    if (!moved) throw new DomainError('import-not-running', { state: found.state });
    return found;
  }

  /** @throws DomainError `import-not-resumable` */
  async resume(importId: string): Promise<ImportEntity> {
    const moved = await this.update(
      importId,
      `UPDATE imports SET state = 'waiting', resumable = false, error = NULL, finished_at = NULL
       WHERE id = $1 AND resumable`,
    );
    const found = await this.find(importId);
    if (!moved) throw new DomainError('import-not-resumable', { state: found.state });
    return found;
  }

  /** @returns whether a row was changed */
  private async update(importId: string, sql: string, parameters: readonly unknown[] = []): Promise<boolean> {
    const [, changed] = await this.source.query<[unknown, number]>(sql, [importId, ...parameters]);
    return changed > 0;
  }

  /** A file is of use while its import can go on, or its faults can be shown in a copy of it. */
  private async dropFileWithoutUse(importId: string): Promise<void> {
    await this.source.query(
      `DELETE FROM import_chunks USING imports
       WHERE import_id = $1 AND imports.id = $1 AND NOT resumable AND rows_faulty = 0`,
      [importId],
    );
  }

  /**
   * One batch of rows and the checkpoint behind it, in one transaction: either both or neither is kept. Gives null
   * when it was cancelled, or another worker is already past this point.
   */
  async commitBatch<T extends Counts>(
    importId: string,
    after: number,
    upTo: number,
    faults: readonly RowFaults[],
    work: (manager: EntityManager) => Promise<T>,
  ): Promise<T | null> {
    return this.source.transaction(async (manager) => {
      const current = await locked(manager, importId);
      if (current.rowsDone !== after || current.state !== 'running') return null;
      const done = await work(manager);
      await addFaults(manager, importId, faults);
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

  /** The faults of a file that is checked before any of it goes in; those of an earlier check are forgotten. */
  async replaceFaults(importId: string, batches: AsyncIterable<readonly RowFaults[]>): Promise<number> {
    await this.source.query('DELETE FROM import_faults WHERE import_id = $1', [importId]);
    let rows = 0;
    for await (const faults of batches) {
      await addFaults(this.source.manager, importId, faults);
      rows += faults.length;
    }
    await this.source.query('UPDATE imports SET rows_faulty = $2, rows_done = 0 WHERE id = $1', [importId, rows]);
    return rows;
  }

  /**
   * Every row of a file in one transaction. Gives null, and keeps nothing, when it was cancelled or another worker is
   * at it.
   */
  async commitWhole<T extends Counts>(
    importId: string,
    work: (manager: EntityManager) => Promise<T | null>,
  ): Promise<T | null> {
    const nothing = new Error('nothing is kept');
    return this.source
      .transaction(async (manager) => {
        const [lock]: { got: boolean }[] = await manager.query(
          'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS got',
          [importId],
        );
        const done = lock?.got ? await work(manager) : null;
        if (!done || (await locked(manager, importId)).state !== 'running') throw nothing;
        await manager.update(
          ImportEntity,
          { id: importId },
          {
            rowsCreated: done.created,
            rowsChanged: done.changed,
            rowsUnchanged: done.unchanged,
            rowsReturned: done.returned,
          },
        );
        return done;
      })
      .catch((error: unknown) => {
        if (error === nothing) return null;
        throw error;
      });
  }

  /** Progress of a file that goes in as a whole; no checkpoint. @returns false when it was cancelled */
  async reportDone(importId: string, rowsDone: number): Promise<boolean> {
    return this.update(importId, `UPDATE imports SET rows_done = $2 WHERE id = $1 AND state = 'running'`, [rowsDone]);
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
      .find({ where: { importId }, order: { sheetNumber: 'ASC', row: 'ASC' }, take: limit, skip: offset });
  }

  /** The faulty rows of one sheet, in its order. */
  async *faultsOfSheet(importId: string, sheetNumber: number): AsyncGenerator<ImportFaultEntity> {
    const page = 1000;
    for (let after = 0; ;) {
      const rows = await this.source
        .getRepository(ImportFaultEntity)
        .createQueryBuilder('fault')
        .where('fault.importId = :importId AND fault.sheetNumber = :sheetNumber AND fault.row > :after')
        .setParameters({ importId, sheetNumber, after })
        .orderBy('fault.row')
        .limit(page)
        .getMany();
      yield* rows;
      if (rows.length < page) return;
      after = rows.at(-1)?.row ?? 0;
    }
  }

  /** Files that arrived whole and are not done. */
  async unfinished(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT id FROM imports WHERE ${RUNNING} ORDER BY created_at`,
    );
    return rows.map(({ id }) => id);
  }

  /** Removes an upload of which nothing was taken in. */
  async drop(importId: string): Promise<void> {
    await this.source.query(`DELETE FROM imports WHERE id = $1 AND state = 'receiving'`, [importId]);
  }

  /** Uploads that broke off: nothing was taken in, so nothing is left of them. */
  async dropBrokenUploads(olderThanSeconds: number): Promise<void> {
    await this.source.query(
      `DELETE FROM imports WHERE state = 'receiving' AND created_at < now() - make_interval(secs => $1)`,
      [olderThanSeconds],
    );
  }

  /** Files kept for their faults or for being resumed: what they were sent for has been done, or given up. */
  async dropOldFiles(olderThanSeconds: number): Promise<void> {
    const old = `finished_at < now() - make_interval(secs => $1)`;
    await this.source.query(
      `DELETE FROM import_chunks USING imports WHERE import_id = imports.id AND NOT (${RUNNING}) AND ${old}`,
      [olderThanSeconds],
    );
    await this.source.query(`UPDATE imports SET resumable = false WHERE resumable AND ${old}`, [olderThanSeconds]);
  }
}

const locked = (manager: EntityManager, importId: string): Promise<ImportEntity> =>
  manager.findOneOrFail(ImportEntity, { where: { id: importId }, lock: { mode: 'pessimistic_write' } });

async function addFaults(manager: EntityManager, importId: string, faults: readonly RowFaults[]): Promise<void> {
  if (faults.length === 0) return;
  await manager.insert(
    ImportFaultEntity,
    faults.map((fault) => ({ importId, ...fault })),
  );
}

/** A stored file read at any place; the piece last read is held, since readers mostly go forward. */
export class StoredBytes {
  readonly size: number;
  private held: { position: number; bytes: Buffer } | null = null;

  constructor(
    private readonly sizes: readonly number[],
    private readonly chunk: (position: number) => Promise<Buffer | null>,
  ) {
    this.size = sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The bytes from `start` up to, not including, `end`. */
  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const [position, size] of this.sizes.entries()) {
      if (offset >= end) return;
      if (offset + size > start) {
        const bytes = await this.piece(position);
        yield bytes.subarray(Math.max(0, start - offset), Math.min(size, end - offset));
      }
      offset += size;
    }
  }

  private async piece(position: number): Promise<Buffer> {
    if (this.held?.position === position) return this.held.bytes;
    const bytes = await this.chunk(position);
    if (!bytes) throw new Error(`piece ${position} of the file is gone`);
    this.held = { position, bytes };
    return bytes;
  }
}

import { Injectable, Logger } from '@nestjs/common';
import type { JobPayloads, Outcome, RunningJob } from '#jobs';
import type { RecordKind } from '#matching';
import { ImportMappingStore, ImportStore, nothingToDo, RecordStore } from '#storage';
import type { FollowUp, ImportedRow, ImportedRows, ImportEntity, RowFaults } from '#storage';
import { FollowUpQueue } from '../follow-up-queue.js';
import { BulkFile } from './bulk-file.js';
import { rememberedMapping, rememberMapping } from './file-headers.js';
import type { ReadRow } from './row-judge.js';
import { UnreadableFile } from './unreadable-file.js';

/** Rows per transaction: progress moves and a crash repeats at most this many. */
const BATCH_ROWS = 200;

/** Rows of one kind that go in together, the last of them being the `upTo`th of the file. */
interface Batch {
  kind: RecordKind;
  good: ImportedRow[];
  bad: RowFaults[];
  upTo: number;
}

/** Takes in one bulk file, batch by batch from its checkpoint, or as a whole. */
@Injectable()
export class ImportProcessor {
  private readonly log = new Logger('Import');

  constructor(
    private readonly imports: ImportStore,
    private readonly mappings: ImportMappingStore,
    private readonly records: RecordStore,
    private readonly followUp: FollowUpQueue,
  ) {}

  async process({ importId }: JobPayloads['import'], { last }: RunningJob): Promise<Outcome> {
    const file = await this.imports.find(importId);
    if (file.state !== 'waiting' && file.state !== 'running') return { skipped: `already ${file.state}` };
    let bulk: BulkFile | null = null;
    try {
      bulk = await BulkFile.open({ ...file, bytes: await this.imports.bytes(importId) });
      return await this.takeIn(file, bulk);
    } catch (error) {
      if (error instanceof UnreadableFile) {
        this.log.warn(`${file.id}: ${error.en}`);
        await this.imports.fail(importId, error.message);
        return { skipped: 'unreadable file' };
      }
      if (last) await this.imports.fail(importId, brokenOff(error), true);
      throw error;
    } finally {
      await bulk?.close();
    }
  }

  private async takeIn(file: ImportEntity, bulk: BulkFile): Promise<Outcome> {
    const mapping = file.mapping ?? (await rememberedMapping(this.mappings, file, bulk));
    // A first pass, so that progress has an end to move to and nothing goes in of a file that cannot be read.
    if (!(await this.imports.begin(file.id, await bulk.count(mapping)))) return { skipped: 'cancelled' };
    if (file.mapping) await rememberMapping(this.mappings, file, bulk, file.mapping);
    const rows = (): AsyncGenerator<ReadRow> => bulk.rows(mapping);
    const isWhole = file.allOrNothing && !file.dryRun;
    if (file.allOrNothing && file.rowsDone === 0) {
      const faulty = await this.imports.replaceFaults(file.id, faultsIn(rows()));
      if (faulty > 0) {
        await this.imports.fail(file.id, keptOut(faulty));
        return 'done';
      }
    }
    const moved = isWhole ? await this.takeInWhole(file, rows()) : await this.takeInByBatches(file, rows());
    if (!moved) return { skipped: 'cancelled, or another worker is at it' };
    await this.imports.finish(file.id);
    return 'done';
  }

  private async takeInByBatches(file: ImportEntity, rows: AsyncIterable<ReadRow>): Promise<boolean> {
    let done = file.rowsDone;
    for await (const { kind, good, bad, upTo } of batchesOf(rows, done)) {
      const result = await this.imports.commitBatch(file.id, done, upTo, bad, async (manager) =>
        file.dryRun
          ? { ...(await this.records.compare(kind, good, file.publish)), followUp: nothingToDo() }
          : this.write(manager, file, kind, good),
      );
      if (!result) return false;
      done = upTo;
      await this.followUp.enqueue(result.followUp);
    }
    return true;
  }

  private async takeInWhole(file: ImportEntity, rows: AsyncIterable<ReadRow>): Promise<boolean> {
    const followUps: FollowUp[] = [];
    const result = await this.imports.commitWhole(file.id, async (manager) => {
      const sum = { created: 0, changed: 0, unchanged: 0, returned: 0 };
      for await (const { kind, good, upTo } of batchesOf(rows, 0)) {
        const { followUp, created, changed, unchanged, returned } = await this.write(manager, file, kind, good);
        followUps.push(followUp);
        sum.created += created;
        sum.changed += changed;
        sum.unchanged += unchanged;
        sum.returned += returned;
        if (!(await this.imports.reportDone(file.id, upTo))) return null;
      }
      return sum;
    });
    if (!result) return false;
    for (const followUp of followUps) await this.followUp.enqueue(followUp);
    return true;
  }

  private write(
    manager: Parameters<RecordStore['takeIn']>[0],
    file: ImportEntity,
    kind: RecordKind,
    rows: readonly ImportedRow[],
  ): Promise<ImportedRows> {
    return this.records.takeIn(manager, kind, rows, file.publish, file.accountId ?? 'import');
  }
}

/** @param from rows that are already in */
async function* batchesOf(rows: AsyncIterable<ReadRow>, from: number): AsyncGenerator<Batch> {
  let position = 0;
  let batch: Batch | null = null;
  for await (const read of rows) {
    position++;
    if (position <= from) continue;
    if (batch && batch.kind !== read.kind) {
      yield batch;
      batch = null;
    }
    batch ??= { kind: read.kind, good: [], bad: [], upTo: position };
    batch.upTo = position;
    if ('value' in read) batch.good.push(read.value);
    else batch.bad.push(faultsOf(read));
    if (batch.good.length + batch.bad.length < BATCH_ROWS) continue;
    yield batch;
    batch = null;
  }
  if (batch) yield batch;
}

async function* faultsIn(rows: AsyncIterable<ReadRow>): AsyncGenerator<RowFaults[]> {
  let batch: RowFaults[] = [];
  for await (const read of rows) {
    if ('faults' in read) batch.push(faultsOf(read));
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const faultsOf = ({ sheetNumber, sheet, row, faults }: RowFaults): RowFaults => ({ sheetNumber, sheet, row, faults });

const keptOut = (faulty: number): string =>
  `有 ${faulty} 行有误；已选择“全部或全不”，所以一行也没有收录。请改正后重新上传。\n` +
  `${faulty} rows have faults; with all or nothing, no row was taken in. Mend them and send the file again.`;

function brokenOff(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `导入中断，已导入的行不受影响，可继续导入，或重新上传同一文件：${why}\n` +
    `The import broke off; rows already in are safe. Resume it, or send the same file again: ${why}`
  );
}

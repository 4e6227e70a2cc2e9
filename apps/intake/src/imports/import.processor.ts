import { Injectable, Logger } from '@nestjs/common';
import type { JobPayloads, Outcome, RunningJob } from '#jobs';
import { ImportStore, nothingToDo, RecordStore } from '#storage';
import type { ImportedRow, ImportEntity, RowFaults } from '#storage';
import { FollowUpQueue } from '../follow-up-queue.js';
import { readRows, UnreadableFile } from './row-reader.js';
import { decodeText } from './text-decoding.js';

/** Rows per transaction: progress moves and a crash repeats at most this many. */
const BATCH_ROWS = 200;

/** Takes in one bulk file, batch by batch, from its checkpoint. */
@Injectable()
export class ImportProcessor {
  private readonly log = new Logger('Import');

  constructor(
    private readonly imports: ImportStore,
    private readonly records: RecordStore,
    private readonly followUp: FollowUpQueue,
  ) {}

  async process({ importId }: JobPayloads['import'], { last }: RunningJob): Promise<Outcome> {
    const file = await this.imports.find(importId);
    if (file.state === 'finished' || file.state === 'failed') return { skipped: `already ${file.state}` };
    try {
      await this.imports.setTotal(importId, await this.countRows(file));
      await this.imports.setState(importId, 'running');
      const moved = await this.takeIn(file);
      if (!moved) return { skipped: 'another worker is at it' };
      await this.imports.setState(importId, 'finished');
      return 'done';
    } catch (error) {
      if (error instanceof UnreadableFile) {
        this.log.warn(`${file.id}: ${error.en}`);
        await this.imports.setState(importId, 'failed', error.message);
        return { skipped: 'unreadable file' };
      }
      if (last) await this.imports.setState(importId, 'failed', brokenOff(error));
      throw error;
    }
  }

  /** A first pass over the stored file, so that progress has an end to move to. */
  private async countRows(file: ImportEntity): Promise<number> {
    let rows = 0;
    for await (const _row of this.read(file)) rows++;
    return rows;
  }

  private read(file: ImportEntity): ReturnType<typeof readRows> {
    return readRows(file.kind, file.format, decodeText(this.imports.chunks(file.id)));
  }

  private async takeIn(file: ImportEntity): Promise<boolean> {
    let position = 0;
    let done = file.rowsDone;
    let good: ImportedRow[] = [];
    let bad: RowFaults[] = [];
    const commit = async (): Promise<boolean> => {
      if (good.length + bad.length === 0) return true;
      const [rows, faults] = [good, bad];
      [good, bad] = [[], []];
      const result = await this.imports.commitBatch(file.id, done, position, faults, async (manager) =>
        file.dryRun
          ? { ...(await this.records.compare(file.kind, rows, file.publish)), followUp: nothingToDo() }
          : this.records.takeIn(manager, file.kind, rows, file.publish, file.accountId ?? 'import'),
      );
      if (!result) return false;
      done = position;
      await this.followUp.enqueue(result.followUp);
      return true;
    };
    for await (const read of this.read(file)) {
      position++;
      if (position <= file.rowsDone) continue;
      if ('faults' in read) bad.push(read);
      else good.push(read.value);
      if (good.length + bad.length >= BATCH_ROWS && !(await commit())) return false;
    }
    return commit();
  }
}

function brokenOff(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return (
    `导入中断，已导入的行不受影响，可重新上传同一文件：${why}\n` +
    `The import broke off; rows already in are safe, and the same file can be sent again: ${why}`
  );
}

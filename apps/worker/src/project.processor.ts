import { Injectable, Logger } from '@nestjs/common';
import { Engines, indexRowOf } from '#engine';
import { CandidateIndex } from '#index';
import { JobQueue } from '#jobs';
import type { Outcome } from '#jobs';
import { asIndexWriter, DataSource, DuplicateStore, ProfileStore } from '#storage';
import type { Dirty } from '#storage';
import type { Side } from '#matching';

/** Rows per index write: a write costs 20 ms however few rows it has. */
const BATCH_ROWS = 500;
const WAIT_FOR_WRITER_MS = 200;
const SIDES: readonly Side[] = ['need', 'supply'];
/** Versions of the index older than this are dropped; a reader that opened one before goes on reading it. */
const KEEP_VERSIONS_MS = 10 * 60 * 1000;

/** Keeps the candidate index in line with PostgreSQL; in the whole fleet one at a time. */
@Injectable()
export class ProjectProcessor {
  private readonly log = new Logger('Index');

  constructor(
    private readonly source: DataSource,
    private readonly profiles: ProfileStore,
    private readonly index: CandidateIndex,
    private readonly engines: Engines,
    private readonly queue: JobQueue,
    private readonly duplicates: DuplicateStore,
  ) {}

  /** Brings everything that changed into the index. */
  async project(): Promise<Outcome> {
    const drained = await asIndexWriter(this.source, () => this.drain());
    if (drained === 'busy') return { snooze: WAIT_FOR_WRITER_MS };
    if (drained > 0 && (await this.engines.isSnapshotDue())) await this.queue.add('optimise', {});
    return drained > 0 ? 'done' : { skipped: 'nothing changed' };
  }

  /** Renews the statistics if due, compares the index with PostgreSQL and mends what differs, then compacts. */
  async optimise(): Promise<Outcome> {
    if (await this.engines.renewSnapshot()) await this.queue.add('sweep', {});
    const done = await asIndexWriter(this.source, async () => {
      await this.drain();
      for (const side of SIDES) await this.mend(side);
      await this.drain();
      await this.index.optimize(new Date(Date.now() - KEEP_VERSIONS_MS));
      return 'done' as const;
    });
    return done === 'busy' ? { snooze: 10 * WAIT_FOR_WRITER_MS } : done;
  }

  /** Whether the index lacks more than what waits to be written, as after its folder was lost. */
  async isIncomplete(): Promise<boolean> {
    const waiting = await this.profiles.dirtyCount();
    const missing = await Promise.all(
      SIDES.map(async (side) => (await this.profiles.count(side)) - (await this.index.count(side))),
    );
    return missing.some((rows) => rows > waiting);
  }

  private async drain(): Promise<number> {
    let drained = 0;
    for (;;) {
      const batch = await this.profiles.dirty(BATCH_ROWS);
      if (batch.length === 0) break;
      for (const side of SIDES) {
        const mine = batch.filter((one) => one.side === side);
        const rows = mine.flatMap(({ profiled }) => (profiled ? [indexRowOf(profiled)] : []));
        const removed = mine.flatMap(({ recordId, profiled }) => (profiled ? [] : [recordId]));
        if (mine.length > 0) await this.index.write(side, rows, removed);
      }
      await this.profiles.markClean(batch);
      await this.lookForDuplicates(batch);
      drained += batch.length;
    }
    if (drained > 0) for (const side of SIDES) await this.index.indexNewRows(side);
    return drained;
  }

  /** Only now, when the index shows them: of two records alike, the one written last finds the other. */
  private async lookForDuplicates(batch: readonly Dirty[]): Promise<void> {
    const ids = (gone: boolean): string[] =>
      batch.flatMap(({ recordId, profiled }) => ((profiled === null) === gone ? [recordId] : []));
    await this.duplicates.forget(ids(true));
    await this.queue.addAll('duplicates', await this.duplicates.due(BATCH_ROWS, ids(false)));
  }

  private async mend(side: Side): Promise<void> {
    const [wanted, found, rows] = await Promise.all([
      this.profiles.indexedHashes(side),
      this.index.hashes(side),
      this.index.count(side),
    ]);
    const stale = [...wanted].filter(([id, hash]) => found.get(id) !== hash).map(([id]) => id);
    const left = [...found.keys()].filter((id) => !wanted.has(id));
    if (rows !== found.size) {
      this.log.warn(`index of ${side}: ${rows} rows for ${found.size} records, building it anew`);
      await this.index.clear();
      await this.profiles.markAllDirty();
      return;
    }
    if (stale.length > 0) {
      this.log.warn(`index of ${side}: ${stale.length} records missing or outdated, mending`);
      await this.profiles.markDirty(stale);
    }
    if (left.length > 0) await this.index.write(side, [], left);
  }
}

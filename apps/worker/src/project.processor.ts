import { Injectable, Logger } from '@nestjs/common';
import { Engines, indexRowOf } from '#engine';
import { CandidateIndex } from '#index';
import { JobQueue } from '#jobs';
import type { Outcome } from '#jobs';
import { asIndexWriter, DataSource, DuplicateStore, IndexWriterStore, ProfileStore } from '#storage';
import type { Dirty } from '#storage';
import { RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { inBatches } from './in-batches.js';

/** Rows per index write: a write costs 20 ms however few rows it has. */
const BATCH_ROWS = 500;
const WAIT_FOR_WRITER_MS = 200;
/** Versions of the index older than this are dropped; a reader that opened one before goes on reading it. */
const KEEP_VERSIONS_MS = 10 * 60 * 1000;

/** What the index shows of one kind, held against PostgreSQL: ids. */
interface Compared {
  /** Missing or outdated. */
  stale: string[];
  /** Not to be shown any more. */
  left: string[];
  isDoubled: boolean;
}

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
    private readonly writer: IndexWriterStore,
  ) {}

  /** Brings everything that changed into the index. */
  async project(): Promise<Outcome> {
    const drained = await asIndexWriter(this.source, () => this.drain());
    if (drained === 'busy') return { snooze: WAIT_FOR_WRITER_MS };
    // Counted by the index, which knows its rows: counting those of PostgreSQL takes as long as there are many.
    if (drained > 0 && (await this.engines.isSnapshotDue(await this.index.count('achievement')))) {
      await this.queue.add('optimise', {});
    }
    return drained > 0 ? 'done' : { skipped: 'nothing changed' };
  }

  /** Makes a damaged table anew. First all of it is dirty: rankings look at what is dirty, or wait when that is much. */
  async mendDamaged(kind: RecordKind): Promise<Outcome> {
    const done = await asIndexWriter(this.source, async () => {
      await this.index.reachable();
      this.log.warn(`index of ${kind}: damaged or lost, building it anew`);
      await this.profiles.markAllDirty([kind]);
      await this.index.clear([kind]);
      return 'done' as const;
    });
    if (done === 'busy') return { snooze: WAIT_FOR_WRITER_MS };
    await this.queue.add('project', {});
    return done;
  }

  /** Renews the statistics if due, compares the index with PostgreSQL and mends what differs, then compacts. */
  async optimise(): Promise<Outcome> {
    if (await this.engines.renewSnapshot()) await this.queue.add('sweep', {});
    const done = await asIndexWriter(this.source, async () => {
      await this.drain();
      for (const kind of RECORD_KINDS) await this.mend(kind);
      await this.drain();
      await this.index.optimize(new Date(Date.now() - KEEP_VERSIONS_MS));
      return 'done' as const;
    });
    return done === 'busy' ? { snooze: 10 * WAIT_FOR_WRITER_MS } : done;
  }

  /** Whether the index lacks more than what waits to be written, as after its folder was lost, or may do so. */
  async isIncomplete(): Promise<boolean> {
    const last = await this.writer.tables();
    if (last !== null && last !== this.index.suffix) return true;
    const waiting = await this.profiles.dirtyCount();
    const missing = await Promise.all(
      RECORD_KINDS.map(async (kind) => (await this.profiles.count(kind)) - (await this.index.count(kind))),
    );
    return missing.some((rows) => rows > waiting);
  }

  /**
   * A process whose model could not be loaded, or is another, wrote last: into tables of its own. What it took as written
   * is not in these.
   */
  private async takeOver(): Promise<void> {
    const last = await this.writer.tables();
    if (last === this.index.suffix) return;
    if (last !== null) this.log.warn('another model was used for the index meanwhile: comparing all of it');
    for (const kind of RECORD_KINDS) await this.mend(kind);
    await this.writer.setTables(this.index.suffix);
  }

  private async drain(): Promise<number> {
    await this.takeOver();
    let drained = 0;
    const written = new Set<RecordKind>();
    let isMore = true;
    while (isMore) {
      const batch = await this.profiles.dirty(BATCH_ROWS);
      // What arrives while a few are written waits to be written with others: a job was queued for it.
      isMore = batch.length === BATCH_ROWS;
      if (batch.length === 0) break;
      for (const kind of new Set(batch.map((one) => one.kind))) {
        const mine = batch.filter((one) => one.kind === kind);
        const rows = mine.flatMap(({ profiled }) => (profiled ? [indexRowOf(profiled)] : []));
        const removed = mine.flatMap(({ recordId, profiled }) => (profiled ? [] : [recordId]));
        await this.index.write(kind, rows, removed);
        written.add(kind);
      }
      await this.profiles.markClean(batch);
      await this.lookForDuplicates(batch);
      drained += batch.length;
    }
    for (const kind of written) await this.index.indexNewRows(kind);
    return drained;
  }

  /** Only now, when the index shows them: of two records alike, the one written last finds the other. */
  private async lookForDuplicates(batch: readonly Dirty[]): Promise<void> {
    const ids = (gone: boolean): string[] =>
      batch.flatMap(({ recordId, profiled }) => ((profiled === null) === gone ? [recordId] : []));
    await this.duplicates.forget(ids(true));
    await this.queue.addAll('duplicates', inBatches(await this.duplicates.due(BATCH_ROWS, ids(false))));
  }

  /** Makes what the index lacks dirty, so that rankings look at it from now on. */
  async markMissing(): Promise<void> {
    for (const kind of RECORD_KINDS) await this.markStale(kind, await this.compare(kind));
  }

  private async mend(kind: RecordKind): Promise<void> {
    const compared = await this.compare(kind);
    if (compared.isDoubled) {
      this.log.warn(`index of ${kind} holds records twice, building it anew`);
      await this.profiles.markAllDirty([kind]);
      await this.index.clear([kind]);
      return;
    }
    await this.markStale(kind, compared);
    if (compared.left.length > 0) await this.index.write(kind, [], compared.left);
  }

  private async markStale(kind: RecordKind, { stale }: Compared): Promise<void> {
    if (stale.length === 0) return;
    this.log.warn(`index of ${kind}: ${stale.length} records missing or outdated, mending`);
    await this.profiles.markDirty(stale);
  }

  private async compare(kind: RecordKind): Promise<Compared> {
    const [wanted, found, rows] = await Promise.all([
      this.profiles.indexedHashes(kind),
      this.index.hashes(kind),
      this.index.count(kind),
    ]);
    return {
      stale: [...wanted].filter(([id, hash]) => found.get(id) !== hash).map(([id]) => id),
      left: [...found.keys()].filter((id) => !wanted.has(id)),
      isDoubled: rows !== found.size,
    };
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { readAhead, SUPPLY_KINDS } from '#matching';
import type { Engine, RecordKind } from '#matching';
import type { ProfileStore } from '#storage';

/** Records read before others get a turn; some 10 ms of work. */
const BATCH = 20;
const PAUSE_MS = 5;
/** Needs meet supplies more often than the other way round. */
const KINDS: readonly RecordKind[] = [...SUPPLY_KINDS, 'need'];

/**
 * Reads records in the background as far as there is room to keep them, so that the first rankings of a process, or of
 * an engine that came into force, need not.
 */
export class TextsAtHand {
  private readonly log = new Logger('Engine');
  private engine: Engine | null = null;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly profiles: Pick<ProfileStore, 'ids' | 'load' | 'hasRoom'>) {}

  /** Begins to read for this engine, unless that was done. */
  keepFor(engine: Engine): void {
    if (this.engine?.context === engine.context) return;
    this.engine = engine;
    this.reading = this.reading
      .then(() => this.read(engine))
      .catch((error: unknown) => this.log.warn(`reading ahead stopped: ${String(error)}`));
  }

  /** When what was begun is done. */
  async settled(): Promise<void> {
    for (let last: Promise<void> | null = null; last !== this.reading;) await (last = this.reading);
  }

  async stop(): Promise<void> {
    this.engine = null;
    await this.reading;
  }

  private async read(engine: Engine): Promise<void> {
    for (const kind of KINDS) {
      for await (const ids of this.profiles.ids(kind, BATCH)) {
        if (this.engine !== engine || !this.profiles.hasRoom()) return;
        for (const profiled of await this.profiles.load(ids)) readAhead(profiled, engine);
        await pause(PAUSE_MS);
      }
    }
  }
}

import { Injectable } from '@nestjs/common';
import { DuplicateFinder, Engines } from '#engine';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome } from '#jobs';
import { DuplicateStore, ProfileStore } from '#storage';
import type { CheckedForDuplicates } from '#storage';

/** Looks for records that say the same as those that were posted or changed, and keeps the suspicions. */
@Injectable()
export class DuplicatesProcessor {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly duplicates: DuplicateStore,
    private readonly engines: Engines,
    private readonly finder: DuplicateFinder,
    private readonly queue: JobQueue,
  ) {}

  /** A record that cannot be checked keeps no other from it: the next tries are one by one. */
  async process({ recordIds }: JobPayloads['duplicates']): Promise<Outcome> {
    try {
      return await this.check(recordIds);
    } catch (error) {
      if (recordIds.length === 1) throw error;
      await this.queue.addAll(
        'duplicates',
        recordIds.map((recordId) => ({ recordIds: [recordId] })),
      );
      return { skipped: 'to be tried one by one' };
    }
  }

  private async check(recordIds: readonly string[]): Promise<Outcome> {
    const engine = await this.engines.current();
    const checked: CheckedForDuplicates[] = [];
    for (const anchor of await this.profiles.load(await this.duplicates.due(recordIds.length, recordIds))) {
      checked.push({ anchor, found: await this.finder.find(anchor, engine) });
    }
    if (checked.length === 0) return { skipped: 'checked already, or the records moved on' };
    await this.duplicates.replaceFor(checked);
    return 'done';
  }
}

import { Injectable } from '@nestjs/common';
import { DuplicateFinder, Engines } from '#engine';
import type { JobPayloads, Outcome } from '#jobs';
import { DuplicateStore, ProfileStore } from '#storage';

/** Looks for records that say the same as one that was posted or changed, and keeps the suspicion. */
@Injectable()
export class DuplicatesProcessor {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly duplicates: DuplicateStore,
    private readonly engines: Engines,
    private readonly finder: DuplicateFinder,
  ) {}

  async process({ recordId }: JobPayloads['duplicates']): Promise<Outcome> {
    const [anchor] = await this.profiles.load([recordId]);
    if (!anchor) return { skipped: 'the record moved on' };
    const found = await this.finder.find(anchor, await this.engines.current());
    return (await this.duplicates.replaceFor(anchor, found)) ? 'done' : { skipped: 'the record moved on' };
  }
}

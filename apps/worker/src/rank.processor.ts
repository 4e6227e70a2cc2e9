import { Injectable } from '@nestjs/common';
import type { JobPayloads, Outcome, RunningJob } from '#jobs';
import { ProfileStore, RecordStore } from '#storage';
import { Ranker } from './ranker.js';
import { tellingOfFailure } from './telling-of-failure.js';

/** Ranks a record that was posted or changed, or one of whose partners was. */
@Injectable()
export class RankProcessor {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly ranker: Ranker,
  ) {}

  /** Works on what the record holds now: a job that waits keeps the payload it was first queued with. */
  async process({ recordId }: JobPayloads['rank'], run: RunningJob): Promise<Outcome> {
    const [anchor] = await this.profiles.load([recordId]);
    if (!anchor) return { skipped: 'the record moved on' };
    return tellingOfFailure(this.records, anchor.record, run, () => this.ranker.rank(anchor));
  }
}

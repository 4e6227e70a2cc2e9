import { Injectable } from '@nestjs/common';
import { Profiler } from '#engine';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome, RunningJob } from '#jobs';
import { matchedContent, ProfileStore, RecordStore } from '#storage';
import type { RecordEntity } from '#storage';
import { tellingOfFailure } from './telling-of-failure.js';

/** Understands one revision of a record and hands it on to be ranked and indexed. */
@Injectable()
export class ProfileProcessor {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly profiler: Profiler,
    private readonly queue: JobQueue,
  ) {}

  /** Works on what the record holds now: a job that waits keeps the payload it was first queued with. */
  async process({ recordId }: JobPayloads['profile'], run: RunningJob): Promise<Outcome> {
    const record = await this.records.findAnyKind(recordId);
    if (!record) return { skipped: 'the record is gone' };
    if (record.pipelineState !== 'pending') return { skipped: `already ${record.pipelineState}` };
    return tellingOfFailure(this.records, record, run, () => this.profile(record));
  }

  private async profile(record: RecordEntity): Promise<Outcome> {
    const { id: recordId, contentHash } = record;
    const content = matchedContent(record);
    if (!content) return { skipped: 'not to be matched' };
    const [profile] = await this.profiler.profile([{ content, contentHash }]);
    if (!profile || !(await this.profiles.save(recordId, profile))) return { skipped: 'the record moved on' };
    await this.queue.add('rank', { recordId });
    await this.queue.add('project', {});
    return 'done';
  }
}

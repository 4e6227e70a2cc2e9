import { Injectable } from '@nestjs/common';
import { Profiler } from '#engine';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome } from '#jobs';
import { ProfileStore, RecordStore } from '#storage';

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
  async process({ recordId }: JobPayloads['profile']): Promise<Outcome> {
    const record = await this.records.findAnyKind(recordId);
    if (!record) return { skipped: 'the record is gone' };
    const { contentHash } = record;
    if (record.pipelineState !== 'pending') return { skipped: `already ${record.pipelineState}` };
    const [profile] = await this.profiler.profile([{ content: record.content, contentHash }]);
    if (!profile || !(await this.profiles.save(recordId, profile))) return { skipped: 'the record moved on' };
    await this.queue.add('rank', { recordId, contentHash });
    await this.queue.add('project', {});
    return 'done';
  }
}

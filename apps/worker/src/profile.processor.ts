import { Injectable } from '@nestjs/common';
import { FieldInference, Profiler } from '#engine';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome, RunningJob } from '#jobs';
import { withTagEdits } from '#matching';
import { matchedContent, ProfileStore, RecordStore, TagStore } from '#storage';
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
    private readonly fields: FieldInference,
    private readonly tags: TagStore,
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
    const [made] = await this.profiler.profile([{ content, contentHash }]);
    if (!made) return { skipped: 'the record moved on' };
    const [guessed, { revision: tagRevision, edits: tagEdits }] = await Promise.all([
      this.fields.tagsFor(recordId, content, made),
      this.tags.matchedEdits(record),
    ]);
    const tags = withTagEdits([...made.tags, ...guessed], tagEdits, content);
    if (!(await this.profiles.save(recordId, { ...made, tags, tagEdits, tagRevision }))) {
      return { skipped: 'the record moved on' };
    }
    await this.queue.add('rank', { recordId });
    await this.queue.add('project', {});
    return 'done';
  }
}

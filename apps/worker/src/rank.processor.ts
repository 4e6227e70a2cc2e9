import { Injectable } from '@nestjs/common';
import { Engines, Matcher, MOST_DIRTY } from '#engine';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome } from '#jobs';
import { sideOf } from '#matching';
import { PairingStore, ProfileStore, RecordStore } from '#storage';

/** How long a ranking waits for an index that is far behind. */
const WAIT_FOR_INDEX_MS = 500;

/** Finds and stores the best partners of one record. */
@Injectable()
export class RankProcessor {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly engines: Engines,
    private readonly matcher: Matcher,
    private readonly queue: JobQueue,
  ) {}

  /** Works on what the record holds now: a job that waits keeps the payload it was first queued with. */
  async process({ recordId }: JobPayloads['rank']): Promise<Outcome> {
    const [anchor] = await this.profiles.load([recordId]);
    if (!anchor) return { skipped: 'the record moved on' };
    const { contentHash } = anchor.record;
    if ((await this.profiles.dirtyCount()) > MOST_DIRTY) {
      await this.queue.add('project', {});
      return { snooze: WAIT_FOR_INDEX_MS };
    }
    const engine = await this.engines.current();
    const ranking = await this.matcher.rank(anchor, engine, new Date());
    const side = sideOf(anchor.record.kind);
    const stored = await this.pairings.replaceFor({ recordId, contentHash, side }, ranking, engine.digest);
    if (!stored) return { skipped: 'the record moved on' };
    for (const partner of await this.profiles.load(ranking.lowered)) {
      await this.queue.add('rank', { recordId: partner.record.id, contentHash: partner.record.contentHash });
    }
    return 'done';
  }

  /** Tells the poster's progress that the work was given up. */
  async giveUp({ recordId, contentHash }: JobPayloads['rank' | 'profile'], error: Error): Promise<void> {
    await this.records.fail(recordId, contentHash, error.message);
  }
}

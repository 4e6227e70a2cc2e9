import { Injectable } from '@nestjs/common';
import { Engines, Matcher, MOST_DIRTY, TextsAtHand } from '#engine';
import { JobQueue } from '#jobs';
import type { Outcome } from '#jobs';
import { sideOf } from '#matching';
import type { AnyProfiled, Engine } from '#matching';
import { PairingStore, ProfileStore } from '#storage';

/** How long a ranking waits for an index that is far behind. */
const WAIT_FOR_INDEX_MS = 500;

/** Finds and stores the best partners of one record by the engine in force, for the first time or anew. */
@Injectable()
export class Ranker {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly engines: Engines,
    private readonly matcher: Matcher,
    private readonly texts: TextsAtHand,
    private readonly queue: JobQueue,
  ) {}

  async rank(anchor: AnyProfiled): Promise<Outcome> {
    const { id: recordId, contentHash } = anchor.record;
    if ((await this.profiles.dirtyCount()) > MOST_DIRTY) {
      await this.queue.add('project', {});
      return { snooze: WAIT_FOR_INDEX_MS };
    }
    const engine = await this.engines.current();
    this.texts.keepFor(engine);
    const ranking = await this.matcher.rank(anchor, engine, new Date());
    // Scores of an engine that is no longer in force would push others off lists that are already made by the next.
    if (!(await this.isInForce(engine))) return this.rank(anchor);
    const side = sideOf(anchor.record.kind);
    const stored = await this.pairings.replaceFor({ recordId, contentHash, side }, ranking, engine.digest);
    if (!stored) return { skipped: 'the record moved on' };
    const late = await ranking.late();
    await this.pairings.markDue(late);
    await this.queue.addAll(
      'rank',
      [...ranking.lowered, ...late].map((partnerId) => ({ recordId: partnerId })),
    );
    // Promoted while this was being stored, perhaps after the sweep that looks for such lists.
    if (!(await this.isInForce(engine))) await this.queue.add('rank', { recordId });
    return 'done';
  }

  private async isInForce({ digest }: Engine): Promise<boolean> {
    return (await this.engines.current()).digest === digest;
  }
}

import { Injectable } from '@nestjs/common';
import { Engines } from '#engine';
import { IndexDamagedError } from '#index';
import { JobQueue } from '#jobs';
import type { JobPayloads, Outcome } from '#jobs';
import { sideOf } from '#matching';
import type { AnyProfiled, Side } from '#matching';
import { PairingStore, ProfileStore, RerankingStore } from '#storage';
import { Ranker } from './ranker.js';

/** With fewer jobs waiting the next are asked for, so that no process runs out of them meanwhile. */
export const FEW_WAITING = 20;

/** Ranks records anew whose lists are of an engine that is no longer in force. Those lists are shown until then. */
@Injectable()
export class RerankProcessor {
  private isStopping = false;

  constructor(
    private readonly reranking: RerankingStore,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly engines: Engines,
    private readonly ranker: Ranker,
    private readonly queue: JobQueue,
  ) {}

  /** Ends after the record at hand; the next sweep finds the others. */
  stop(): void {
    this.isStopping = true;
  }

  /** Each record is looked at when its turn comes: it may have moved on, and an operator may have paused everything. */
  async process({ recordIds }: JobPayloads['rerank']): Promise<Outcome> {
    const began = performance.now();
    const ranked: Record<Side, number> = { need: 0, supply: 0 };
    try {
      for (const recordId of recordIds) {
        if (this.isStopping) return { skipped: 'the process stops' };
        const { digest } = await this.engines.current();
        const { isPaused, isDue } = await this.reranking.stands(recordId, digest);
        if (isPaused) return { skipped: 'paused' };
        const [anchor] = isDue ? await this.profiles.load([recordId]) : [];
        if (!anchor) continue;
        const outcome = await this.rank(anchor);
        if (outcome === 'done') ranked[sideOf(anchor.record.kind)]++;
        else if ('snooze' in outcome) return outcome;
      }
    } finally {
      if (ranked.need + ranked.supply > 0) await this.reranking.note((performance.now() - began) / 1000, ranked);
    }
    if (ranked.need + ranked.supply === 0) return { skipped: 'ranked already, or the records moved on' };
    if ((await this.queue.waiting('rerank')) < FEW_WAITING) await this.queue.add('sweep', {});
    return 'done';
  }

  /** A record that cannot be ranked keeps no other from it: it is tried again alone, which tells of its failure. */
  private async rank(anchor: AnyProfiled): Promise<Outcome> {
    const recordId = anchor.record.id;
    try {
      return await this.ranker.rank(anchor);
    } catch (error) {
      if (error instanceof IndexDamagedError) throw error;
      await this.pairings.markDue([recordId]);
      await this.queue.add('rank', { recordId });
      return { skipped: 'to be tried alone' };
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { EMBEDDER, Engines } from '#engine';
import type { OpenedEmbedder } from '#embedding';
import { JobQueue } from '#jobs';
import type { Outcome } from '#jobs';
import { DuplicateStore, merge, nothingToDo, ProfileStore, RecordStore, RerankingStore } from '#storage';
import { inBatches } from './in-batches.js';
import { FEW_WAITING } from './rerank.processor.js';
import { Retagging } from './retagging.js';

/** Records handed to the queue per sweep; the rest wait for the next one. */
const MOST = 2000;
/** Records tagged anew per sweep, in the sweep itself. */
const MOST_RETAGGED = 200;
/** Work younger than this is most likely in the queue already. */
const GRACE_SECONDS = 10;

/** Finds work that was committed but is not queued, and lists made by an engine or model no longer in force. */
@Injectable()
export class SweepProcessor {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly reranking: RerankingStore,
    private readonly engines: Engines,
    private readonly queue: JobQueue,
    private readonly duplicates: DuplicateStore,
    private readonly retagging: Retagging,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  /** @param now what time it is; another than the clock's in tests */
  async process(now = new Date()): Promise<Outcome> {
    const found = nothingToDo();
    merge(found, await this.records.expire(now, MOST));
    merge(found, await this.records.markDateChanges(MOST));
    merge(found, await this.records.blindAnew(MOST));
    merge(found, await this.records.unfinished(GRACE_SECONDS, MOST));
    const model = this.embedder.embedder?.id;
    // Without a model nothing is profiled anew: vectors made by one are kept for when it is back.
    const ofOtherModels = model === undefined ? nothingToDo() : await this.records.markProfiledByOthers(model, MOST);
    merge(found, ofOtherModels);
    await this.queue.addAll('profile', found.profile);
    await this.queue.addAll('rank', found.rank);
    if (found.project || (await this.profiles.dirtyCount()) > 0) await this.queue.add('project', {});
    const unchecked = await this.duplicates.due(MOST);
    await this.queue.addAll('duplicates', inBatches(unchecked));
    // What another model understood is understood anew, and ranked after that: to rank it before would be in vain.
    const outdated = ofOtherModels.profile.length > 0 ? [] : await this.toRankAnew();
    await this.queue.addAll('rerank', inBatches(outdated));
    const retagged = await this.retagging.some(MOST_RETAGGED);
    const count = retagged + unchecked.length + outdated.length + found.profile.length + found.rank.length;
    return count > 0 ? 'done' : { skipped: 'nothing left behind' };
  }

  /** What is to be ranked anew next, unless an operator has paused that, or enough of it waits in the queue. */
  private async toRankAnew(): Promise<string[]> {
    if (await this.reranking.isPaused()) return [];
    if ((await this.queue.waiting('rerank')) >= FEW_WAITING) return [];
    const underway = (await this.queue.underway('rerank')).flatMap(({ recordIds }) => recordIds);
    return this.reranking.due((await this.engines.current()).digest, MOST, underway);
  }
}

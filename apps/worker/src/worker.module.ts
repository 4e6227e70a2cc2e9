import { Inject, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { ENV } from '#config';
import type { Env } from '#config';
import { Engines, TextsAtHand } from '#engine';
import { IndexDamagedError } from '#index';
import { JobLog, JobQueue, JobWorkers, QUEUE_BACKEND } from '#jobs';
import type { Handlers, JobName, Outcome, QueueBackend } from '#jobs';
import { CommonNeedsProcessor } from './common-needs.processor.js';
import { DeliverProcessor } from './webhooks/deliver.processor.js';
import { DispatchProcessor } from './webhooks/dispatch.processor.js';
import { DuplicatesProcessor } from './duplicates.processor.js';
import { ProfileProcessor } from './profile.processor.js';
import { IndexingModule } from './indexing.module.js';
import { ProjectProcessor } from './project.processor.js';
import { RankProcessor } from './rank.processor.js';
import { Ranker } from './ranker.js';
import { RerankProcessor } from './rerank.processor.js';
import { Retagging } from './retagging.js';
import { SweepProcessor } from './sweep.processor.js';

const WAIT_FOR_INDEX_MS = 500;
/** Reading texts ahead takes a process's whole time: first it is to be ready. */
const READ_AHEAD_AFTER_MS = 3000;

/** Runs every job but imports, which need intake's checks. */
@Module({
  imports: [IndexingModule],
  providers: [
    CommonNeedsProcessor,
    DeliverProcessor,
    DispatchProcessor,
    DuplicatesProcessor,
    ProfileProcessor,
    Ranker,
    RankProcessor,
    RerankProcessor,
    Retagging,
    SweepProcessor,
  ],
})
export class WorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: JobWorkers | null = null;
  private readingAhead: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
    private readonly queue: JobQueue,
    private readonly profile: ProfileProcessor,
    private readonly rank: RankProcessor,
    private readonly rerank: RerankProcessor,
    private readonly project: ProjectProcessor,
    private readonly sweep: SweepProcessor,
    private readonly duplicates: DuplicatesProcessor,
    private readonly commonNeeds: CommonNeedsProcessor,
    private readonly dispatch: DispatchProcessor,
    private readonly deliver: DeliverProcessor,
    private readonly engines: Engines,
    private readonly texts: TextsAtHand,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.mendIndex();
    const handlers: Handlers<Exclude<JobName, 'import'>> = {
      profile: (payload, run) => unlessDamaged(() => this.profile.process(payload, run)),
      rank: (payload, run) => unlessDamaged(() => this.rank.process(payload, run)),
      rerank: (payload) => unlessDamaged(() => this.rerank.process(payload)),
      project: () => unlessDamaged(() => this.project.project()),
      mend: ({ kind }) => this.project.mendDamaged(kind),
      optimise: () => unlessDamaged(() => this.project.optimise()),
      duplicates: (payload) => unlessDamaged(() => this.duplicates.process(payload)),
      'common-needs': (payload) => this.commonNeeds.process(payload),
      sweep: () => this.sweep.process(),
      dispatch: () => this.dispatch.process(),
      deliver: (payload) => this.deliver.process(payload),
    };
    const { WORKER_CONCURRENCY: concurrency, WORKER_LOCK_SECONDS: lockSeconds } = this.env;
    this.workers = new JobWorkers(this.backend, handlers, new JobLog(), { concurrency, lockSeconds });
    await this.workers.ready();
    await this.queue.schedule(this.env.SWEEP_SECONDS);
    await this.queue.add('sweep', {});
    const engine = await this.engines.current();
    this.readingAhead = setTimeout(() => this.texts.keepFor(engine), READ_AHEAD_AFTER_MS);
  }

  /** Before any record is ranked: what the index lacks is looked at besides. */
  private async mendIndex(): Promise<void> {
    try {
      if (!(await this.project.isIncomplete())) return;
      await this.project.markMissing();
    } catch (error) {
      // Reported where it was met.
      if (!(error instanceof IndexDamagedError)) throw error;
    }
    await this.queue.add('optimise', {});
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.readingAhead);
    this.rerank.stop();
    await this.workers?.close();
    await this.texts.stop();
  }
}

/** What needs the index waits, without that counting as a try, while a damaged one is made anew. */
async function unlessDamaged(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IndexDamagedError) return { snooze: WAIT_FOR_INDEX_MS };
    throw error;
  }
}

import { Inject, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { ENV } from '#config';
import type { Env } from '#config';
import { JobLog, JobQueue, JobWorkers, QUEUE_BACKEND } from '#jobs';
import type { Handlers, JobName, QueueBackend } from '#jobs';
import { CommonNeedsProcessor } from './common-needs.processor.js';
import { DeliverProcessor } from './webhooks/deliver.processor.js';
import { DispatchProcessor } from './webhooks/dispatch.processor.js';
import { DuplicatesProcessor } from './duplicates.processor.js';
import { ProfileProcessor } from './profile.processor.js';
import { IndexingModule } from './indexing.module.js';
import { ProjectProcessor } from './project.processor.js';
import { RankProcessor } from './rank.processor.js';
import { Retagging } from './retagging.js';
import { SweepProcessor } from './sweep.processor.js';

/** Runs every job but imports, which need intake's checks. */
@Module({
  imports: [IndexingModule],
  providers: [
    CommonNeedsProcessor,
    DeliverProcessor,
    DispatchProcessor,
    DuplicatesProcessor,
    ProfileProcessor,
    RankProcessor,
    Retagging,
    SweepProcessor,
  ],
})
export class WorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: JobWorkers | null = null;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
    private readonly queue: JobQueue,
    private readonly profile: ProfileProcessor,
    private readonly rank: RankProcessor,
    private readonly project: ProjectProcessor,
    private readonly sweep: SweepProcessor,
    private readonly duplicates: DuplicatesProcessor,
    private readonly commonNeeds: CommonNeedsProcessor,
    private readonly dispatch: DispatchProcessor,
    private readonly deliver: DeliverProcessor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const handlers: Handlers<Exclude<JobName, 'import'>> = {
      profile: (payload, run) => this.profile.process(payload, run),
      rank: (payload, run) => this.rank.process(payload, run),
      project: () => this.project.project(),
      optimise: () => this.project.optimise(),
      duplicates: (payload) => this.duplicates.process(payload),
      'common-needs': (payload) => this.commonNeeds.process(payload),
      sweep: () => this.sweep.process(),
      dispatch: () => this.dispatch.process(),
      deliver: (payload) => this.deliver.process(payload),
    };
    this.workers = new JobWorkers(this.backend, handlers, new JobLog(), this.env.WORKER_CONCURRENCY);
    await this.workers.ready();
    await this.queue.schedule(this.env.SWEEP_SECONDS);
    await this.queue.add('sweep', {});
    if (await this.project.isIncomplete()) await this.queue.add('optimise', {});
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.workers?.close();
  }
}

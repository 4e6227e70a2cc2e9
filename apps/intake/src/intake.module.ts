import { Inject, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { JobLog, JobQueue, JobWorkers, QUEUE_BACKEND } from '#jobs';
import type { Handlers, JobPayloads, QueueBackend } from '#jobs';
import { ImportStore } from '#storage';
import { DraftDuplicates } from './draft-duplicates.js';
import { FollowUpQueue } from './follow-up-queue.js';
import { ImportProcessor } from './imports/import.processor.js';
import { ImportsController } from './imports/imports.controller.js';
import { OrganizationsController } from './organizations.controller.js';
import { recordsController } from './records.controller.js';

/** Files at a time in one intake process. */
const CONCURRENCY = 2;
/** An upload that has not ended by then was broken off. */
const BROKEN_UPLOAD_SECONDS = 3600;

/** Takes needs, achievements and bulk files. */
@Module({
  controllers: [
    OrganizationsController,
    recordsController('need'),
    recordsController('achievement'),
    ImportsController,
  ],
  providers: [DraftDuplicates, FollowUpQueue, ImportProcessor],
})
export class IntakeModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: JobWorkers | null = null;

  constructor(
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
    private readonly queue: JobQueue,
    private readonly imports: ImportStore,
    private readonly processor: ImportProcessor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const handlers: Handlers<'import'> = { import: (payload) => this.processor.process(payload) };
    const log = new JobLog(async (_name, payload, error) => {
      if (!('importId' in payload)) return;
      const words = `导入中断，已导入的行不受影响，可重新上传同一文件：${error.message}\n`;
      const en = `The import broke off; rows already in are safe, and the same file can be sent again: ${error.message}`;
      await this.imports.setState((payload as JobPayloads['import']).importId, 'failed', words + en);
    });
    this.workers = new JobWorkers(this.backend, handlers, log, CONCURRENCY);
    await this.workers.ready();
    await this.imports.dropBrokenUploads(BROKEN_UPLOAD_SECONDS);
    await this.queue.addAll(
      'import',
      (await this.imports.unfinished()).map((importId) => ({ importId })),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.workers?.close();
  }
}

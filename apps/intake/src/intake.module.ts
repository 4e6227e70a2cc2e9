import { Inject, Logger, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { ENV } from '#config';
import type { Env } from '#config';
import { JobLog, JobQueue, JobWorkers, QUEUE_BACKEND } from '#jobs';
import type { Handlers, QueueBackend } from '#jobs';
import { RECORD_KINDS } from '#matching';
import { ImportStore } from '#storage';
import { DraftDuplicates } from './draft-duplicates.js';
import { exportsController } from './exports/exports.controller.js';
import { FollowUpQueue } from './follow-up-queue.js';
import { ImportProcessor } from './imports/import.processor.js';
import { ImportFilesController } from './imports/import-files.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { KEPT_DAYS } from './imports/kept-days.js';
import { OrganizationsController } from './organizations.controller.js';
import { NoticesController } from './notices.controller.js';
import { RecordAccess } from './record-access.js';
import { recordMovesController } from './record-moves.controller.js';
import { recordsController } from './records.controller.js';
import { tagsController } from './tags/tags.controller.js';

/** Files at a time in one intake process. */
const CONCURRENCY = 2;
/** An upload that has not ended by then was broken off. */
const BROKEN_UPLOAD_SECONDS = 3600;
const CLEANING_MS = 3_600_000;

/** Takes records of every kind, and bulk files. */
@Module({
  controllers: [
    OrganizationsController,
    ...RECORD_KINDS.map(recordMovesController),
    ...RECORD_KINDS.map(recordsController),
    ...RECORD_KINDS.map(tagsController),
    ImportFilesController,
    NoticesController,
    ImportsController,
    ...RECORD_KINDS.map(exportsController),
  ],
  providers: [DraftDuplicates, FollowUpQueue, ImportProcessor, RecordAccess],
})
export class IntakeModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Import');
  private workers: JobWorkers | null = null;
  private cleaning: NodeJS.Timeout | null = null;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
    private readonly queue: JobQueue,
    private readonly imports: ImportStore,
    private readonly processor: ImportProcessor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const handlers: Handlers<'import'> = { import: (payload, run) => this.processor.process(payload, run) };
    this.workers = new JobWorkers(this.backend, handlers, new JobLog(), {
      concurrency: CONCURRENCY,
      lockSeconds: this.env.WORKER_LOCK_SECONDS,
    });
    await this.workers.ready();
    await this.clean();
    this.cleaning = setInterval(() => void this.clean().catch((error: unknown) => this.log.warn(error)), CLEANING_MS);
    this.cleaning.unref();
    await this.queue.addAll(
      'import',
      (await this.imports.unfinished()).map((importId) => ({ importId })),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.cleaning) clearInterval(this.cleaning);
    await this.workers?.close();
  }

  private async clean(): Promise<void> {
    await this.imports.dropBrokenUploads(BROKEN_UPLOAD_SECONDS);
    await this.imports.dropOldFiles(KEPT_DAYS * 24 * 3600);
  }
}

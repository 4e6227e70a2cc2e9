import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ENV } from '#config';
import type { Env } from '#config';
import { openBackend } from './backend.js';
import type { QueueBackend } from './backend.js';
import { JobQueue } from './job-queue.js';

/** Injection token of the process's `QueueBackend`. */
export const QUEUE_BACKEND = Symbol('QUEUE_BACKEND');

/** The queue for the whole process. Expects `QUEUE_URL` to be settled. */
@Global()
@Module({
  providers: [
    {
      provide: QUEUE_BACKEND,
      inject: [ENV],
      useFactory: (env: Env) => openBackend(env.QUEUE_URL ?? env.DATABASE_URL ?? ''),
    },
    { provide: JobQueue, inject: [QUEUE_BACKEND], useFactory: (backend: QueueBackend) => new JobQueue(backend) },
  ],
  exports: [QUEUE_BACKEND, JobQueue],
})
export class JobsModule implements OnApplicationShutdown {
  constructor(@Inject(JobQueue) private readonly queue: JobQueue) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

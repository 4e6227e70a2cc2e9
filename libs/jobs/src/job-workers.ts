import { DelayedError } from 'bullmq';
import type { Job, Worker } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { JOBS } from './catalogue.js';
import type { Handlers, JobName, JobPayloads, Outcome } from './catalogue.js';

/** A worker that vanished is noticed within about this long, and its job is run again. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;
const MOST_STALLS = 5;

export interface JobEvents {
  finished: (name: JobName, outcome: Outcome, milliseconds: number) => void;
  /** A run failed; `last` when there will be no further one. */
  failed: (name: JobName, payload: JobPayloads[JobName], error: Error, last: boolean) => void;
}

/** Runs the given handlers until closed. */
export class JobWorkers {
  private readonly workers: Worker[];

  constructor(
    backend: QueueBackend,
    handlers: Partial<Handlers>,
    private readonly events: JobEvents,
    concurrency: number,
  ) {
    this.workers = (Object.keys(handlers) as JobName[]).map((name) => {
      const declared = JOBS[name].concurrency;
      const handle = handlers[name] as Handlers[JobName];
      const worker = backend.worker(name, (job: Job, token?: string) => this.run(name, handle, job, token), {
        concurrency: declared === 'cpu' ? concurrency : declared,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MOST_STALLS,
      });
      worker.on('error', () => undefined);
      return worker;
    });
  }

  /** Resolves when every worker has its connection. */
  async ready(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
  }

  /** Waits for running jobs, takes no new ones. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private async run(name: JobName, handle: Handlers[JobName], job: Job, token?: string): Promise<unknown> {
    const started = performance.now();
    const payload = job.data as JobPayloads[JobName];
    const attempt = job.attemptsMade + 1;
    const last = attempt >= (job.opts.attempts ?? 1);
    try {
      const outcome = await handle(payload as never, { attempt, last });
      this.events.finished(name, outcome, performance.now() - started);
      if (outcome !== 'done' && 'snooze' in outcome) {
        await job.moveToDelayed(Date.now() + outcome.snooze, token);
        throw new DelayedError();
      }
      return outcome;
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      this.events.failed(name, payload, error instanceof Error ? error : new Error(String(error)), last);
      throw error;
    }
  }
}

import { DelayedError } from 'bullmq';
import type { Job, Worker } from 'bullmq';
import { during, openSpan, SpanKind, traceOf } from '#telemetry';
import type { Work } from '#telemetry';
import type { QueueBackend } from './backend.js';
import { JOBS } from './catalogue.js';
import type { Handlers, JobName, JobPayloads, Outcome } from './catalogue.js';
import { queueAttributes, readCause } from './cause.js';

/** Looks for jobs of vanished workers in the time that their locks last. */
const STALLED_CHECKS = 3;
const MOST_STALLS = 5;

export interface JobEvents {
  finished: (name: JobName, payload: JobPayloads[JobName], outcome: Outcome, milliseconds: number) => void;
  /** A run failed; `last` when there will be no further one. */
  failed: (name: JobName, payload: JobPayloads[JobName], error: Error, last: boolean, milliseconds: number) => void;
  /** The queue could not be asked, outside any job; it is asked again. */
  troubled: (error: Error) => void;
}

/** Runs the given handlers until closed; while a job runs, `currentWork` says which, and what asked for it. */
export class JobWorkers {
  private readonly workers: Worker[];

  constructor(
    backend: QueueBackend,
    handlers: Partial<Handlers>,
    private readonly events: JobEvents,
    { concurrency, lockSeconds }: { concurrency: number; lockSeconds: number },
  ) {
    this.workers = (Object.keys(handlers) as JobName[]).map((name) => {
      const declared = JOBS[name].concurrency;
      const handle = handlers[name] as Handlers[JobName];
      const worker = backend.worker(name, (job: Job, token?: string) => this.run(name, handle, job, token), {
        concurrency: declared === 'cpu' ? concurrency : declared,
        lockDuration: lockSeconds * 1000,
        stalledInterval: Math.floor((lockSeconds * 1000) / STALLED_CHECKS),
        maxStalledCount: MOST_STALLS,
      });
      worker.on('error', (error) => this.events.troubled(error));
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
    const { requestId, traceparent, link, since } = readCause(job.opts.telemetry?.metadata);
    const jobId = job.id ?? '';
    const work: Work = { requestId, since, job: name, jobId, trace: traceOf(traceparent) };
    // What runs by itself, every few seconds, begins no trace.
    const isTraced = traceparent !== undefined || link !== undefined;
    if (!isTraced) return during(work, () => this.handle(name, handle, job, token));
    const attributes = { ...queueAttributes(name, 'process'), 'messaging.message.id': jobId };
    const span = openSpan(`process ${name}`, { kind: SpanKind.CONSUMER, attributes, link }, work);
    try {
      const result = await during(span.work, () => this.handle(name, handle, job, token));
      span.end();
      return result;
    } catch (error) {
      span.end({}, error instanceof DelayedError ? undefined : error);
      throw error;
    }
  }

  private async handle(name: JobName, handle: Handlers[JobName], job: Job, token?: string): Promise<unknown> {
    const started = performance.now();
    const payload = job.data as JobPayloads[JobName];
    const attempt = job.attemptsMade + 1;
    const last = attempt >= (job.opts.attempts ?? 1);
    try {
      const outcome = await handle(payload as never, { attempt, last });
      this.events.finished(name, payload, outcome, performance.now() - started);
      if (outcome !== 'done' && 'snooze' in outcome) {
        await job.moveToDelayed(Date.now() + outcome.snooze, token);
        throw new DelayedError();
      }
      return outcome;
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      const thrown = error instanceof Error ? error : new Error(String(error));
      this.events.failed(name, payload, thrown, last, performance.now() - started);
      throw error;
    }
  }
}

import type { Queue } from 'bullmq';
import { inSpan, SpanKind } from '#telemetry';
import type { QueueBackend } from './backend.js';
import { JOB_NAMES, JOBS } from './catalogue.js';
import type { JobName, JobPayloads } from './catalogue.js';
import { causeFor, queueAttributes } from './cause.js';

/** Failed jobs are kept for a look back, done ones are not: in PostgreSQL each that ends goes through those kept. */
const KEEP_FAILED = { age: 14 * 24 * 3600, count: 10_000 };

const SCHEDULED = JOB_NAMES.filter((name) => JOBS[name].everySeconds !== undefined);
/** Between two looks whether the jobs that run by themselves are still scheduled. */
const LOOK_EVERY_MS = 10_000;

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** Puts declared jobs into the queue. */
export class JobQueue {
  private readonly queues = new Map<JobName, Queue>();
  private looking: NodeJS.Timeout | null = null;

  constructor(private readonly backend: QueueBackend) {}

  async add<N extends JobName>(name: N, payload: JobPayloads[N]): Promise<void> {
    await publishing(name, () => this.queue(name).add(name, payload, optionsOf(name, payload, false)));
  }

  async addAll<N extends JobName>(name: N, payloads: readonly JobPayloads[N][]): Promise<void> {
    if (payloads.length === 0) return;
    const isOneOfMany = payloads.length > 1;
    await publishing(name, () =>
      this.queue(name).addBulk(payloads.map((data) => ({ name, data, opts: optionsOf(name, data, isOneOfMany) }))),
    );
  }

  /**
   * Starts the jobs that run by themselves, and again when the queue has lost them, as a Redis that comes back empty has:
   * no sweep would ever mend the rest. Calling it again, from anywhere, changes nothing.
   */
  async schedule(sweepSeconds: number, lookEveryMs = LOOK_EVERY_MS): Promise<void> {
    for (const name of SCHEDULED) await this.startScheduler(name, sweepSeconds);
    this.looking ??= setInterval(() => void this.startLost(sweepSeconds).catch(() => undefined), lookEveryMs).unref();
  }

  async counts(): Promise<Record<JobName, JobCounts>> {
    const entries = JOB_NAMES.map(async (name) => {
      const found = await this.queue(name).getJobCounts('waiting', 'active', 'delayed', 'failed');
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = found;
      return [name, { waiting, active, delayed, failed }] as const;
    });
    return Object.fromEntries(await Promise.all(entries)) as Record<JobName, JobCounts>;
  }

  /** Jobs of this name that wait to be run, those that wait a while before another try aside. */
  async waiting(name: JobName): Promise<number> {
    return this.queue(name).getWaitingCount();
  }

  /** What all jobs of this name are to work on that have not ended. */
  async underway<N extends JobName>(name: N): Promise<JobPayloads[N][]> {
    const jobs = await this.queue(name).getJobs(['waiting', 'active', 'delayed']);
    // One that ends while they are read may come without its payload.
    return jobs.flatMap((job) => (job?.data ? [job.data as JobPayloads[N]] : []));
  }

  async close(): Promise<void> {
    if (this.looking) clearInterval(this.looking);
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
  }

  private async startLost(sweepSeconds: number): Promise<void> {
    for (const name of SCHEDULED) {
      if (!(await this.queue(name).getJobScheduler(name))) await this.startScheduler(name, sweepSeconds);
    }
  }

  private async startScheduler(name: JobName, sweepSeconds: number): Promise<void> {
    const { everySeconds } = JOBS[name];
    const every = (everySeconds === 'sweep' ? sweepSeconds : (everySeconds ?? sweepSeconds)) * 1000;
    const template = { name, data: {}, opts: { removeOnComplete: true, removeOnFail: KEEP_FAILED } };
    await this.queue(name).upsertJobScheduler(name, { every }, template);
  }

  private queue(name: JobName): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.backend.queue(name, {});
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    return queue;
  }
}

function publishing<T>(name: JobName, publish: () => Promise<T>): Promise<T> {
  return inSpan(`publish ${name}`, { kind: SpanKind.PRODUCER, attributes: queueAttributes(name, 'send') }, publish);
}

function optionsOf<N extends JobName>(name: N, payload: JobPayloads[N], isOneOfMany: boolean): object {
  const { attempts, backoffMs, deduplicationId, delayMs } = JOBS[name];
  const cause = causeFor(name, isOneOfMany);
  return {
    attempts,
    ...(delayMs === undefined ? {} : { delay: delayMs }),
    backoff: { type: 'exponential', delay: backoffMs },
    deduplication: { id: deduplicationId(payload), keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: KEEP_FAILED,
    ...(cause === undefined ? {} : { telemetry: { metadata: cause } }),
  };
}

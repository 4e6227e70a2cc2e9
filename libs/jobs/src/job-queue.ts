import type { Queue } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { JOB_NAMES, JOBS } from './catalogue.js';
import type { JobName, JobPayloads } from './catalogue.js';

/** Failed jobs are kept for a look back, done ones are not: in PostgreSQL each that ends goes through those kept. */
const KEEP_FAILED = { age: 14 * 24 * 3600, count: 10_000 };

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/** Puts declared jobs into the queue. */
export class JobQueue {
  private readonly queues = new Map<JobName, Queue>();

  constructor(private readonly backend: QueueBackend) {}

  async add<N extends JobName>(name: N, payload: JobPayloads[N]): Promise<void> {
    await this.queue(name).add(name, payload, optionsOf(name, payload));
  }

  async addAll<N extends JobName>(name: N, payloads: readonly JobPayloads[N][]): Promise<void> {
    if (payloads.length === 0) return;
    await this.queue(name).addBulk(payloads.map((data) => ({ name, data, opts: optionsOf(name, data) })));
  }

  /** Starts the jobs that run by themselves; calling it again, from anywhere, changes nothing. */
  async schedule(sweepSeconds: number): Promise<void> {
    for (const name of JOB_NAMES) {
      const { everySeconds } = JOBS[name];
      if (everySeconds === undefined) continue;
      const every = (everySeconds === 'sweep' ? sweepSeconds : everySeconds) * 1000;
      const template = { name, data: {}, opts: { removeOnComplete: true, removeOnFail: KEEP_FAILED } };
      await this.queue(name).upsertJobScheduler(name, { every }, template);
    }
  }

  async counts(): Promise<Record<JobName, JobCounts>> {
    const entries = JOB_NAMES.map(async (name) => {
      const found = await this.queue(name).getJobCounts('waiting', 'active', 'delayed', 'failed');
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = found;
      return [name, { waiting, active, delayed, failed }] as const;
    });
    return Object.fromEntries(await Promise.all(entries)) as Record<JobName, JobCounts>;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.backend.close();
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

function optionsOf<N extends JobName>(name: N, payload: JobPayloads[N]): object {
  const { attempts, backoffMs, deduplicationId, delayMs } = JOBS[name];
  return {
    attempts,
    ...(delayMs === undefined ? {} : { delay: delayMs }),
    backoff: { type: 'exponential', delay: backoffMs },
    deduplication: { id: deduplicationId(payload), keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: KEEP_FAILED,
  };
}

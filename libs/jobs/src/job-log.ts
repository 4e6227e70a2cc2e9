import { Logger } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { currentWork, saidOf, stackOf } from '#telemetry';
import { JOB_NAMES, JOBS } from './catalogue.js';
import type { JobName, JobPayloads, Outcome } from './catalogue.js';
import type { JobEvents } from './job-workers.js';

const jobSeconds = new Histogram({
  name: 'duijie_job_seconds',
  help: 'Time a job ran, by job and outcome: done, skipped, snoozed or failed',
  labelNames: ['job', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
});
const jobFailures = new Counter({
  name: 'duijie_job_failures_total',
  help: 'Runs of jobs that failed, by job, and whether it was the last try',
  labelNames: ['job', 'last'],
});
// From the start: Prometheus sees no increase in a counter that begins at 1.
for (const job of JOB_NAMES) for (const last of ['true', 'false']) jobFailures.inc({ job, last }, 0);
const postedToRanked = new Histogram({
  name: 'duijie_posted_to_ranked_seconds',
  help: 'Time from handing a posted or edited record on to be profiled until its list was stored',
  buckets: [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
});

/** A queue that is away is told of this often, not at each of the many times a second that it is asked. */
const SAY_AGAIN_MS = 60_000;

/** Logs and counts what jobs do. Payloads hold ids only, so they may be logged. */
export class JobLog implements JobEvents {
  private readonly log = new Logger('Jobs');
  private lastTrouble = { message: '', at: 0 };

  finished(name: JobName, payload: JobPayloads[JobName], outcome: Outcome, milliseconds: number): void {
    const word = outcome === 'done' ? 'done' : 'skipped' in outcome ? 'skipped' : 'snoozed';
    jobSeconds.observe({ job: name, outcome: word }, milliseconds / 1000);
    const { since } = currentWork();
    if (name === 'rank' && outcome === 'done' && since !== undefined) {
      postedToRanked.observe(Math.max(0, Date.now() - since) / 1000);
    }
    const why = typeof outcome === 'object' && 'skipped' in outcome ? { why: outcome.skipped } : {};
    this.log.debug(`${name} ${word}`, { outcome: word, ...why, ms: Math.round(milliseconds), ...payload });
  }

  failed(name: JobName, payload: JobPayloads[JobName], error: Error, last: boolean, milliseconds: number): void {
    jobSeconds.observe({ job: name, outcome: 'failed' }, milliseconds / 1000);
    jobFailures.inc({ job: name, last: String(last) });
    // What comes round by itself is not given up.
    const isLost = last && JOBS[name].everySeconds === undefined;
    const said = `${name} failed${isLost ? ' for good' : ', will be retried'}: ${saidOf(error)}`;
    const fields = { outcome: 'failed', ms: Math.round(milliseconds), ...payload };
    if (isLost) this.log.error(said, fields, stackOf(error));
    else this.log.warn(said, fields);
  }

  troubled(error: Error): void {
    const message = saidOf(error);
    const now = Date.now();
    if (message === this.lastTrouble.message && now < this.lastTrouble.at + SAY_AGAIN_MS) return;
    this.lastTrouble = { message, at: now };
    this.log.warn(`the queue: ${message}`);
  }
}

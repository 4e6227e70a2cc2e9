import { Logger } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import type { JobName, JobPayloads, Outcome } from './catalogue.js';
import type { JobEvents } from './job-workers.js';

const jobSeconds = new Histogram({
  name: 'duijie_job_seconds',
  help: 'Time a job ran, by job and outcome',
  labelNames: ['job', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
});
const jobFailures = new Counter({
  name: 'duijie_job_failures_total',
  help: 'Runs of jobs that failed, by job, and whether it was the last try',
  labelNames: ['job', 'last'],
});

/** Logs and counts what jobs do. Payloads hold ids only, so they may be logged. */
export class JobLog implements JobEvents {
  private readonly log = new Logger('Jobs');

  finished(name: JobName, outcome: Outcome, milliseconds: number): void {
    const word = outcome === 'done' ? 'done' : 'skipped' in outcome ? 'skipped' : 'snoozed';
    jobSeconds.observe({ job: name, outcome: word }, milliseconds / 1000);
    this.log.debug(`${name} ${JSON.stringify(outcome)} ${milliseconds.toFixed(0)} ms`);
  }

  failed(name: JobName, payload: JobPayloads[JobName], error: Error, last: boolean): void {
    jobFailures.inc({ job: name, last: String(last) });
    const said = `${name} ${JSON.stringify(payload)} failed${last ? ' for good' : ', will be retried'}: ${error.message}`;
    if (last) this.log.error(said, error.stack);
    else this.log.warn(said);
  }
}

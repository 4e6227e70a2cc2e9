import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The process's one Prometheus registry. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics, prefix: 'duijie_' });

export const httpSeconds = new Histogram({
  name: 'duijie_http_request_seconds',
  help: 'Time from request to answer, by route',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

export const jobSeconds = new Histogram({
  name: 'duijie_job_seconds',
  help: 'Time a job ran, by job and outcome',
  labelNames: ['job', 'outcome'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
  registers: [metrics],
});

export const jobFailures = new Counter({
  name: 'duijie_job_failures_total',
  help: 'Runs of jobs that failed, by job',
  labelNames: ['job', 'last'],
  registers: [metrics],
});

import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

collectDefaultMetrics({ prefix: 'duijie_' });

export const metrics = register;

export const httpSeconds = new Histogram({
  name: 'duijie_http_request_seconds',
  help: 'Time from request to answer, by route',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const checkOk = new Gauge({
  name: 'duijie_check_ok',
  help: 'Whether what this process needs answers, as /ready says: 1 or 0',
  labelNames: ['check'],
});
export const checkDegraded = new Gauge({
  name: 'duijie_check_degraded',
  help: 'Whether this process does without it, as /ready says: 1 or 0',
  labelNames: ['check'],
});
export const gatherFailed = new Gauge({
  name: 'duijie_gather_failed',
  help: 'Whether a part of these metrics could not be read: 1 or 0',
  labelNames: ['part'],
});

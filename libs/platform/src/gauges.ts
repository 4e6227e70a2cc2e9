import { Gauge } from 'prom-client';

const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
  new Gauge({ name: `duijie_${name}`, help, labelNames });

/** What is read when someone asks for the metrics. Of the whole platform, whichever process is asked, unless it says. */
export const GAUGES = {
  queueJobs: gauge('queue_jobs', 'Jobs in the queue, by job and state', ['job', 'state']),
  records: gauge('records', 'Records by state of the pipeline; at most a minute old', ['state']),
  rerankingLeft: gauge(
    'reranking_left_records',
    'Records whose list another engine than the one in force made, by side: need or supply; at most a minute old',
    ['side'],
  ),
  oldestUnfinished: gauge(
    'oldest_unfinished_seconds',
    'Since the record that waits longest to be ranked last moved on',
  ),
  indexWaiting: gauge('index_waiting_records', 'Records that wait to be written to the candidate index'),
  indexMissing: gauge('index_missing_records', 'Profiled records that the index lacks; at most a minute old'),
  deliveriesWaiting: gauge('webhook_deliveries_waiting', 'Messages to webhooks that are to be sent'),
  deliveriesDead: gauge('webhook_deliveries_dead', 'Messages to webhooks that were given up; at most a minute old'),
  webhooksEnded: gauge('webhooks_ended', 'Webhooks that were turned off because nothing got through'),
  databaseBytes: gauge('database_bytes', 'Size of the database; at most a minute old'),
  connections: gauge('database_connections', 'Connections of this process to PostgreSQL, by state', ['state']),
  connectionWaits: gauge('database_waiting', 'Statements of this process that wait for a connection'),
  diskFree: gauge('disk_free_bytes', 'Free for this process, by place: data or index', ['place']),
  diskSize: gauge('disk_size_bytes', 'Size of that disk', ['place']),
} as const;

import type { DataSource } from 'typeorm';

/** Counts that cost an index look-up each. */
export interface Backlog {
  /** Since the oldest record that is not ranked yet last moved on; 0 when none waits. */
  oldestUnfinishedSeconds: number;
  /** Records the index does not show as they are. */
  indexWaiting: number;
  /** Messages to webhooks that are to be sent. */
  deliveriesWaiting: number;
}

/** Counts that go through whole tables. */
export interface Totals {
  /** Records by state of the pipeline. */
  records: Record<string, number>;
  /** Messages to webhooks that were given up. */
  deliveriesDead: number;
  /** Webhooks that were turned off because nothing got through. */
  webhooksEnded: number;
  databaseBytes: number;
}

/** Connections of one process's pool. */
export interface PoolCounts {
  used: number;
  idle: number;
  /** Statements that wait for a connection. */
  waiting: number;
}

/** What the people who run the platform watch. */
export class OperationsStore {
  constructor(private readonly source: DataSource) {}

  async backlog(): Promise<Backlog> {
    const [row]: Backlog[] = await this.source.query(
      `SELECT
         coalesce(extract(epoch FROM now() - (SELECT min(pipeline_at) FROM records
           WHERE pipeline_state IN ('pending', 'profiled'))), 0)::float8 AS "oldestUnfinishedSeconds",
         (SELECT count(*) FROM profiles WHERE dirty)::int AS "indexWaiting",
         (SELECT count(*) FROM webhook_deliveries WHERE state = 'waiting')::int AS "deliveriesWaiting"`,
    );
    return row ?? { oldestUnfinishedSeconds: 0, indexWaiting: 0, deliveriesWaiting: 0 };
  }

  /** Sealed records are in none of it. */
  async totals(): Promise<Totals> {
    const [row]: Totals[] = await this.source.query(
      `SELECT
         (SELECT coalesce(jsonb_object_agg(pipeline_state, n), '{}') FROM (SELECT pipeline_state, count(*) AS n FROM records
           WHERE confidentiality <> 'sealed' GROUP BY 1) AS counted) AS records,
         (SELECT count(*) FROM webhook_deliveries WHERE state = 'dead')::int AS "deliveriesDead",
         (SELECT count(*) FROM webhooks WHERE NOT active AND ended = 'failing')::int AS "webhooksEnded",
         pg_database_size(current_database())::float8 AS "databaseBytes"`,
    );
    return row ?? { records: {}, deliveriesDead: 0, webhooksEnded: 0, databaseBytes: 0 };
  }

  /** Without asking the database. */
  pool(): PoolCounts {
    const { totalCount, idleCount, waitingCount } = (this.source.driver as unknown as { master: Pool }).master;
    return { used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }
}
interface Pool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

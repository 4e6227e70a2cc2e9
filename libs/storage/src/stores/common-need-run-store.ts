import type { DataSource } from 'typeorm';

/** One grouping of all needs. */
export interface CommonNeedRun {
  startedAt: Date;
  /** Null while it is under way. */
  endedAt: Date | null;
  /** How it ended: `done`, `overtaken` by a person's decision, or `failed`. */
  outcome: 'done' | 'overtaken' | 'failed' | null;
  /** Needs it looks at, and how many it has. */
  needs: number;
  done: number;
  /** Groups it found, those that people settled included; null until it has ended. */
  grouped: number | null;
}

/** Runs of the grouping: what the last one was made of, and how far the present one is. */
export class CommonNeedRunStore {
  constructor(private readonly source: DataSource) {}

  async latest(): Promise<CommonNeedRun | null> {
    const rows: CommonNeedRun[] = await this.source.query(
      `SELECT started_at AS "startedAt", ended_at AS "endedAt", outcome, needs, done, grouped
       FROM common_need_runs ORDER BY id DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  }

  /** Whether the last finished run was made of the same, or ended less than so many seconds ago. */
  async isFresh(madeOf: string, seconds: number): Promise<{ same: boolean; recent: boolean }> {
    const rows: { same: boolean; recent: boolean }[] = await this.source.query(
      `SELECT made_of = $1 AS same, ended_at > now() - make_interval(secs => $2) AS recent
       FROM common_need_runs WHERE outcome = 'done' ORDER BY id DESC LIMIT 1`,
      [madeOf, seconds],
    );
    return rows[0] ?? { same: false, recent: false };
  }

  /** Notes that a run begins; its id. */
  async begin(needs: number, madeOf: string): Promise<string> {
    const rows: { id: string }[] = await this.source.query(
      'INSERT INTO common_need_runs (needs, made_of) VALUES ($1, $2) RETURNING id',
      [needs, madeOf],
    );
    return rows[0]?.id ?? '';
  }

  async progress(id: string, done: number): Promise<void> {
    await this.source.query('UPDATE common_need_runs SET done = $2 WHERE id = $1', [id, done]);
  }

  async end(id: string, outcome: NonNullable<CommonNeedRun['outcome']>, grouped: number | null): Promise<void> {
    await this.source.query('UPDATE common_need_runs SET ended_at = now(), outcome = $2, grouped = $3 WHERE id = $1', [
      id,
      outcome,
      grouped,
    ]);
    await this.source.query('DELETE FROM common_need_runs WHERE id <= $1::bigint - 100', [id]);
  }
}

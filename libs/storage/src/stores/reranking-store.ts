import type { DataSource } from 'typeorm';
import { RECORD_KINDS } from '#matching';
import type { RecordKind, Side } from '#matching';
import { keptPlan } from '../kept-plan.js';
import { audit } from './audit.js';
import { kindsOf } from './profile-store.js';

/** The pace is that of so many last seconds, and none is told of fewer than the least. */
const PACE_SECONDS = 300;
const LEAST_PACE_SECONDS = 10;
/** Counting reads an entry for each record: what it found is kept so many times as long as it took, and brought up to date. */
const KEPT_TIMES = 20;
/** As long as the batches that bring it up to date are there. */
const KEPT_MOST_MS = 240_000;

/** Ranges in the order of the index, not `IS DISTINCT FROM`: else the whole table is read when there are few left. */
const DUE = ['ranked_by < $1', 'ranked_by > $1', 'ranked_by IS NULL']
  .map(
    (
      range,
    ) => `(SELECT id FROM records WHERE pipeline_state = 'ranked' AND kind = $2 AND ${range} AND id <> ALL($3::uuid[])
       ORDER BY ranked_by LIMIT $4)`,
  )
  .join(' UNION ALL ');
const STANDS = keptPlan(`
  SELECT coalesce((SELECT paused FROM reranking), false) AS "isPaused",
    EXISTS (SELECT 1 FROM records WHERE id = $1 AND pipeline_state = 'ranked' AND ranked_by IS DISTINCT FROM $2) AS "isDue"`);

/** Ranked records of one side: all, and those ranked by the engine in force. */
export interface Reranked {
  done: number;
  total: number;
}

/** Who stopped or resumed the ranking anew, and when. */
export interface PauseChange {
  isPaused: boolean;
  by: { id: string; name: string | null };
  at: Date;
}

/** What was counted of all records, and when by PostgreSQL's clock. */
interface Counted {
  at: Date;
  need: Reranked;
  supply: Reranked;
}

/** Records whose lists another engine than the one in force made. They keep those lists until they are ranked anew. */
export class RerankingStore {
  private counted: { digest: string; until: number; counts: Promise<Counted> } | null = null;

  constructor(private readonly source: DataSource) {}

  /** Whether any record is to be ranked anew by this engine. */
  async isAnyDue(digest: string, kinds: readonly RecordKind[] = RECORD_KINDS): Promise<boolean> {
    return (await this.due(digest, 1, [], kinds)).length > 0;
  }

  /** Some of the records that are to be ranked anew by this engine, needs before supplies. */
  async due(
    digest: string,
    limit: number,
    except: readonly string[] = [],
    kinds: readonly RecordKind[] = RECORD_KINDS,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const kind of kinds) {
      if (found.length >= limit) break;
      const rows: { id: string }[] = await this.source.query(DUE, [digest, kind, except, limit - found.length]);
      found.push(...rows.slice(0, limit - found.length).map(({ id }) => id));
    }
    return found;
  }

  /** Whether a record is still to be ranked anew by this engine, and whether that is to happen now. */
  async stands(recordId: string, digest: string): Promise<{ isPaused: boolean; isDue: boolean }> {
    const [row]: { isPaused: boolean; isDue: boolean }[] = await this.source.query(STANDS, [recordId, digest]);
    return row ?? { isPaused: false, isDue: false };
  }

  /**
   * How many records this engine has ranked, of all that are ranked. Where counting takes long it is seldom done; in between
   * what jobs noted is added, so that a few too little may be told, and all only when it is so.
   */
  async counts(digest: string): Promise<Record<Side, Reranked>> {
    const { at, ...counts } = await this.keptCount(digest);
    const [noted]: Record<Side, number>[] = await this.source.query(
      `SELECT coalesce(sum(needs), 0)::int AS need, coalesce(sum(supplies), 0)::int AS supply
       FROM reranked_batches WHERE began_at >= $1`,
      [at],
    );
    const upToDate = async (side: Side): Promise<Reranked> => {
      const { done, total } = counts[side];
      const isAnyLeft = await this.isAnyDue(digest, kindsOf(side));
      return { done: isAnyLeft ? Math.min(done + (noted?.[side] ?? 0), Math.max(0, total - 1)) : total, total };
    };
    return { need: await upToDate('need'), supply: await upToDate('supply') };
  }

  private async keptCount(digest: string): Promise<Counted> {
    const now = performance.now();
    if (this.counted?.digest === digest && now < this.counted.until) return this.counted.counts;
    // Whoever asks while it is being counted hears the same.
    const counting = { digest, until: Infinity, counts: this.count(digest) };
    this.counted = counting;
    try {
      const counts = await counting.counts;
      const took = performance.now() - now;
      counting.until = now + took + Math.min(took * KEPT_TIMES, KEPT_MOST_MS);
      return counts;
    } catch (error) {
      this.counted = null;
      throw error;
    }
  }

  private async count(digest: string): Promise<Counted> {
    const rows: { at: Date; side: Side; isDone: boolean; n: number }[] = await this.source.query(
      `SELECT now() AS at, CASE kind WHEN 'need' THEN 'need' ELSE 'supply' END AS side,
         coalesce(ranked_by = $1, false) AS "isDone", sum(n)::int AS n
       FROM (SELECT kind, ranked_by, count(*) AS n FROM records WHERE pipeline_state = 'ranked' GROUP BY 1, 2) AS counted
       GROUP BY 2, 3`,
      [digest],
    );
    const counts = { at: rows[0]?.at ?? new Date(), need: { done: 0, total: 0 }, supply: { done: 0, total: 0 } };
    for (const { side, isDone, n } of rows) {
      counts[side].total += n;
      if (isDone) counts[side].done += n;
    }
    return counts;
  }

  /** Notes what a job that began so many seconds ago has ranked anew, for the pace. */
  async note(seconds: number, ranked: Readonly<Record<Side, number>>): Promise<void> {
    await this.source.query(
      `WITH gone AS (DELETE FROM reranked_batches WHERE ended_at < now() - make_interval(secs => $4))
       INSERT INTO reranked_batches (began_at, needs, supplies)
         VALUES (now() - make_interval(secs => $1), $2, $3)`,
      [seconds, ranked.need, ranked.supply, PACE_SECONDS],
    );
  }

  /** Records of each side that the whole fleet ranked anew a second of late, pauses aside; null where it did not, or not for long. */
  async pace(): Promise<Record<Side, number | null>> {
    const paceOf = (column: string): string => {
      const ofSide = `FILTER (WHERE ${column} > 0)`;
      const seconds = `extract(epoch FROM now() - min(began_at) ${ofSide})`;
      return `CASE WHEN ${seconds} >= $2 THEN (sum(${column}) / ${seconds})::float8 END`;
    };
    const [row]: Record<Side, number | null>[] = await this.source.query(
      `SELECT ${paceOf('needs')} AS need, ${paceOf('supplies')} AS supply FROM reranked_batches
       WHERE ended_at > now() - make_interval(secs => $1)
         AND began_at > coalesce((SELECT at FROM reranking), '-infinity')`,
      [PACE_SECONDS, LEAST_PACE_SECONDS],
    );
    return row ?? { need: null, supply: null };
  }

  /** The last change of whether it is paused; null before the first. */
  async pause(): Promise<PauseChange | null> {
    const [row]: { paused: boolean; actor: string; name: string | null; at: Date }[] = await this.source.query(
      'SELECT r.paused, r.actor, a.name, r.at FROM reranking r LEFT JOIN accounts a ON a.id::text = r.actor',
    );
    return row ? { isPaused: row.paused, by: { id: row.actor, name: row.name }, at: row.at } : null;
  }

  async isPaused(): Promise<boolean> {
    return (await this.pause())?.isPaused ?? false;
  }

  /** Pauses or resumes ranking anew in the whole fleet; what is so already changes nothing. */
  async setPaused(isPaused: boolean, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const rows: { id: string }[] = await manager.query(
        `INSERT INTO reranking AS r (paused, actor) SELECT $1::boolean, $2 WHERE $1::boolean OR EXISTS (SELECT 1 FROM reranking)
         ON CONFLICT (only_row) DO UPDATE SET paused = excluded.paused, actor = excluded.actor, at = now()
         WHERE r.paused <> excluded.paused RETURNING id`,
        [isPaused, actor],
      );
      const [changed] = rows;
      if (!changed) return;
      const action = isPaused ? 'pause' : 'resume';
      await audit(manager, { actor, action, subjectKind: 'reranking', subjectId: changed.id, revision: null });
    });
  }
}

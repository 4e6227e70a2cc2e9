import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '#matching';
import type { Judgeable } from '#matching';
import { decidedPairs } from './decided.js';
import { LIST_LENGTH } from './pairing-store.js';
import { shownContent } from './shown-record.js';

/** Open pairings of each need that are offered at a time, its best by score: as they are decided, the next ones come up. */
export const OFFERED_PER_NEED = 5;

/** Any fixed number: claims are given out one broker at a time, so that quotas hold for all together. */
const CLAIM_LOCK = 6_427_003;

const START_OF_DAY = `date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'`;
/** Claims that count against a day's quotas: what was given back or let lapse does not. */
const COUNTED_TODAY = `c.claimed_at >= ${START_OF_DAY}
  AND (c.outcome = 'decided' OR (c.outcome IS NULL AND c.expires_at > now()))`;

/** A need's list as review work sees it. */
export interface NeedToReview {
  needId: string;
  /** What the need's threshold goes by. */
  characters: number;
  hasField: boolean;
  /** What tells whether anything fits, as `fitOf` takes it: the best of the whole list, and anything that cannot be judged. */
  judged: Judgeable[];
  budgetMaxFen: number | null;
  deadline: string | null;
  /** Pairings of its list that are decided, or held by someone. */
  given: number;
  open: PairingToReview[];
}

/** A pairing that is neither decided nor held by another. */
export interface PairingToReview {
  id: string;
  supplyId: string;
  probability: number;
  /** When the asking account's own claim ends; null when nobody holds it. */
  expiresAt: Date | null;
}

/** All that waits for brokers, on one calendar day in China. */
export interface ReviewBacklog {
  /** ISO 8601 day. */
  today: string;
  needs: NeedToReview[];
  /** Claims that count against the quotas of the day, by account and by supply. */
  takenByAccount: Map<string, number>;
  takenBySupply: Map<string, number>;
}

export interface Claim {
  pairingId: string;
  expiresAt: Date;
}

/** What waits for a decision, and who holds it. A claim is a lease: it ends by a decision, by being given back, or by time. */
export class ReviewQueueStore {
  constructor(private readonly source: DataSource) {}

  /** @param accountId whose own claims are shown as open, with their end */
  async backlog(accountId: string | null): Promise<ReviewBacklog> {
    return readBacklog(this.source.manager, accountId);
  }

  /**
   * Gives the account the pairings that `choose` picks from what nobody holds, and renews what it holds.
   * One at a time over all processes, so that what `choose` sees is so until it is stored.
   * @returns pairings newly held
   */
  async claim(
    accountId: string,
    minutes: number,
    choose: (backlog: ReviewBacklog) => readonly { id: string }[],
  ): Promise<string[]> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
      await manager.query(
        `UPDATE review_claims SET ended_at = expires_at, outcome = 'expired'
         WHERE ended_at IS NULL AND expires_at <= now()`,
      );
      await renew(manager, accountId, minutes);
      const chosen = choose(await readBacklog(manager, null)).map(({ id }) => id);
      const rows: { id: string }[] = await manager.query(
        `WITH chosen AS (SELECT p.id, p.need_id, p.supply_id FROM pairings p WHERE p.id = ANY($2)),
         made AS (
           INSERT INTO review_claims (need_id, supply_id, account_id, expires_at)
           SELECT need_id, supply_id, $1, now() + make_interval(mins => $3) FROM chosen
           ON CONFLICT (need_id, supply_id) WHERE ended_at IS NULL DO NOTHING RETURNING need_id, supply_id
         )
         SELECT chosen.id FROM made JOIN chosen USING (need_id, supply_id)`,
        [accountId, chosen, minutes],
      );
      return rows.map(({ id }) => id);
    });
  }

  /** What the account holds. */
  async heldBy(accountId: string): Promise<Claim[]> {
    return this.source.query(
      `SELECT p.id AS "pairingId", c.expires_at AS "expiresAt"
       FROM review_claims c JOIN pairings p ON p.need_id = c.need_id AND p.supply_id = c.supply_id
       WHERE c.account_id = $1 AND c.ended_at IS NULL AND c.expires_at > now() ORDER BY c.claimed_at, p.id`,
      [accountId],
    );
  }

  /** Whoever works keeps what they hold. */
  async renew(accountId: string, minutes: number): Promise<void> {
    await renew(this.source.manager, accountId, minutes);
  }

  /** @throws DomainError `not-found` when the account does not hold it */
  async release(pairingId: string, accountId: string): Promise<void> {
    const [, released]: [unknown, number] = await this.source.query(
      `UPDATE review_claims c SET ended_at = now(), outcome = 'released' FROM pairings p
       WHERE p.id = $1 AND c.need_id = p.need_id AND c.supply_id = p.supply_id AND c.account_id = $2
         AND c.ended_at IS NULL AND c.expires_at > now()`,
      [pairingId, accountId],
    );
    if (released === 0) throw new DomainError('not-found', { what: '认领 / claim' });
  }

  /** Brokers who can sign in, by name. */
  async brokers(): Promise<{ id: string; name: string; held: number }[]> {
    return this.source.query(
      `SELECT a.id, a.name, (SELECT count(*)::int FROM review_claims c
         WHERE c.account_id = a.id AND c.ended_at IS NULL AND c.expires_at > now()) AS held
       FROM accounts a WHERE a.role = 'broker' AND NOT a.disabled ORDER BY a.name, a.id`,
    );
  }
}

/**
 * Ends the claim on a pair of records, whoever held it: it is decided.
 * @throws DomainError `pairing-claimed` when someone else than the reviewer holds it
 */
export async function endClaim(
  manager: EntityManager,
  pair: { needId: string; supplyId: string; reviewer: string },
): Promise<void> {
  const rows: { account_id: string }[] = await manager.query(
    `SELECT account_id FROM review_claims
     WHERE need_id = $1 AND supply_id = $2 AND ended_at IS NULL AND expires_at > now() FOR UPDATE`,
    [pair.needId, pair.supplyId],
  );
  if (rows.some(({ account_id }) => account_id !== pair.reviewer)) throw new DomainError('pairing-claimed');
  await manager.query(
    `UPDATE review_claims SET ended_at = now(), outcome = CASE WHEN expires_at > now() THEN 'decided' ELSE 'expired' END
     WHERE need_id = $1 AND supply_id = $2 AND ended_at IS NULL`,
    [pair.needId, pair.supplyId],
  );
}

async function renew(manager: EntityManager, accountId: string, minutes: number): Promise<void> {
  await manager.query(
    `UPDATE review_claims SET expires_at = now() + make_interval(mins => $2)
     WHERE account_id = $1 AND ended_at IS NULL AND expires_at > now()`,
    [accountId, minutes],
  );
}

interface BacklogRow {
  need_id: string;
  characters: number;
  has_field: boolean;
  budget_max: number | null;
  deadline: string | null;
  given: number;
  best: number | null;
  best_characters: number;
  unjudged: boolean;
  id: string | null;
  supply_id: string;
  probability: number;
  expires_at: Date | null;
}

/** What was decided is not asked again. A pairing whose side was edited waits for its new ranking first. */
const BACKLOG = `
  WITH decided AS (${decidedPairs('true')}
  ), held AS (
    SELECT need_id, supply_id, account_id, expires_at FROM review_claims WHERE ended_at IS NULL AND expires_at > now()
  ), visible AS MATERIALIZED (
    SELECT r.id, r.revision,
      char_length(r.content->>'title') + char_length(r.content->>'description') AS characters
    FROM records r WHERE is_matched(r)
  ), listed AS MATERIALIZED (
    SELECT p.id, p.need_id, p.supply_id, p.probability, p.degraded, s.characters AS supply_characters,
      p.need_revision = n.revision AND p.supply_revision = s.revision AS fresh,
      row_number() OVER (PARTITION BY p.need_id ORDER BY p.score DESC, p.supply_id) AS need_rank
    FROM pairings p JOIN visible n ON n.id = p.need_id JOIN visible s ON s.id = p.supply_id
    -- What a decision is worth is told by its probability, which pairings of other kinds do not have.
    WHERE p.supply_kind = 'achievement'
  ), standing AS (
    SELECT l.*, d.need_id IS NOT NULL AS decided, h.account_id AS holder, h.expires_at
    FROM listed l LEFT JOIN decided d USING (need_id, supply_id) LEFT JOIN held h USING (need_id, supply_id)
    WHERE l.need_rank <= $2
  ), needs AS (
    SELECT need_id, count(*) FILTER (WHERE decided OR holder IS NOT NULL)::int AS given, max(probability) AS best,
      (array_agg(supply_characters ORDER BY probability DESC NULLS LAST, need_rank))[1] AS best_characters,
      bool_or(degraded IS NOT NULL OR probability IS NULL) AS unjudged
    FROM standing GROUP BY need_id
  ), open AS (
    SELECT *, row_number() OVER (PARTITION BY need_id ORDER BY (holder IS NULL), need_rank) AS place FROM standing
    WHERE NOT decided AND fresh AND probability IS NOT NULL AND (holder IS NULL OR holder = $1)
  )
  SELECT needs.*, visible.characters, coalesce(jsonb_array_length(n.content->'technicalFields'), 0) > 0 AS has_field,
    (${shownContent('n')}->>'budgetMax')::double precision AS budget_max, ${shownContent('n')}->>'deadline' AS deadline,
    open.id, open.supply_id, open.probability, open.expires_at
  FROM needs JOIN records n ON n.id = needs.need_id JOIN visible ON visible.id = needs.need_id
  LEFT JOIN open ON open.need_id = needs.need_id AND (open.place <= $3 OR open.holder IS NOT NULL)
  ORDER BY needs.need_id, open.place`;

async function readBacklog(manager: EntityManager, accountId: string | null): Promise<ReviewBacklog> {
  const rows: BacklogRow[] = await manager.query(BACKLOG, [accountId, LIST_LENGTH.need, OFFERED_PER_NEED]);
  const needs = new Map<string, NeedToReview>();
  for (const row of rows) {
    const need = needs.get(row.need_id) ?? needOf(row);
    needs.set(row.need_id, need);
    const { id, supply_id: supplyId, probability, expires_at: expiresAt } = row;
    if (id !== null) need.open.push({ id, supplyId, probability, expiresAt });
  }
  const [day]: { today: string }[] = await manager.query(
    `SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS today`,
  );
  return {
    today: day?.today ?? '',
    needs: [...needs.values()],
    takenByAccount: await takenBy(manager, 'account_id'),
    takenBySupply: await takenBy(manager, 'supply_id'),
  };
}

const needOf = (row: BacklogRow): NeedToReview => ({
  needId: row.need_id,
  characters: row.characters,
  hasField: row.has_field,
  judged: [
    { probability: row.best, degraded: null, supplyCharacters: row.best_characters },
    ...(row.unjudged ? [{ probability: null, degraded: null, supplyCharacters: 0 }] : []),
  ],
  budgetMaxFen: row.budget_max,
  deadline: row.deadline,
  given: row.given,
  open: [],
});

async function takenBy(manager: EntityManager, column: 'account_id' | 'supply_id'): Promise<Map<string, number>> {
  const rows: { id: string; n: number }[] = await manager.query(
    `SELECT c.${column} AS id, count(*)::int AS n FROM review_claims c WHERE ${COUNTED_TODAY} GROUP BY 1`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

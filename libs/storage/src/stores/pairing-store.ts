import type { DataSource } from 'typeorm';
import { DomainError, otherSide } from '#matching';
import type { ScoredPairing, Side } from '#matching';
import { PairingEntity } from '../entities/pairing.entity.js';
import { asDerived } from './derived.js';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

/** Pairings a record shows: the best 20 of a need, the best 10 of a supply. A pairing on neither list is dropped. */
export const LIST_LENGTH: Readonly<Record<Side, number>> = { need: 20, supply: 10 };

const COLUMN: Readonly<Record<Side, string>> = { need: 'need_id', supply: 'supply_id' };

export interface PairingView extends PairingEntity {
  needRank: number;
  supplyRank: number;
  need: PairedRecord;
  supply: PairedRecord;
}

/** What ranking a record found, to be stored. */
export interface Ranking {
  pairings: ScoredPairing[];
  /** Partners it was paired with when the ranking began; those not paired with again are dropped. */
  considered: string[];
  /** Partners that it now serves worse than before: someone better may be missing on their lists. */
  lowered: string[];
}

export class PairingStore {
  constructor(private readonly source: DataSource) {}

  /** Records presently paired with this one, with the score the given engine gave them (null: another engine did). */
  async partnersOf(recordId: string, side: Side, engineDigest: string): Promise<Map<string, number | null>> {
    const rows: { id: string; score: number; mine: boolean }[] = await this.source.query(
      `SELECT ${COLUMN[otherSide(side)]} AS id, score, engine_digest = $2 AS mine FROM pairings WHERE ${COLUMN[side]} = $1`,
      [recordId, engineDigest],
    );
    return new Map(rows.map(({ id, score, mine }) => [id, mine ? score : null]));
  }

  /** What a newcomer has to beat to enter the list of each of these records of one side. */
  async scoresToBeat(side: Side, ids: readonly string[]): Promise<Map<string, number>> {
    const rows: { id: string; score: number }[] = await this.source.query(
      `SELECT ids.id, last.score FROM unnest($1::uuid[]) AS ids (id)
       JOIN LATERAL (SELECT score FROM pairings WHERE ${COLUMN[side]} = ids.id
                     ORDER BY score DESC OFFSET $2 LIMIT 1) last ON true`,
      [ids, LIST_LENGTH[side] - 1],
    );
    return new Map(rows.map(({ id, score }) => [id, score]));
  }

  /**
   * Puts a record's newly scored pairings in the place of its old ones and drops what is on no list any more, unless
   * the record has moved on meanwhile (then false). Pairings whose other side has moved on are left to its own ranking,
   * and so are those that another ranking stored meanwhile. Partners in `lowered` become due to be ranked.
   */
  async replaceFor(
    anchor: { recordId: string; contentHash: string; side: Side },
    { pairings, considered, lowered: due }: Ranking,
    engineDigest: string,
  ): Promise<boolean> {
    const { recordId, contentHash, side } = anchor;
    return this.source.transaction(async (manager) => {
      await asDerived(manager);
      const other = side === 'need' ? 'supplyId' : 'needId';
      const involved = [recordId, ...pairings.map((pairing) => pairing[other]), ...due];
      const current: { id: string; revision: number; content_hash: string }[] = await manager.query(
        `SELECT r.id, r.revision, r.content_hash FROM records r
         WHERE r.id = ANY($1) AND is_visible(r) ORDER BY r.id FOR NO KEY UPDATE`,
        [involved],
      );
      const revisions = new Map(current.map(({ id, revision }) => [id, revision]));
      if (current.find(({ id }) => id === recordId)?.content_hash !== contentHash) return false;
      const mine = side === 'need' ? 'needRevision' : 'supplyRevision';
      if (pairings.some((pairing) => pairing[mine] !== revisions.get(recordId))) return false;
      const kept = pairings.filter(
        (pairing) =>
          revisions.get(pairing.needId) === pairing.needRevision &&
          revisions.get(pairing.supplyId) === pairing.supplyRevision,
      );
      if (kept.length > 0) {
        await manager.query(
          `INSERT INTO pairings AS p (need_id, supply_id, need_revision, supply_revision, score, probability, signals, gaps,
             engine_digest, degraded)
           SELECT "needId", "supplyId", "needRevision", "supplyRevision", score, probability, signals, gaps,
             "engineDigest", degraded
           FROM jsonb_to_recordset($1::jsonb) AS x ("needId" uuid, "supplyId" uuid, "needRevision" int,
             "supplyRevision" int, score double precision, probability double precision, signals jsonb, gaps jsonb,
             "engineDigest" text, degraded text)
           ORDER BY 1, 2
           ON CONFLICT ON CONSTRAINT pairings_sides_key DO UPDATE SET
             need_revision = excluded.need_revision, supply_revision = excluded.supply_revision, score = excluded.score,
             probability = excluded.probability, signals = excluded.signals, gaps = excluded.gaps, engine_digest = excluded.engine_digest,
             degraded = excluded.degraded, created_at = now()`,
          [JSON.stringify(kept)],
        );
      }
      const keptIds = kept.map((pairing) => pairing[other]);
      const scoredIds = new Set(pairings.map((pairing) => pairing[other]));
      const rejected = considered.filter((id) => !scoredIds.has(id));
      await manager.query(`DELETE FROM pairings WHERE ${COLUMN[side]} = $1 AND ${COLUMN[otherSide(side)]} = ANY($2)`, [
        recordId,
        rejected,
      ]);
      await manager.query(
        `DELETE FROM pairings p WHERE p.need_id = ANY($1) AND p.supply_id = ANY($2)
           AND (SELECT count(*) FROM pairings b WHERE b.need_id = p.need_id
                AND (b.score, p.supply_id) > (p.score, b.supply_id)) >= $3
           AND (SELECT count(*) FROM pairings b WHERE b.supply_id = p.supply_id
                AND (b.score, p.need_id) > (p.score, b.need_id)) >= $4`,
        [
          side === 'need' ? [recordId] : keptIds,
          side === 'need' ? keptIds : [recordId],
          LIST_LENGTH.need,
          LIST_LENGTH.supply,
        ],
      );
      await manager.query(
        `UPDATE records SET pipeline_state = 'ranked', pipeline_error = NULL, pipeline_at = now(), ranked_by = $2
         WHERE id = $1 AND pipeline_state <> 'pending'`,
        [recordId, engineDigest],
      );
      if (due.length > 0) {
        await manager.query(
          `UPDATE records SET pipeline_state = 'profiled', pipeline_at = now()
           WHERE id = ANY($1) AND pipeline_state = 'ranked'`,
          [due],
        );
      }
      return true;
    });
  }

  /** A page of a record's list, best first, with ranks on both sides and what may be shown of both records. */
  async listFor(
    recordId: string,
    side: Side,
    limit: number,
    offset: number,
  ): Promise<{ pairings: PairingView[]; total: number }> {
    const [row]: { n: number }[] = await this.source.query(
      `SELECT count(*)::int AS n FROM (${VIEW} WHERE p.${COLUMN[side]} = $1 LIMIT $2) list`,
      [recordId, LIST_LENGTH[side]],
    );
    const total = row?.n ?? 0;
    const take = Math.max(0, Math.min(limit, total - offset));
    const rows: PairingRow[] = await this.source.query(
      `${VIEW} WHERE p.${COLUMN[side]} = $1
       ORDER BY p.score DESC, p.${COLUMN[otherSide(side)]} LIMIT $2 OFFSET $3`,
      [recordId, take, offset],
    );
    return { pairings: rows.map(toView), total };
  }

  async count(): Promise<number> {
    const [row]: { n: number }[] = await this.source.query('SELECT count(*)::int AS n FROM pairings');
    return row?.n ?? 0;
  }

  /** @throws DomainError `not-found`, also when either record may not be shown */
  async find(id: string): Promise<PairingView> {
    const rows: PairingRow[] = await this.source.query(`${VIEW} WHERE p.id = $1`, [id]);
    if (!rows[0]) throw new DomainError('not-found', { what: '推荐配对 / pairing' });
    return toView(rows[0]);
  }
}

interface PairingRow {
  id: string;
  need_id: string;
  supply_id: string;
  need_revision: number;
  supply_revision: number;
  score: number;
  probability: number | null;
  signals: PairingEntity['signals'];
  gaps: PairingEntity['gaps'];
  engine_digest: string;
  degraded: PairingEntity['degraded'];
  created_at: Date;
  need_rank: number;
  supply_rank: number;
  need: PairedRecord;
  supply: PairedRecord;
}

/** Ranks count what each side's reader would see. */
const VIEW = `
  SELECT p.*, ${shownRecord('n', 'no')} AS need, ${shownRecord('s', 'so')} AS supply,
    (SELECT count(*)::int + 1 FROM pairings b JOIN records r ON r.id = b.supply_id AND is_visible(r)
     WHERE b.need_id = p.need_id AND (b.score, p.supply_id) > (p.score, b.supply_id)) AS need_rank,
    (SELECT count(*)::int + 1 FROM pairings b JOIN records r ON r.id = b.need_id AND is_visible(r)
     WHERE b.supply_id = p.supply_id AND (b.score, p.need_id) > (p.score, b.need_id)) AS supply_rank
  FROM pairings p
  JOIN records n ON n.id = p.need_id AND is_visible(n) JOIN organizations no ON no.id = n.organization_id
  JOIN records s ON s.id = p.supply_id AND is_visible(s) JOIN organizations so ON so.id = s.organization_id`;

const toView = (row: PairingRow): PairingView => ({
  id: row.id,
  needId: row.need_id,
  supplyId: row.supply_id,
  needRevision: row.need_revision,
  supplyRevision: row.supply_revision,
  score: row.score,
  probability: row.probability,
  signals: row.signals,
  gaps: row.gaps,
  engineDigest: row.engine_digest,
  degraded: row.degraded,
  createdAt: row.created_at,
  needRank: row.need_rank,
  supplyRank: row.supply_rank,
  need: row.need,
  supply: row.supply,
});

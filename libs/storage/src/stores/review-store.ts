import { In } from 'typeorm';
import type { DataSource } from 'typeorm';
import { contentHash, DomainError, examinationChance } from '#matching';
import type { AnyRecord, Decision, DeclineReason, RecordContent, RecordKind, ReviewedPair } from '#matching';
import { PairingEntity } from '../entities/pairing.entity.js';
import { ReviewEntity } from '../entities/review.entity.js';
import { audit } from './audit.js';
import { openCase } from './case-store.js';
import { endClaim } from './review-queue-store.js';
import { shownRecord } from './shown-record.js';
import type { PairedRecord } from './shown-record.js';

export interface ReviewInput {
  decision: Decision;
  reason: DeclineReason | null;
  note: string | null;
  reviewer: string;
}

/** Brokers' decisions. None is ever changed: a new one supersedes the last of the same reviewer on the same pair. */
export class ReviewStore {
  constructor(private readonly source: DataSource) {}

  /**
   * @param shownRank place on the need's list where the reviewer met it, as the platform knows it
   * An accepted pairing opens a case, unless its two sides have an open one.
   * @throws DomainError `review-pairing-gone` when the pairing was replaced or dropped since it was shown;
   * `pairing-claimed` when someone else holds it
   */
  async create(pairingId: string, input: ReviewInput, shownRank: number): Promise<ReviewEntity> {
    return this.source.transaction(async (manager) => {
      const pairing = await manager.findOne(PairingEntity, {
        where: { id: pairingId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!pairing) throw new DomainError('review-pairing-gone');
      const { needId, supplyId, needRevision, supplyRevision, engineDigest, score, signals } = pairing;
      await endClaim(manager, { needId, supplyId, reviewer: input.reviewer });
      const last = await manager.findOne(ReviewEntity, {
        where: { needId, supplyId, reviewer: input.reviewer },
        order: { createdAt: 'DESC' },
      });
      const review = await manager.save(ReviewEntity, {
        pairingId,
        ...{ needId, supplyId, needRevision, supplyRevision, engineDigest, score, signals },
        ...input,
        shownRank,
        propensity: examinationChance(shownRank),
        supersedes: last?.id ?? null,
        createdAt: new Date(),
      });
      const subject = { subjectKind: 'pairing', subjectId: pairingId, revision: null };
      await audit(manager, { actor: input.reviewer, action: `review ${input.decision}`, ...subject });
      if (input.decision === 'accept') await openCase(manager, pairingId, input.reviewer, null);
      return review;
    });
  }

  /** Every review of a pair of records, newest first, superseded ones included. */
  async listFor(needId: string, supplyId: string): Promise<ReviewEntity[]> {
    return this.source
      .getRepository(ReviewEntity)
      .find({ where: { needId, supplyId }, order: { createdAt: 'DESC', id: 'ASC' } });
  }

  /** Every review of a record and of those merged into it, newest first, superseded ones included. */
  async ofRecord(recordId: string, limit: number, offset: number): Promise<{ reviews: ReviewEntity[]; total: number }> {
    const merged: { id: string }[] = await this.source.query(
      `WITH RECURSIVE merged AS (
         SELECT $1::uuid AS id UNION SELECT r.id FROM records r JOIN merged m ON r.merged_into = m.id
       ) SELECT id FROM merged`,
      [recordId],
    );
    const ids = In(merged.map(({ id }) => id));
    const [reviews, total] = await this.source.getRepository(ReviewEntity).findAndCount({
      where: [{ needId: ids }, { supplyId: ids }],
      order: { createdAt: 'DESC', id: 'ASC' },
      take: limit,
      skip: offset,
    });
    return { reviews, total };
  }

  /** Reviews of pairs that may both be shown, in the order of their ids, with what everyone may see of the records. */
  async page(decision: Decision | null, after: string | null, limit: number): Promise<ReviewOfShown[]> {
    return this.source.query(
      `SELECT v.id, v.pairing_id AS "pairingId", v.decision, v.reason, v.note, v.reviewer, v.supersedes,
         v.need_revision AS "needRevision", v.supply_revision AS "supplyRevision", v.engine_digest AS "engineDigest",
         v.score, v.shown_rank AS "shownRank", v.created_at AS "createdAt",
         ${shownRecord('n', 'no')} AS need, ${shownRecord('s', 'so')} AS supply
       ${SHOWN_REVIEWS} AND ($2::uuid IS NULL OR v.id > $2) ORDER BY v.id LIMIT $3`,
      [decision, after, limit],
    );
  }

  /** How many `page` goes through. */
  async countShown(decision: Decision | null): Promise<number> {
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${SHOWN_REVIEWS}`, [decision]);
    return row?.n ?? 0;
  }

  /**
   * Every review of an achievement, as far as labels go, superseded ones included: scores are learned on achievements
   * alone.
   */
  async all(): Promise<ReviewedPair[]> {
    return this.source.query(
      `SELECT v.id, v.need_id AS "needId", v.supply_id AS "supplyId", v.need_revision AS "needRevision",
         v.supply_revision AS "supplyRevision", v.decision, v.reason, v.supersedes, v.propensity
       FROM reviews v JOIN records s ON s.id = v.supply_id AND s.kind = 'achievement' ORDER BY v.created_at, v.id`,
    );
  }

  /** Reviews that are not superseded, with who made them. */
  async standing(): Promise<StandingReview[]> {
    return this.source.query(
      `SELECT v.need_id AS "needId", v.supply_id AS "supplyId", v.need_revision AS "needRevision",
         v.supply_revision AS "supplyRevision", v.decision, v.reason, v.reviewer
       FROM reviews v WHERE NOT EXISTS (SELECT FROM reviews w WHERE w.supersedes = v.id) ORDER BY v.created_at, v.id`,
    );
  }

  /** Seconds between claiming and deciding, the middle one; null when nothing was claimed and decided. */
  async medianResponseSeconds(): Promise<number | null> {
    const [row]: { median: number | null }[] = await this.source.query(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - claimed_at)::double precision) AS median
       FROM review_claims WHERE outcome = 'decided'`,
    );
    return row?.median ?? null;
  }

  /** Reasons why a record's pairings were declined, with the number of pairs, from `least` pairs on. */
  async declineReasonsOf(recordId: string, least: number): Promise<{ reason: DeclineReason; pairs: number }[]> {
    return this.source.query(
      `SELECT v.reason, count(DISTINCT (v.need_id, v.supply_id))::int AS pairs FROM reviews v
       WHERE $1 IN (v.need_id, v.supply_id) AND v.decision = 'decline'
         AND NOT EXISTS (SELECT FROM reviews w WHERE w.supersedes = v.id)
       GROUP BY 1 HAVING count(DISTINCT (v.need_id, v.supply_id)) >= $2 ORDER BY 2 DESC, 1`,
      [recordId, least],
    );
  }

  /**
   * The very versions of records that were reviewed, whatever became of them since, without their contacts. For a fit,
   * from which only numbers leave; never to be shown.
   */
  async reviewedVersions(): Promise<AnyRecord[]> {
    const rows: ReviewedVersionRow[] = await this.source.query(
      `SELECT v.record_id AS id, r.kind, v.revision, v.content - 'contact' AS content, v.at, r.organization_id, o.region
       FROM (SELECT need_id AS id, need_revision AS revision FROM reviews
             UNION SELECT supply_id, supply_revision FROM reviews) reviewed
       JOIN record_revisions v ON v.record_id = reviewed.id AND v.revision = reviewed.revision
       JOIN records r ON r.id = v.record_id JOIN organizations o ON o.id = r.organization_id
       ORDER BY v.record_id, v.revision`,
    );
    return rows.map(({ id, kind, revision, content, at, organization_id, region }) => ({
      ...{ id, kind, revision, content },
      contentHash: contentHash({ kind, content }),
      organizationId: organization_id,
      organizationRegion: region,
      revisedAt: at,
    }));
  }
}

export type ReviewOfShown = Omit<ReviewEntity, 'needId' | 'supplyId' | 'signals' | 'propensity'> & {
  need: PairedRecord;
  supply: PairedRecord;
};

const SHOWN_REVIEWS = `
  FROM reviews v
  JOIN records n ON n.id = v.need_id AND is_matched(n) JOIN organizations no ON no.id = n.organization_id
  JOIN records s ON s.id = v.supply_id AND is_matched(s) JOIN organizations so ON so.id = s.organization_id
  WHERE ($1::text IS NULL OR v.decision = $1)`;

export type StandingReview = Pick<
  ReviewEntity,
  'needId' | 'supplyId' | 'needRevision' | 'supplyRevision' | 'decision' | 'reason' | 'reviewer'
>;

interface ReviewedVersionRow {
  id: string;
  kind: RecordKind;
  revision: number;
  content: RecordContent;
  at: Date;
  organization_id: string;
  region: string | null;
}

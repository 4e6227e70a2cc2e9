import type { DataSource } from 'typeorm';
import { DomainError } from '#matching';
import type { Decision, DeclineReason } from '#matching';
import { PairingEntity } from '../entities/pairing.entity.js';
import { ReviewEntity } from '../entities/review.entity.js';
import { audit } from './audit.js';

export interface ReviewInput {
  decision: Decision;
  reason: DeclineReason | null;
  note: string | null;
  reviewer: string;
}

/** Brokers' decisions. None is ever changed: a new one supersedes the last of the same reviewer on the same pair. */
export class ReviewStore {
  constructor(private readonly source: DataSource) {}

  /** @throws DomainError `review-pairing-gone` when the pairing was replaced or dropped since it was shown */
  async create(pairingId: string, input: ReviewInput): Promise<ReviewEntity> {
    return this.source.transaction(async (manager) => {
      const pairing = await manager.findOne(PairingEntity, {
        where: { id: pairingId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!pairing) throw new DomainError('review-pairing-gone');
      const { needId, supplyId, needRevision, supplyRevision, engineDigest, score, signals } = pairing;
      const last = await manager.findOne(ReviewEntity, {
        where: { needId, supplyId, reviewer: input.reviewer },
        order: { createdAt: 'DESC' },
      });
      const review = await manager.save(ReviewEntity, {
        pairingId,
        ...{ needId, supplyId, needRevision, supplyRevision, engineDigest, score, signals },
        ...input,
        supersedes: last?.id ?? null,
        createdAt: new Date(),
      });
      const subject = { subjectKind: 'pairing', subjectId: pairingId, revision: null };
      await audit(manager, { actor: input.reviewer, action: `review ${input.decision}`, ...subject });
      return review;
    });
  }

  /** Every review of a pair of records, newest first, superseded ones included. */
  async listFor(needId: string, supplyId: string): Promise<ReviewEntity[]> {
    return this.source
      .getRepository(ReviewEntity)
      .find({ where: { needId, supplyId }, order: { createdAt: 'DESC', id: 'ASC' } });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import { ENV } from '#config';
import type { Env } from '#config';
import { Engines } from '#engine';
import { byValue, fitOf, planReviews, reviewValueOf, thresholdFor } from '#matching';
import type { Abstention, OpenPairing, ReviewPlan, ReviewTask, ReviewValue } from '#matching';
import { ReviewQueueStore } from '#storage';
import type { NeedToReview, ReviewBacklog } from '#storage';

/** A pairing in the queue: what it is worth and, if the caller holds it, until when. */
export type Waiting = OpenPairing & Pick<ReviewValue, 'why'> & { expiresAt: Date | null };

/** The queue of review work, by what a decision is worth, and its plan. */
@Injectable()
export class ReviewQueueService {
  constructor(
    private readonly store: ReviewQueueStore,
    private readonly engines: Engines,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** What waits and nobody else holds, the most valuable first. */
  async waitingFor(accountId: string): Promise<Waiting[]> {
    const { abstainBelow } = await this.engines.current();
    return waitingIn(await this.store.backlog(accountId), abstainBelow).sort(byValue);
  }

  /** What the account holds, the most valuable first, and how many more it may claim today. */
  async heldBy(accountId: string): Promise<{ held: Waiting[]; capacityLeft: number }> {
    const { abstainBelow } = await this.engines.current();
    const backlog = await this.store.backlog(accountId);
    const held = waitingIn(backlog, abstainBelow).filter(({ expiresAt }) => expiresAt !== null);
    return { held: held.sort(byValue), capacityLeft: this.leftOf(accountId, backlog) };
  }

  /** Gives the account its next pairings: those a plan for it alone would choose. */
  async claim(accountId: string, limit: number): Promise<void> {
    const { abstainBelow } = await this.engines.current();
    await this.store.claim(accountId, this.env.REVIEW_CLAIM_MINUTES, (backlog) => {
      const left = Math.min(limit, this.leftOf(accountId, backlog));
      const { byBroker } = planReviews(this.taskOf(backlog, abstainBelow, [{ id: accountId, left }]));
      return byBroker.get(accountId) ?? [];
    });
  }

  async release(pairingId: string, accountId: string): Promise<void> {
    await this.store.release(pairingId, accountId);
  }

  /** Whoever reads pairings is at work, and keeps what they hold. */
  async noteWork(principal: Principal): Promise<void> {
    if (principal.role === 'broker') await this.store.renew(principal.accountId, this.env.REVIEW_CLAIM_MINUTES);
  }

  /** Who would get what, if every broker took all that they still may today. */
  async plan(): Promise<{ plan: ReviewPlan; brokers: { id: string; name: string; held: number; left: number }[] }> {
    const { abstainBelow } = await this.engines.current();
    const backlog = await this.store.backlog(null);
    const brokers = (await this.store.brokers()).map((one) => ({ ...one, left: this.leftOf(one.id, backlog) }));
    return { plan: planReviews(this.taskOf(backlog, abstainBelow, brokers)), brokers };
  }

  private leftOf(accountId: string, { takenByAccount }: ReviewBacklog): number {
    return Math.max(0, this.env.REVIEWS_PER_BROKER - (takenByAccount.get(accountId) ?? 0));
  }

  private taskOf(
    backlog: ReviewBacklog,
    abstainBelow: Abstention | null,
    brokers: readonly { id: string; left: number }[],
  ): ReviewTask {
    const { REVIEWS_PER_SUPPLY, REVIEWS_PER_NEED } = this.env;
    return {
      pairings: waitingIn(backlog, abstainBelow),
      needs: backlog.needs
        .filter((need) => hasFit(need, abstainBelow))
        .map(({ needId, given }) => ({ id: needId, given })),
      brokers,
      floor: REVIEWS_PER_NEED,
      supplyLeft: (id) => Math.max(0, REVIEWS_PER_SUPPLY - (backlog.takenBySupply.get(id) ?? 0)),
    };
  }
}

/** A need that nothing fits is not review work: it is told what else to do. */
function hasFit({ characters, hasField, judged }: NeedToReview, abstainBelow: Abstention | null): boolean {
  return fitOf(judged, abstainBelow && thresholdFor(abstainBelow, { characters, hasField })) !== 'none';
}

const waitingIn = ({ needs, today }: ReviewBacklog, abstainBelow: Abstention | null): Waiting[] =>
  needs
    .filter((need) => hasFit(need, abstainBelow))
    .flatMap(({ needId, budgetMaxFen, deadline, open }) =>
      open.map(({ id, supplyId, probability, expiresAt }) => ({
        ...{ id, needId, supplyId, expiresAt },
        ...reviewValueOf({ probability, budgetMaxFen, deadline }, today),
      })),
    );

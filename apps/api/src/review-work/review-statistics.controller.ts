import { Controller, Get, Headers, Param } from '@nestjs/common';
import { z } from 'zod';
import { seesDerived } from '#access';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, localeOf, TakesId } from '#http';
import { reviewerAgreement, DECLINE_REASONS, DomainError } from '#matching';
import { RecordStore, ReviewStore } from '#storage';
import type { StandingReview } from '#storage';
import { declineReasonsSchema, reviewStatisticsSchema } from './review-work.schema.js';

/** Fewer pairs than this could tell an owner which broker said what of which pairing. */
const LEAST_PAIRS = 3;

/** What reviews say together; nobody by name. */
@ApiTags('api: review work')
@Controller('api/v1')
export class ReviewStatisticsController {
  constructor(
    private readonly reviews: ReviewStore,
    private readonly records: RecordStore,
  ) {}

  @Get('statistics/reviews')
  @Allows('read', 'statistics')
  @Gives(200, 'decisions, decline reasons, response time, agreement of reviewers', reviewStatisticsSchema)
  async statistics(): Promise<object> {
    const standing = await this.reviews.standing();
    return {
      decisions: countsOf(standing.map(({ decision }) => decision)),
      declineReasons: countsOf(standing.flatMap(({ reason }) => reason ?? [])),
      reviewers: new Set(standing.map(({ reviewer }) => reviewer)).size,
      pairs: new Set(standing.map(pairOf)).size,
      medianResponseSeconds: await this.reviews.medianResponseSeconds(),
      agreement: reviewerAgreement(
        standing.map((review) => ({
          subject: pairOf(review),
          reviewer: review.reviewer,
          category: review.decision,
        })),
      ),
    };
  }

  @Get('records/:id/decline-reasons')
  @Allows('read', 'pairing')
  @TakesId()
  @Gives(200, 'why pairings of the record were declined, from three pairs on', declineReasonsSchema, [404, 422])
  async declineReasons(
    @Param('id', idPipe) id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<z.infer<typeof declineReasonsSchema>> {
    const owners = await this.records.ownersOf([id]);
    if (owners.length === 0 || !seesDerived(caller, 'pairing', owners)) {
      throw new DomainError('not-found', { what: '记录 / record' });
    }
    const locale = localeOf(acceptLanguage);
    const found = await this.reviews.declineReasonsOf(id, LEAST_PAIRS);
    const items = found.map(({ reason, pairs }) => ({ reason, label: DECLINE_REASONS[reason][locale], pairs }));
    return { least: LEAST_PAIRS, items };
  }
}

/** A version of both sides: after an edit a reviewer may well say something else. */
const pairOf = ({ needId, supplyId, needRevision, supplyRevision }: StandingReview): string =>
  [needId, needRevision, supplyId, supplyRevision].join(' ');

function countsOf<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

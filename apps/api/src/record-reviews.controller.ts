import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Allows, ApiTags, Gives, idPipe, TakesId, TakesQuery, ZodPipe } from '#http';
import { DomainError } from '#matching';
import { RecordStore, ReviewStore } from '#storage';
import { reviewOf, reviewSchema } from './views.js';

const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
const reviewOfRecordSchema = reviewSchema.extend({ needId: z.uuid(), supplyId: z.uuid() });

/** Reviews of a record, whatever became of its pairings and of the record. */
@ApiTags('api: pairings')
@Controller('api/v1')
export class RecordReviewsController {
  constructor(
    private readonly records: RecordStore,
    private readonly reviews: ReviewStore,
  ) {}

  @Get('records/:id/reviews')
  @Allows('read', 'review')
  @TakesId()
  @TakesQuery(pageSchema)
  @Gives(
    200,
    'of the record and of those merged into it, newest first, superseded ones included',
    z.object({ total: z.int(), items: z.array(reviewOfRecordSchema) }),
    [404, 422],
  )
  async reviewsOfRecord(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(pageSchema)) { limit, offset }: z.infer<typeof pageSchema>,
  ): Promise<object> {
    if ((await this.records.ownersOf([id])).length === 0) throw new DomainError('not-found', { what: '记录 / record' });
    const { reviews, total } = await this.reviews.ofRecord(id, limit, offset);
    return {
      total,
      items: reviews.map((review) => ({
        ...reviewOf(review),
        needId: review.needId,
        supplyId: review.supplyId,
      })),
    };
  }
}

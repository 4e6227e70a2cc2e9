import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { seesDerived } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  Caller,
  Gives,
  localeOf,
  memberOf,
  says,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DECISIONS, DECLINE_REASON_CODES, DomainError } from '#matching';
import type { Side } from '#matching';
import { kindsOf, PairingStore, PIPELINE_STATES, RecordStore, ReviewStore } from '#storage';
import { pairingOf, pairingSchema, pairingSummaryOf, pairingSummarySchema, reviewOf, reviewSchema } from './views.js';

const idPipe = new ZodPipe(z.uuid());
const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
type Page = z.infer<typeof pageSchema>;

const listSchema = z.object({
  total: z.int(),
  pipelineState: z.enum(PIPELINE_STATES).describe('ranked: the list is up to date with the record'),
  degraded: z.enum(['no-model']).nullable(),
  items: z.array(pairingSummarySchema),
});

const reviewInputSchema = z
  .strictObject({
    decision: z.enum(DECISIONS),
    reason: z.enum(DECLINE_REASON_CODES).optional().describe('with decline'),
    note: storableText(2000).optional(),
  })
  .refine(({ decision, reason }) => (decision === 'decline') === (reason !== undefined), {
    path: ['reason'],
    ...says(
      'decline 时必须给出原因代码，其他决定不需要。',
      'a decline needs a reason code, other decisions take none.',
    ),
  })
  .refine(({ reason, note }) => reason !== 'other' || note !== undefined, {
    path: ['note'],
    ...says('原因为 other 时请写明说明。', 'the reason other needs a note.'),
  });

/** 推荐配对 */
@ApiTags('api: pairings')
@Controller('api/v1')
export class PairingsController {
  constructor(
    private readonly pairings: PairingStore,
    private readonly records: RecordStore,
    private readonly reviews: ReviewStore,
  ) {}

  @Get('needs/:id/pairings')
  @Allows('read', 'pairing')
  @TakesId()
  @TakesQuery(pageSchema)
  @Gives(200, 'supplies that could solve the need, best first', listSchema, [404, 422])
  async pairingsOfNeed(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(pageSchema)) page: Page,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    return this.list(id, 'need', page, acceptLanguage, caller);
  }

  @Get('supplies/:id/pairings')
  @Allows('read', 'pairing')
  @TakesId()
  @TakesQuery(pageSchema)
  @Gives(200, 'needs the supply fits, best first', listSchema, [404, 422])
  async pairingsOfSupply(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(pageSchema)) page: Page,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    return this.list(id, 'supply', page, acceptLanguage, caller);
  }

  @Get('pairings/:id')
  @Allows('read', 'pairing')
  @TakesId()
  @Gives(200, 'the pairing with both records, every signal and its evidence', pairingSchema, [404, 422])
  async pairing(
    @Param('id', idPipe) id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    const pairing = await this.pairings.find(id);
    if (!seesDerived(caller, 'pairing', await this.records.ownersOf([pairing.needId, pairing.supplyId]))) {
      throw new DomainError('not-found', { what: '推荐配对 / pairing' });
    }
    return pairingOf(pairing, localeOf(acceptLanguage));
  }

  @Post('pairings/:id/reviews')
  @Allows('review', 'pairing')
  @TakesId()
  @Takes(reviewInputSchema)
  @Gives(201, 'recorded; it supersedes the same reviewer’s last one', reviewSchema, [400, 404, 409, 422])
  async review(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(reviewInputSchema)) { decision, reason, note }: z.infer<typeof reviewInputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.pairings.find(id);
    const reviewer = memberOf(caller).accountId;
    return reviewOf(await this.reviews.create(id, { decision, reason: reason ?? null, note: note ?? null, reviewer }));
  }

  @Get('pairings/:id/reviews')
  @Allows('read', 'review')
  @TakesId()
  @Gives(200, 'newest first, superseded ones included', z.object({ items: z.array(reviewSchema) }), [404, 422])
  async reviewsOfPairing(@Param('id', idPipe) id: string): Promise<object> {
    const { needId, supplyId } = await this.pairings.find(id);
    return { items: (await this.reviews.listFor(needId, supplyId)).map(reviewOf) };
  }

  private async list(
    id: string,
    side: Side,
    { limit, offset }: Page,
    acceptLanguage: string | undefined,
    caller: Principal,
  ): Promise<object> {
    const progress = await this.records.progress(id, kindsOf(side));
    const sees = progress && seesDerived(caller, 'pairing', await this.records.ownersOf([id]));
    if (!sees) throw new DomainError('not-found', { what: side === 'need' ? '需求 / need' : '供给 / supply' });
    const { pairings, total } = await this.pairings.listFor(id, side, limit, offset);
    return {
      total,
      pipelineState: progress.pipelineState,
      degraded: pairings.some(({ degraded }) => degraded === 'no-model') ? 'no-model' : null,
      items: pairings.map((view) => pairingSummaryOf(view, localeOf(acceptLanguage))),
    };
  }
}

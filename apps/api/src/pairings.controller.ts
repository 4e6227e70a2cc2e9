import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { seesDerived } from '#access';
import type { Principal } from '#access';
import { crossLanguageOf } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, Engines } from '#engine';
import {
  Allows,
  ApiTags,
  Caller,
  duplicateOf,
  duplicateSchema,
  Gives,
  idPipe,
  localeOf,
  memberOf,
  pageSchema,
  says,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DECISIONS, DECLINE_REASON_CODES, DomainError, SUPPLY_KINDS, thresholdFor } from '#matching';
import type { BesideKind, Side } from '#matching';
import {
  AgreementStore,
  CaseStore,
  DuplicateStore,
  PairingStore,
  PIPELINE_STATES,
  RecordStore,
  ReviewStore,
} from '#storage';
import type { ListHead, Place } from '#storage';
import { Disclosure } from './disclosure.js';
import { ReviewQueueService } from './review-work/review-queue.service.js';
import { besideOf, withoutWithheld } from './beside-answer.js';
import { fitAnswer, fitShape } from './fit-answer.js';
import {
  agreementOf,
  agreementSchema,
  crossLanguageSchema,
  pairingOf,
  pairingSchema,
  pairingSummaryOf,
  pairingSummarySchema,
  reviewOf,
  reviewSchema,
} from './views.js';

const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .default(false);
const listQuery = pageSchema(100, 20).extend({
  decided: flag.describe(
    'true: also pairings that were accepted or declined, which otherwise come back only when a text changes',
  ),
});
type ListQuery = z.infer<typeof listQuery>;
const needPageSchema = listQuery.extend({
  all: flag.describe('true: also the pairings of a need that nothing fits'),
  kind: z
    .enum(SUPPLY_KINDS)
    .default('achievement')
    .describe('of the supplies in items; what fits is told of achievements whichever it is'),
});

const listSchema = z.object({
  total: z.int(),
  pipelineState: z.enum(PIPELINE_STATES).describe('ranked: the list is up to date with the record'),
  degraded: z.enum(['no-model']).nullable(),
  crossLanguage: crossLanguageSchema,
  items: z.array(pairingSummarySchema),
});
const needListSchema = listSchema.extend({
  ...fitShape,
  beside: besideOf(z.array(pairingSummarySchema)).describe(
    'who and what else could help, each kind best first: experts behind the achievements or of the same field, ' +
      'facilities that close a maturity gap, services; page through one kind with kind',
  ),
});

const pairingWithDuplicatesSchema = pairingSchema.extend({
  duplicates: z
    .object({ need: z.array(duplicateSchema), supply: z.array(duplicateSchema) })
    .describe('records that seem to say the same as either side'),
});

const decidedSchema = reviewSchema.extend({
  caseId: z.uuid().nullable().describe('the case of the two records: an accepted pairing opens one'),
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
    private readonly cases: CaseStore,
    private readonly queue: ReviewQueueService,
    private readonly duplicates: DuplicateStore,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
    private readonly engines: Engines,
    private readonly disclosure: Disclosure,
    private readonly agreements: AgreementStore,
  ) {}

  @Get('needs/:id/pairings')
  @Allows('read', 'pairing')
  @TakesId()
  @TakesQuery(needPageSchema)
  @Gives(
    200,
    'achievements that could solve the need, best first, and beside them other supplies',
    needListSchema,
    [404, 422],
  )
  async pairingsOfNeed(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(needPageSchema)) { all, kind, ...page }: z.infer<typeof needPageSchema>,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { pipelineState, ...extent } = await this.headOf(id, 'need', caller);
    const { achievement, ...others } = await this.pairings.listsOf(id, 'need');
    const { abstainBelow } = await this.engines.current();
    const answer = fitAnswer(achievement, {
      threshold: abstainBelow && thresholdFor(abstainBelow, extent),
      isRanked: pipelineState === 'ranked',
      all,
      locale: localeOf(acceptLanguage),
    });
    const isWithheld = answer.fields.withheld > 0;
    const beside = (of: BesideKind): readonly Place[] => withoutWithheld(others[of], isWithheld);
    const places = kind === 'achievement' ? answer.shown : beside(kind);
    const first = (of: BesideKind): readonly Place[] => undecided(beside(of), page.decided);
    const [items, experts, facilities, services] = await this.items(
      caller,
      [pageOf(places, page), first('expert'), first('facility'), first('service')],
      acceptLanguage,
      isWithheld,
    );
    return {
      ...this.saidOf(places, page, pipelineState),
      items,
      ...answer.fields,
      beside: { experts, facilities, services },
    };
  }

  @Get('supplies/:id/pairings')
  @Allows('read', 'pairing')
  @TakesId()
  @TakesQuery(listQuery)
  @Gives(200, 'needs the supply fits, best first', listSchema, [404, 422])
  async pairingsOfSupply(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(listQuery)) page: ListQuery,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { pipelineState } = await this.headOf(id, 'supply', caller);
    const places = await this.pairings.placesOf(id, 'supply');
    const [items] = await this.items(caller, [pageOf(places, page)], acceptLanguage);
    return { ...this.saidOf(places, page, pipelineState), items };
  }

  @Get('pairings/:id')
  @Allows('read', 'pairing')
  @TakesId()
  @Gives(200, 'the pairing with both records, every signal and its evidence', pairingWithDuplicatesSchema, [404, 422])
  async pairing(
    @Param('id', idPipe) id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    const view = await this.pairings.find(id);
    const owners = await this.records.ownersOf([view.needId, view.supplyId]);
    if (!seesDerived(caller, 'pairing', owners)) throw new DomainError('not-found', { what: '推荐配对 / pairing' });
    await this.queue.noteWork(caller);
    const found = await this.duplicates.of([view.needId, view.supplyId]);
    const duplicates = (recordId: string): object[] => (found.get(recordId) ?? []).map(duplicateOf);
    const [disclosed] = await this.disclosure.pairings(caller, [view]);
    return {
      ...(disclosed && pairingOf(disclosed, localeOf(acceptLanguage))),
      duplicates: { need: duplicates(view.needId), supply: duplicates(view.supplyId) },
    };
  }

  @Post('pairings/:id/reviews')
  @Allows('review', 'pairing')
  @TakesId()
  @Takes(reviewInputSchema)
  @Gives(201, 'recorded; it supersedes the same reviewer’s last one', decidedSchema, [400, 404, 409, 422])
  async review(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(reviewInputSchema)) { decision, reason, note }: z.infer<typeof reviewInputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { shownRank } = await this.pairings.find(id);
    const input = { decision, reason: reason ?? null, note: note ?? null, reviewer: memberOf(caller).accountId };
    const review = await this.reviews.create(id, input, shownRank);
    return { ...reviewOf(review), caseId: await this.cases.ofPair(review.needId, review.supplyId) };
  }

  @Get('pairings/:id/reviews')
  @Allows('read', 'review')
  @TakesId()
  @Gives(200, 'newest first, superseded ones included', z.object({ items: z.array(reviewSchema) }), [404, 422])
  async reviewsOfPairing(@Param('id', idPipe) id: string): Promise<object> {
    const { needId, supplyId } = await this.pairings.find(id);
    return { items: (await this.reviews.listFor(needId, supplyId)).map(reviewOf) };
  }

  @Post('pairings/:id/agreement')
  @Allows('create', 'agreement')
  @HttpCode(200)
  @TakesId()
  @Gives(
    200,
    'agreed for one’s own side; once both have, each sees the whole of the other',
    agreementSchema,
    [404, 422],
  )
  async agree(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
    return agreementOf(await this.agreements.agree(id, memberOf(caller)));
  }

  @Delete('pairings/:id/agreement')
  @Allows('update', 'agreement')
  @TakesId()
  @Gives(200, 'taken back: from now on the other side sees what everyone sees', agreementSchema, [404, 422])
  async withdrawAgreement(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
    return agreementOf(await this.agreements.withdraw(id, memberOf(caller)));
  }

  private async headOf(id: string, side: Side, caller: Principal): Promise<ListHead> {
    const head = await this.pairings.headOf(id, side);
    if (head && seesDerived(caller, 'pairing', [head])) return head;
    throw new DomainError('not-found', { what: side === 'need' ? '需求 / need' : '供给 / supply' });
  }

  /** What an answer says of a list before its items. */
  private saidOf(places: readonly Place[], { decided }: ListQuery, pipelineState: ListHead['pipelineState']): object {
    return {
      total: undecided(places, decided).length,
      pipelineState,
      degraded: places.some(({ degraded }) => degraded !== null) ? 'no-model' : null,
      crossLanguage: crossLanguageOf(this.embedder),
    };
  }

  /**
   * What is shown of the places, list by list; all of it is read at once.
   * @param isWithheld whether the achievements are, which links would tell of
   */
  private async items(
    caller: Principal,
    lists: readonly (readonly Place[])[],
    acceptLanguage: string | undefined,
    isWithheld = false,
  ): Promise<object[][]> {
    const places = new Map(lists.flat().map((place) => [place.id, place]));
    const disclosed = await this.disclosure.pairings(caller, await this.pairings.viewsAt([...places.values()]));
    const items = new Map(
      disclosed.map(({ view }) => [
        view.id,
        pairingSummaryOf(isWithheld ? { ...view, links: [] } : view, localeOf(acceptLanguage)),
      ]),
    );
    return lists.map((list) => list.flatMap(({ id }) => items.get(id) ?? []));
  }
}

const pageOf = (places: readonly Place[], { limit, offset, decided }: ListQuery): readonly Place[] =>
  undecided(places, decided).slice(offset, offset + limit);

const undecided = (places: readonly Place[], decided: boolean): readonly Place[] =>
  decided ? places : places.filter(({ isDecided }) => !isDecided);

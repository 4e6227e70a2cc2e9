import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { seesDerived } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  ApiTags,
  Caller,
  duplicateOf,
  duplicateSchema,
  Gives,
  idPipe,
  memberOf,
  pageSchema,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DomainError, DUPLICATE_VERDICTS } from '#matching';
import { DuplicateStore, RecordStore } from '#storage';
import { recordSummarySchema, summaryOf } from './views.js';

const pageQuery = pageSchema(100, 20);
const verdictSchema = z.strictObject({
  verdict: z.enum(DUPLICATE_VERDICTS),
  note: storableText(2000).optional(),
});
const pairSchema = z.object({ first: recordSummarySchema, second: recordSummarySchema, likeness: z.number() });

/** 疑似重复 */
@ApiTags('api: duplicates')
@Controller('api/v1')
export class DuplicatesController {
  constructor(
    private readonly duplicates: DuplicateStore,
    private readonly records: RecordStore,
  ) {}

  @Get('duplicates')
  @Allows('search', 'duplicate')
  @TakesQuery(pageQuery)
  @Gives(
    200,
    'pairs nobody has decided on, the likest first',
    z.object({ total: z.int(), items: z.array(pairSchema) }),
    [422],
  )
  async undecided(@Query(new ZodPipe(pageQuery)) { limit, offset }: z.infer<typeof pageQuery>): Promise<object> {
    const { pairs, total } = await this.duplicates.undecided(limit, offset);
    const items = pairs.map(({ first, second, likeness }) => ({
      first: summaryOf(first),
      second: summaryOf(second),
      likeness,
    }));
    return { total, items };
  }

  @Get('records/:id/duplicates')
  @Allows('read', 'duplicate')
  @TakesId()
  @Gives(
    200,
    'records that seem to say the same, the likest first',
    z.object({ items: z.array(duplicateSchema) }),
    [404, 422],
  )
  async duplicatesOf(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
    const isShown = (await this.records.progress(id)) !== null;
    const sees = isShown && seesDerived(caller, 'duplicate', await this.records.ownersOf([id]));
    if (!sees) throw new DomainError('not-found', { what: '记录 / record' });
    return { items: ((await this.duplicates.of([id])).get(id) ?? []).map(duplicateOf) };
  }

  @Post('records/:id/duplicates/:otherId/verdict')
  @HttpCode(200)
  @Allows('review', 'duplicate')
  @TakesId()
  @TakesId('otherId')
  @Takes(verdictSchema)
  @Gives(
    200,
    'kept; not asked again until a text changes. Nothing is merged by it',
    z.object({ verdict: z.enum(DUPLICATE_VERDICTS) }),
    [400, 404, 422],
  )
  async judge(
    @Param('id', idPipe) id: string,
    @Param('otherId', idPipe) otherId: string,
    @Body(new ZodPipe(verdictSchema)) { verdict, note }: z.infer<typeof verdictSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.duplicates.judge(id, otherId, { verdict, note: note ?? null, judge: memberOf(caller).accountId });
    return { verdict };
  }
}

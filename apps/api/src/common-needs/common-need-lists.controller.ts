import { Controller, Get, Header, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#access';
import { Engines } from '#engine';
import { Allows, ApiParam, ApiTags, Caller, Gives, memberOf, pageSchema, TakesQuery, ZodPipe } from '#http';
import { comparePublished } from '#matching';
import { CommonNeedListStore, CommonNeedStore } from '#storage';
import type { PublishedList } from '#storage';
import { comparisonSchema, listSchema, listSummarySchema } from './common-need-views.js';

const MOST_NUMBERS = 2_147_483_647;
/** A published list never changes. */
const FOR_GOOD = 'public, max-age=31536000, immutable';

const numberSchema = z.coerce.number().int().min(1).max(MOST_NUMBERS);
const numberPipe = new ZodPipe(numberSchema);
const TakesNumber = (): MethodDecorator =>
  ApiParam({ name: 'number', description: 'of a published list', schema: { type: 'integer', minimum: 1 } });
const listsQuery = pageSchema(100, 20);
const withSchema = z.strictObject({ from: numberSchema.describe('number of the list it is compared with') });

/** 行业共性需求清单: published lists, for everyone. */
@ApiTags('api: common needs')
@Controller('api/v1/common-need-lists')
export class CommonNeedListsController {
  constructor(
    private readonly lists: CommonNeedListStore,
    private readonly commonNeeds: CommonNeedStore,
    private readonly engines: Engines,
  ) {}

  @Get()
  @Header('cache-control', 'public, max-age=60')
  @Allows('search', 'published')
  @TakesQuery(listsQuery)
  @Gives(200, 'newest first', z.object({ total: z.int(), items: z.array(listSummarySchema) }), [422])
  async list(@Query(new ZodPipe(listsQuery)) { limit, offset }: z.infer<typeof listsQuery>): Promise<object> {
    return this.lists.list(limit, offset);
  }

  @Post()
  @Allows('create', 'common-need')
  @Gives(201, 'what is confirmed, as a new list without names; it never changes', listSchema, [409])
  async publish(@Caller() caller: Principal): Promise<object> {
    const { statistics } = (await this.engines.current()).context;
    const names = await this.commonNeeds.names(statistics);
    return this.lists.publish(this.commonNeeds, names, memberOf(caller).accountId);
  }

  @Get(':number')
  @Header('cache-control', FOR_GOOD)
  @Allows('read', 'published')
  @TakesNumber()
  @Gives(200, 'one list', listSchema, [404, 422])
  async find(@Param('number', numberPipe) number: number): Promise<object> {
    return this.lists.find(number);
  }

  @Get(':number/comparison')
  @Header('cache-control', FOR_GOOD)
  @Allows('read', 'published')
  @TakesNumber()
  @TakesQuery(withSchema)
  @Gives(200, 'what a list has anew, no longer and otherwise than another', comparisonSchema, [404, 422])
  async compare(
    @Param('number', numberPipe) number: number,
    @Query(new ZodPipe(withSchema)) { from }: z.infer<typeof withSchema>,
  ): Promise<object> {
    const [earlier, later] = await Promise.all([this.lists.find(from), this.lists.find(number)]);
    const summary = ({ items: _items, ...rest }: PublishedList): object => rest;
    return { from: summary(earlier), to: summary(later), ...comparePublished(earlier.items, later.items) };
  }
}

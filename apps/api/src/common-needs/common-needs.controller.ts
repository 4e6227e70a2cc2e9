import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#access';
import { Engines } from '#engine';
import {
  Allows,
  ApiTags,
  Caller,
  explains,
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
import { JobQueue } from '#jobs';
import { industryFault } from '#matching';
import { COMMON_NEED_STATES, CommonNeedRunStore, CommonNeedStore } from '#storage';
import { commonNeedOf, commonNeedSchema, runSchema, summarySchema } from './common-need-views.js';

const MOST_MEMBERS = 1000;
const TITLE = 200;
const DESCRIPTION = 5000;

const listQuery = pageSchema(100, 20).extend({ state: z.enum(COMMON_NEED_STATES).default('proposed') });
const revision = z.int().min(1).describe('the one that was read; another one now is a conflict (409)');
const needIds = z.array(z.uuid()).min(1).max(MOST_MEMBERS);
const editSchema = z.strictObject({
  revision,
  title: storableText(TITLE).optional(),
  description: storableText(DESCRIPTION).optional(),
  industry: storableText(20).superRefine(explains(industryFault)).nullable().optional().describe('GB/T 4754-2017'),
  state: z.enum(COMMON_NEED_STATES).optional(),
  add: needIds.optional().describe('needs taken in, such as suggested ones'),
  remove: needIds.optional().describe('needs taken out; they are not suggested for it again'),
});
const mergeSchema = z.strictObject({ revision, otherId: z.uuid().describe('the common need that ends in this one') });
const splitSchema = z.strictObject({
  revision,
  needIds,
  wording: z
    .strictObject({ title: storableText(TITLE), description: storableText(DESCRIPTION) })
    .optional()
    .describe('else made of the blind summaries of these needs'),
});

/** 行业共性需求: what the engine proposes, and what people make of it. */
@ApiTags('api: common needs')
@Controller('api/v1/common-needs')
export class CommonNeedsController {
  constructor(
    private readonly commonNeeds: CommonNeedStore,
    private readonly runs: CommonNeedRunStore,
    private readonly queue: JobQueue,
    private readonly engines: Engines,
  ) {}

  @Get()
  @Allows('read', 'common-need')
  @TakesQuery(listQuery)
  @Gives(
    200,
    'those that most enterprises ask for first',
    z.object({ total: z.int(), items: z.array(summarySchema) }),
    [422],
  )
  async list(@Query(new ZodPipe(listQuery)) { state, limit, offset }: z.infer<typeof listQuery>): Promise<object> {
    return this.commonNeeds.list(state, limit, offset);
  }

  @Get('runs/latest')
  @Allows('read', 'common-need')
  @Gives(200, 'the last grouping and how far it is; null before the first', z.object({ run: runSchema.nullable() }))
  async run(): Promise<object> {
    return { run: await this.runs.latest() };
  }

  @Post('runs')
  @HttpCode(202)
  @Allows('create', 'common-need')
  @Gives(
    202,
    'a grouping is asked for; where nothing has changed since the last one, which is given, none is made',
    z.object({ run: runSchema.nullable() }),
  )
  async group(): Promise<object> {
    const run = await this.runs.latest();
    await this.queue.add('common-needs', { asked: true });
    return { run };
  }

  @Get(':id')
  @Allows('read', 'common-need')
  @TakesId()
  @Gives(200, 'with those of its needs that are public now', commonNeedSchema, [404, 422])
  async find(@Param('id', idPipe) id: string): Promise<object> {
    return commonNeedOf(await this.commonNeeds.find(id));
  }

  @Patch(':id')
  @Allows('update', 'common-need')
  @TakesId()
  @Takes(editSchema)
  @Gives(200, 'changed; no later grouping undoes it', commonNeedSchema, [400, 404, 409, 422])
  async edit(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(editSchema)) { revision: read, ...edit }: z.infer<typeof editSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    return commonNeedOf(await this.commonNeeds.edit(id, edit, read, memberOf(caller).accountId));
  }

  @Post(':id/merge')
  @HttpCode(200)
  @Allows('update', 'common-need')
  @TakesId()
  @Takes(mergeSchema)
  @Gives(200, 'with the needs of both; the other one is gone', commonNeedSchema, [400, 404, 409, 422])
  async merge(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(mergeSchema)) { revision: read, otherId }: z.infer<typeof mergeSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    return commonNeedOf(await this.commonNeeds.merge(id, otherId, read, memberOf(caller).accountId));
  }

  @Post(':id/split')
  @Allows('update', 'common-need')
  @TakesId()
  @Takes(splitSchema)
  @Gives(201, 'the new one, of the needs named; the two are never put together again by the engine', commonNeedSchema, [
    ...[400, 404, 409, 422],
  ])
  async split(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(splitSchema)) { revision: read, needIds: ids, wording }: z.infer<typeof splitSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const words = wording ?? (await this.commonNeeds.names((await this.engines.current()).context.statistics));
    return commonNeedOf(await this.commonNeeds.split(id, ids, words, read, memberOf(caller).accountId));
  }
}

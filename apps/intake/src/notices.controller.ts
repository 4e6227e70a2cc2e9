import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#access';
import { ENV } from '#config';
import type { Env } from '#config';
import { Allows, ApiTags, Caller, Gives, memberOf, TakesQuery, ZodPipe } from '#http';
import { RECORD_KINDS, RECORD_STATES } from '#matching';
import { AttentionStore, NOTICE_KINDS } from '#storage';
import { holdOf, holdSchema } from './record-view.js';

const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
const noticeSchema = z.object({
  notice: z
    .enum(NOTICE_KINDS)
    .describe(
      'to-confirm: posted by an agent; ending: its last day is within REMIND_DAYS; expired: on no list any more',
    ),
  id: z.uuid(),
  kind: z.enum(RECORD_KINDS),
  state: z.enum(RECORD_STATES),
  title: z.string(),
  validUntil: z.string().nullable(),
  hold: holdSchema,
  revisedAt: z.iso.datetime(),
});

/** 待办提醒 */
@ApiTags('intake: notices')
@Controller('intake/v1/notices')
export class NoticesController {
  constructor(
    private readonly attention: AttentionStore,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Allows('read', 'notice')
  @TakesQuery(pageSchema)
  @Gives(
    200,
    'what is to be done about records of one’s own organization and those it posted for others, the most urgent first',
    z.object({ total: z.int(), items: z.array(noticeSchema) }),
    [422],
  )
  async list(
    @Query(new ZodPipe(pageSchema)) { limit, offset }: z.infer<typeof pageSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { organizationId } = memberOf(caller);
    const { REMIND_DAYS } = this.env;
    const { notices, total } = await this.attention.noticesOf(organizationId, new Date(), REMIND_DAYS, limit, offset);
    return { total, items: notices.map((notice) => ({ ...notice, hold: holdOf(notice.hold) })) };
  }
}

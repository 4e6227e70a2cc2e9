import { Controller, Get, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { Allows, ApiTags, Gives, says, TakesQuery, ZodPipe } from '#http';
import { RECORD_KINDS } from '#matching';
import { ChangeStore, RECORD_CHANGES } from '#storage';
import { recordSchema } from '../views.js';

const A_MINUTE = { rateLimit: { max: 600, timeWindow: 60_000 } };

const feedQuery = z.strictObject({
  after: z
    .string()
    .refine(
      (text) => /^\d{1,18}$/.test(text),
      says('应为上一次得到的 next。', 'should be the next of an earlier answer.'),
    )
    .default('0')
    .describe('next of the answer before; without it the feed begins at its beginning'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
const feedSchema = z.object({
  items: z.array(
    z.object({
      cursor: z.string(),
      kind: z.enum(RECORD_KINDS),
      id: z.uuid(),
      change: z.enum(RECORD_CHANGES).describe('put the record for created and updated, drop it for withdrawn'),
      at: z.iso.datetime(),
      record: recordSchema.nullable().describe('as everyone may see it now; null: not to be seen any more'),
    }),
  ),
  next: z.string().describe('what to ask after the next time'),
  more: z.boolean().describe('there was more at this moment; otherwise ask again later'),
});

/** What changed for everyone, so that another platform can mirror it. */
@ApiTags('api: exchange')
@Controller('api/v1/changes')
export class ChangesController {
  constructor(private readonly changes: ChangeStore) {}

  @Get()
  @RouteConfig(A_MINUTE)
  @Allows('read', 'published')
  @TakesQuery(feedQuery)
  @Gives(200, 'changes of published records in their order, without gaps', feedSchema, [422, 429])
  async feed(@Query(new ZodPipe(feedQuery)) { after, limit }: z.infer<typeof feedQuery>): Promise<object> {
    await this.changes.dispatch();
    const items = await this.changes.feed(after, limit);
    return { items, next: items.at(-1)?.cursor ?? after, more: items.length === limit };
  }
}

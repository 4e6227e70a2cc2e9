import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#access';
import {
  Allows,
  ApiTags,
  Caller,
  Gives,
  idPipe,
  memberOf,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { KIND_NAMES } from '#matching';
import type { RecordKind } from '#matching';
import { AttentionStore, RecordStore } from '#storage';
import type { Changed, OwnMove, RecordEntity } from '#storage';
import { FollowUpQueue } from './follow-up-queue.js';
import { RecordAccess, voiceOf } from './record-access.js';
import { holdOf, holdSchema, viewOf, viewSchemaOf } from './record-view.js';

const reasonSchema = z.strictObject({
  reason: storableText(2000).describe('kept with the revision; the poster reads it'),
});
const mergeSchema = z.strictObject({
  into: z.uuid().describe('the record of the same kind that stays'),
  reason: storableText(2000).optional(),
});
type Reason = z.infer<typeof reasonSchema>;
const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
const heldSchema = z.object({
  id: z.uuid(),
  state: z.enum(['submitted', 'returned']),
  hold: holdSchema,
  blind: z.boolean().describe('true: open on request, and this is its blind summary'),
  title: z.string(),
  description: z.string(),
  organizationName: z.string(),
  revisedAt: z.iso.datetime(),
});

/** The moves of the state machine of one kind of record, and what waits for a reviewer. */
export function recordMovesController(kind: RecordKind): Type {
  const { plural, type } = KIND_NAMES[kind];
  const viewSchema = viewSchemaOf(kind);

  @ApiTags(`intake: ${plural}`)
  @Controller(`intake/v1/${plural}`)
  class RecordMovesController {
    constructor(
      private readonly records: RecordStore,
      private readonly access: RecordAccess,
      private readonly attention: AttentionStore,
      private readonly followUp: FollowUpQueue,
    ) {}

    // Before `:id` of the other controller: it is registered first.
    @Get('held-back')
    @Allows('review', kind)
    @TakesQuery(pageSchema)
    @Gives(
      200,
      'submitted and returned records that wait for a reviewer, the longest waiting first; sealed ones aside',
      z.object({ total: z.int(), items: z.array(heldSchema) }),
      [422],
    )
    async heldBack(@Query(new ZodPipe(pageSchema)) { limit, offset }: z.infer<typeof pageSchema>): Promise<object> {
      const { held, total } = await this.attention.heldBack(kind, limit, offset);
      const items = held.map(({ record, state, hold, revisedAt }) => ({
        ...{ id: record.id, state, hold: holdOf(hold), blind: record.blind },
        ...{ title: record.content.title, description: record.content.description },
        ...{ organizationName: record.organizationName, revisedAt },
      }));
      return { total, items };
    }

    @Post(':id/publish')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(
      200,
      'published; or returned with a question (hold), or submitted where someone is to confirm or review it (awaits)',
      viewSchema,
      [404, 409, 422],
    )
    async publish(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      return this.move(await this.access.changeable(kind, id, caller, 'update'), 'publish', caller);
    }

    @Post(':id/withdraw')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'withdrawn: in no list from now on', viewSchema, [404, 409, 422])
    async withdraw(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      return this.move(await this.access.changeable(kind, id, caller, 'update'), 'withdraw', caller);
    }

    @Post(':id/reconfirm')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(
      200,
      'it still holds: its dates end VALIDITY_DAYS from now, and an expired one is back and ranked again',
      viewSchema,
      [404, 409, 422],
    )
    async reconfirm(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      return this.move(await this.access.changeable(kind, id, caller, 'update'), 'reconfirm', caller);
    }

    @Post(':id/solve')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'solved: in no list from now on, and not to be changed any more', viewSchema, [404, 409, 422])
    async solve(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      return this.move(await this.access.changeable(kind, id, caller, 'update'), 'solve', caller);
    }

    @Post(':id/merge')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Takes(mergeSchema)
    @Gives(
      200,
      'withdrawn in favour of the other, with its revisions, reviews and cases; publishing it again undoes this',
      viewSchema,
      [400, 404, 409, 422],
    )
    async merge(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(mergeSchema)) { into, reason }: z.infer<typeof mergeSchema>,
      @Caller() caller: Principal,
    ): Promise<object> {
      await this.access.changeable(kind, id, caller, 'update');
      await this.access.changeable(kind, into, caller, 'update');
      return this.settled(await this.records.merge(id, into, memberOf(caller).accountId, reason ?? null), caller);
    }

    @Post(':id/confirm')
    @Allows('confirm', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'what an agent posted for one’s organization is published', viewSchema, [404, 409, 422])
    async confirm(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      return this.move(await this.access.changeable(kind, id, caller, 'confirm'), 'confirm', caller);
    }

    @Post(':id/approve')
    @Allows('review', kind)
    @HttpCode(200)
    @TakesId()
    @Takes(reasonSchema)
    @Gives(200, 'published as it is, whatever the rubric asks', viewSchema, [400, 404, 409, 422])
    async approve(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(reasonSchema)) { reason }: Reason,
      @Caller() caller: Principal,
    ): Promise<object> {
      return this.move(await this.access.reviewable(kind, id, caller), 'approve', caller, reason);
    }

    @Post(':id/return')
    @Allows('review', kind)
    @HttpCode(200)
    @TakesId()
    @Takes(reasonSchema)
    @Gives(200, 'returned to its poster: in no list until it is mended', viewSchema, [400, 404, 409, 422])
    async return(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(reasonSchema)) { reason }: Reason,
      @Caller() caller: Principal,
    ): Promise<object> {
      return this.move(await this.access.reviewable(kind, id, caller), 'return', caller, reason);
    }

    @Post(':id/reject')
    @Allows('review', kind)
    @HttpCode(200)
    @TakesId()
    @Takes(reasonSchema)
    @Gives(200, 'rejected for good', viewSchema, [400, 404, 409, 422])
    async reject(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(reasonSchema)) { reason }: Reason,
      @Caller() caller: Principal,
    ): Promise<object> {
      return this.move(await this.access.reviewable(kind, id, caller), 'reject', caller, reason);
    }

    private async move({ id, ...owned }: RecordEntity, move: OwnMove, caller: Principal, reason = ''): Promise<object> {
      const { accountId } = memberOf(caller);
      const context = { reason, voice: voiceOf(caller, owned) };
      return this.settled(await this.records.move(id, kind, move, accountId, context), caller);
    }

    private async settled({ record, followUp }: Changed, caller: Principal): Promise<object> {
      await this.followUp.enqueue(followUp);
      return viewOf(record, caller);
    }
  }
  Object.defineProperty(RecordMovesController, 'name', { value: `${type}MovesController` });
  return RecordMovesController;
}

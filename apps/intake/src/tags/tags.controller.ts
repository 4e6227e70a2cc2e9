import { Body, Controller, Param, Patch } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { may } from '#access';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, memberOf, Takes, TakesId, ZodPipe } from '#http';
import { DomainError, KIND_NAMES } from '#matching';
import type { RecordKind } from '#matching';
import { RecordStore, TagStore } from '#storage';
import type { TagEdits } from '#storage';
import { FollowUpQueue } from '../follow-up-queue.js';
import { changesOf, tagChangesSchema, tagEditsSchema } from './tags.schema.js';
import type { TagChangesBody } from './tags.schema.js';

/** 标签: what the owner of one kind of record says of its tags. */
export function tagsController(kind: RecordKind): Type {
  const { plural, type } = KIND_NAMES[kind];

  @ApiTags(`intake: ${plural}`)
  @Controller(`intake/v1/${plural}/:id/tags`)
  class TagsController {
    constructor(
      private readonly records: RecordStore,
      private readonly tags: TagStore,
      private readonly followUp: FollowUpQueue,
    ) {}

    @Patch()
    @Allows('update', kind)
    @TakesId()
    @Takes(tagChangesSchema)
    @Gives(
      200,
      'every edit that stands now; a published record is profiled and ranked again by them',
      tagEditsSchema,
      [400, 404, 409, 422],
    )
    async edit(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(tagChangesSchema)) body: TagChangesBody,
      @Caller() caller: Principal,
    ): Promise<TagEdits> {
      const record = await this.records.find(id, kind);
      if (!may(caller, 'update', kind, record)) throw new DomainError('not-found', { what: '记录 / record' });
      await this.followUp.enqueue(await this.tags.edit(id, kind, changesOf(body), memberOf(caller).accountId));
      return this.tags.editsOf(id);
    }
  }
  Object.defineProperty(TagsController, 'name', { value: `${type}TagsController` });
  return TagsController;
}

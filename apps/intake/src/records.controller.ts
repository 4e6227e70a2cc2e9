import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { duplicateOf, duplicateSchema, Gives, storableText, Takes, TakesId, TakesQuery, ZodPipe } from '#http';
import { DomainError, RECORD_STATES } from '#matching';
import type { RecordKind } from '#matching';
import { DuplicateStore, OrganizationStore, PIPELINE_STATES, RecordStore } from '#storage';
import type { Changed, Idempotency, RecordEntity, RecordInput } from '#storage';
import { DraftDuplicates } from './draft-duplicates.js';
import { FollowUpQueue } from './follow-up-queue.js';
import { IdempotencyKey } from './idempotency-key.js';
import { CONTENT_SCHEMAS, draftTextShape } from './record.schema.js';

const ACTOR = 'api';
const idPipe = new ZodPipe(z.uuid());
const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});

/** Plural of a kind, as in its address. */
const PLURAL: Readonly<Record<RecordKind, string>> = { need: 'needs', achievement: 'achievements' };
const NAME: Readonly<Record<RecordKind, string>> = { need: 'Need', achievement: 'Achievement' };

/** The routes of one kind of record: create, read, replace, publish, withdraw, revisions. */
export function recordsController(kind: RecordKind): Type {
  const content = CONTENT_SCHEMAS[kind];
  const bodySchema = z.strictObject({
    organizationId: z.uuid(),
    externalId: storableText(200).optional().describe("the poster's own id, unique per kind"),
    publish: z.boolean().default(false).describe('publish at once instead of keeping a draft'),
    content,
  });
  const replaceSchema = bodySchema.omit({ publish: true });
  const viewSchema = z.object({
    id: z.uuid(),
    kind: z.literal(kind),
    organizationId: z.uuid(),
    externalId: z.string().nullable(),
    revision: z.int(),
    state: z.enum(RECORD_STATES),
    pipelineState: z.enum(PIPELINE_STATES),
    content,
    createdAt: z.iso.datetime(),
    revisedAt: z.iso.datetime(),
  });
  const readSchema = viewSchema.extend({
    duplicates: z.array(duplicateSchema).describe('public records that seem to say the same; nothing is ever merged'),
  });
  const draftSchema = z.strictObject({
    id: z.uuid().optional().describe('the record being edited, which is no duplicate of itself'),
    organizationId: z.uuid().optional(),
    content: z.strictObject({
      ...draftTextShape,
      title: content.shape.title,
      description: z.string().max(60_000).default('').describe('as far as it is written'),
    }),
  });
  const foundSchema = z.object({
    degraded: z.enum(['no-model']).nullable(),
    items: z.array(duplicateSchema),
  });
  type DraftBody = z.infer<typeof draftSchema>;
  const revisionSchema = z.object({
    revision: z.int(),
    action: z.string(),
    state: z.enum(RECORD_STATES),
    content,
    at: z.iso.datetime(),
  });
  type ReplaceBody = z.infer<typeof replaceSchema>;
  type Body_ = z.infer<typeof bodySchema>;

  @ApiTags(`intake: ${PLURAL[kind]}`)
  @Controller(`intake/v1/${PLURAL[kind]}`)
  class RecordsController {
    constructor(
      private readonly records: RecordStore,
      private readonly organizations: OrganizationStore,
      private readonly followUp: FollowUpQueue,
      private readonly duplicates: DuplicateStore,
      private readonly drafts: DraftDuplicates,
    ) {}

    @Post()
    @ApiHeader({ name: 'Idempotency-Key', required: false })
    @Takes(bodySchema)
    @Gives(201, 'created', viewSchema, [400, 409, 422])
    async create(
      @Body(new ZodPipe(bodySchema)) body: Body_,
      @IdempotencyKey() idempotency: Idempotency | undefined,
    ): Promise<object> {
      const input = await this.inputOf(body);
      const state = body.publish ? 'published' : 'draft';
      return this.settled(await this.records.create(kind, input, state, ACTOR, idempotency));
    }

    @Post('duplicates')
    @HttpCode(200)
    @Takes(draftSchema)
    @Gives(
      200,
      'public records that seem to say the same as a text not posted yet; nothing is stored',
      foundSchema,
      [400, 422],
    )
    async duplicatesOfDraft(
      @Body(new ZodPipe(draftSchema)) { id, organizationId, content: draft }: DraftBody,
    ): Promise<object> {
      return this.drafts.of(kind, draft, { id, organizationId });
    }

    @Get()
    @TakesQuery(pageSchema)
    @Gives(200, 'oldest first', z.object({ total: z.int(), items: z.array(viewSchema) }), [422])
    async list(@Query(new ZodPipe(pageSchema)) { limit, offset }: z.infer<typeof pageSchema>): Promise<object> {
      const { records, total } = await this.records.list(kind, limit, offset);
      return { total, items: records.map(viewOf) };
    }

    @Get(':id')
    @TakesId()
    @Gives(200, `the ${kind}`, readSchema, [404, 422])
    async read(@Param('id', idPipe) id: string): Promise<object> {
      const record = await this.records.find(id, kind);
      const duplicates = (await this.duplicates.of([id])).get(id) ?? [];
      return { ...viewOf(record), duplicates: duplicates.map(duplicateOf) };
    }

    @Put(':id')
    @TakesId()
    @ApiHeader({ name: 'If-Match', required: false, description: 'the revision this replaces' })
    @Takes(replaceSchema)
    @Gives(200, 'replaced', viewSchema, [400, 404, 409, 422])
    async replace(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(replaceSchema)) body: ReplaceBody,
      @Headers('if-match') ifMatch: string | undefined,
    ): Promise<object> {
      const input = await this.inputOf(body);
      return this.settled(await this.records.replace(id, kind, input, revisionOf(ifMatch), ACTOR));
    }

    @Post(':id/publish')
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'published', viewSchema, [404, 409, 422])
    async publish(@Param('id', idPipe) id: string): Promise<object> {
      return this.settled(await this.records.move(id, kind, 'publish', ACTOR));
    }

    @Post(':id/withdraw')
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'withdrawn: in no list from now on', viewSchema, [404, 409, 422])
    async withdraw(@Param('id', idPipe) id: string): Promise<object> {
      return this.settled(await this.records.move(id, kind, 'withdraw', ACTOR));
    }

    @Get(':id/revisions')
    @TakesId()
    @Gives(200, 'every version, oldest first', z.object({ items: z.array(revisionSchema) }), [404, 422])
    async revisions(@Param('id', idPipe) id: string): Promise<object> {
      const items = await this.records.revisions(id, kind);
      return { items: items.map(({ recordId: _id, ...revision }) => revision) };
    }

    private async inputOf(body: ReplaceBody): Promise<RecordInput> {
      if (!(await this.organizations.exists(body.organizationId))) {
        const words = { zh: '没有这个单位；请先登记单位。', en: 'no such organization; register it first.' };
        throw new DomainError('invalid', {}, [{ pointer: '/organizationId', ...words }]);
      }
      const { organizationId, externalId = null } = body;
      return { organizationId, externalId, content: body.content };
    }

    private async settled({ record, followUp }: Changed): Promise<object> {
      await this.followUp.enqueue(followUp);
      return viewOf(record);
    }
  }
  Object.defineProperty(RecordsController, 'name', { value: `${NAME[kind]}sController` });
  return RecordsController;
}

function revisionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const revision = Number(ifMatch.replace(/^W\//, '').replaceAll('"', ''));
  if (Number.isInteger(revision) && revision > 0) return revision;
  const words = { zh: '应为修订号，例如 "3"。', en: 'should be a revision, e.g. "3".' };
  throw new DomainError('invalid', {}, [{ pointer: '/headers/If-Match', ...words }]);
}

const viewOf = (record: RecordEntity): object => ({
  id: record.id,
  kind: record.kind,
  organizationId: record.organizationId,
  externalId: record.externalId,
  revision: record.revision,
  state: record.state,
  pipelineState: record.pipelineState,
  content: record.content,
  createdAt: record.createdAt,
  revisedAt: record.revisedAt,
});

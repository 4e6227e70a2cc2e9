import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { may, reach, sightOf } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  Caller,
  duplicateOf,
  duplicateSchema,
  faultsOf,
  Gives,
  idPipe,
  localeOf,
  memberOf,
  pageSchema,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DomainError, qualityHints, RECORD_STATES } from '#matching';
import type { RecordContent, RecordKind } from '#matching';
import { DuplicateStore, OrganizationStore, PIPELINE_STATES, RecordStore } from '#storage';
import type { Changed, Idempotency, RecordEntity, RecordInput } from '#storage';
import { DraftDuplicates } from './draft-duplicates.js';
import { FollowUpQueue } from './follow-up-queue.js';
import { IdempotencyKey } from './idempotency-key.js';
import { CONTENT_SCHEMAS, draftTextShape } from './record.schema.js';

const listQuery = pageSchema(200, 50).extend({
  mine: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('only those of one’s own organization, newest first'),
  state: z.enum(RECORD_STATES).optional(),
});

/** Plural of a kind, as in its address. */
const PLURAL: Readonly<Record<RecordKind, string>> = { need: 'needs', achievement: 'achievements' };
const WHAT: Readonly<Record<RecordKind, string>> = {
  need: '企业技术需求 / need',
  achievement: '科技成果 / achievement',
};
const NAME: Readonly<Record<RecordKind, string>> = { need: 'Need', achievement: 'Achievement' };

const adviceSchema = z.array(z.object({ pointer: z.string(), detail: z.string() }));
const checkedSchema = z.object({
  errors: adviceSchema.describe('what posting it would be refused for'),
  hints: adviceSchema.describe('what would make it easier to match, the weightiest first; none of it is needed'),
});

/** The routes of one kind of record: check, create, read, replace, publish, withdraw, revisions. */
export function recordsController(kind: RecordKind): Type {
  const content = CONTENT_SCHEMAS[kind];
  const bodySchema = z.strictObject({
    organizationId: z.uuid().optional().describe('one’s own organization when left out'),
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
    content: content.nullable().describe('null: sealed, and not for the caller'),
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
    content: content.nullable(),
    at: z.iso.datetime(),
  });
  const uncheckedSchema = z.strictObject({ content: z.record(z.string(), z.unknown()) });
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
    @Allows('create', kind)
    @ApiHeader({ name: 'Idempotency-Key', required: false })
    @Takes(bodySchema)
    @Gives(201, 'created', viewSchema, [400, 409, 422])
    async create(
      @Body(new ZodPipe(bodySchema)) body: Body_,
      @Caller() caller: Principal,
      @IdempotencyKey() idempotency: Idempotency | undefined,
    ): Promise<object> {
      const { accountId, organizationId } = memberOf(caller);
      const input = await this.inputOf(body, caller, 'create', organizationId);
      const state = body.publish ? 'published' : 'draft';
      return this.settled(await this.records.create(kind, input, state, accountId, idempotency), caller);
    }

    @Post('check')
    @HttpCode(200)
    @Allows('create', kind)
    @Takes(uncheckedSchema)
    @Gives(200, 'faults and advice on a text not yet posted; nothing is stored', checkedSchema, [400, 422])
    check(
      @Body(new ZodPipe(uncheckedSchema)) draft: z.infer<typeof uncheckedSchema>,
      @Headers('accept-language') acceptLanguage: string | undefined,
    ): z.infer<typeof checkedSchema> {
      const locale = localeOf(acceptLanguage);
      const said = (one: { pointer: string; zh: string; en: string }): { pointer: string; detail: string } => ({
        pointer: one.pointer,
        detail: one[locale],
      });
      const parsed = content.safeParse(draft.content, { reportInput: true });
      if (!parsed.success) return { errors: faultsOf(parsed.error).map(said), hints: [] };
      return { errors: [], hints: qualityHints(kind, parsed.data).map(said) };
    }

    @Post('duplicates')
    @HttpCode(200)
    @Allows('create', kind)
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
    @Allows('read', kind)
    @TakesQuery(listQuery)
    @Gives(
      200,
      'those the caller may see, oldest first',
      z.object({ total: z.int(), items: z.array(viewSchema) }),
      [422],
    )
    async list(
      @Query(new ZodPipe(listQuery)) { limit, offset, mine, state }: z.infer<typeof listQuery>,
      @Caller() caller: Principal,
    ): Promise<object> {
      const readable = reach(caller, 'read', kind);
      const own = mine || readable !== 'all' ? memberOf(caller).organizationId : undefined;
      const listing = { organizationId: own, state, newestFirst: mine };
      const { records, total } = await this.records.list(kind, listing, limit, offset);
      return { total, items: records.map((record) => viewOf(record, caller)) };
    }

    @Get(':id')
    @Allows('read', kind)
    @TakesId()
    @Gives(200, `the ${kind}`, readSchema, [404, 422])
    async read(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      const record = await this.seen(id, caller);
      const duplicates = (await this.duplicates.of([id])).get(id) ?? [];
      return { ...viewOf(record, caller), duplicates: duplicates.map(duplicateOf) };
    }

    @Put(':id')
    @Allows('update', kind)
    @TakesId()
    @ApiHeader({ name: 'If-Match', required: false, description: 'the revision this replaces' })
    @Takes(replaceSchema)
    @Gives(200, 'replaced', viewSchema, [400, 404, 409, 422])
    async replace(
      @Param('id', idPipe) id: string,
      @Body(new ZodPipe(replaceSchema)) body: ReplaceBody,
      @Headers('if-match') ifMatch: string | undefined,
      @Caller() caller: Principal,
    ): Promise<object> {
      const { organizationId } = await this.changeable(id, caller);
      const input = await this.inputOf(body, caller, 'update', organizationId);
      const { accountId } = memberOf(caller);
      return this.settled(await this.records.replace(id, kind, input, revisionOf(ifMatch), accountId), caller);
    }

    @Post(':id/publish')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'published', viewSchema, [404, 409, 422])
    async publish(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      await this.changeable(id, caller);
      return this.settled(await this.records.move(id, kind, 'publish', memberOf(caller).accountId), caller);
    }

    @Post(':id/withdraw')
    @Allows('update', kind)
    @HttpCode(200)
    @TakesId()
    @Gives(200, 'withdrawn: in no list from now on', viewSchema, [404, 409, 422])
    async withdraw(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      await this.changeable(id, caller);
      return this.settled(await this.records.move(id, kind, 'withdraw', memberOf(caller).accountId), caller);
    }

    @Get(':id/revisions')
    @Allows('read', kind)
    @TakesId()
    @Gives(200, 'every version, oldest first', z.object({ items: z.array(revisionSchema) }), [404, 422])
    async revisions(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      const record = await this.seen(id, caller);
      const items = await this.records.revisions(id, kind);
      return {
        items: items.map(({ recordId: _id, ...revision }) => ({
          ...revision,
          content: contentFor(caller, kind, record, revision.content),
        })),
      };
    }

    /** @throws DomainError `not-found`, also when it is not for the caller */
    private async seen(id: string, caller: Principal): Promise<RecordEntity> {
      const record = await this.records.find(id, kind);
      if (sightOf(caller, kind, record) === 'nothing') throw new DomainError('not-found', { what: WHAT[kind] });
      return record;
    }

    /** @throws DomainError `not-found`, also when it is not the caller's to change */
    private async changeable(id: string, caller: Principal): Promise<RecordEntity> {
      const record = await this.records.find(id, kind);
      if (!may(caller, 'update', kind, record)) throw new DomainError('not-found', { what: WHAT[kind] });
      return record;
    }

    /** An organization that is not the caller's to post for is as good as none. */
    private async inputOf(
      body: ReplaceBody,
      caller: Principal,
      action: 'create' | 'update',
      usual: string,
    ): Promise<RecordInput> {
      const { organizationId = usual, externalId = null } = body;
      if (!may(caller, action, kind, { organizationId }) || !(await this.organizations.exists(organizationId))) {
        const words = { zh: '没有这个单位；请先登记单位。', en: 'no such organization; register it first.' };
        throw new DomainError('invalid', {}, [{ pointer: '/organizationId', ...words }]);
      }
      return { organizationId, externalId, content: body.content };
    }

    private async settled({ record, followUp }: Changed, caller: Principal): Promise<object> {
      await this.followUp.enqueue(followUp);
      return viewOf(record, caller);
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

/** The content as far as the caller may see it; null when it is sealed and not for them. */
function contentFor(
  caller: Principal,
  kind: RecordKind,
  { organizationId, confidentiality }: RecordEntity,
  content: RecordContent,
): RecordContent | null {
  // A version may have been sealed when the present one is not.
  const sealed = confidentiality === 'sealed' || content.confidentiality === 'sealed';
  const sight = sightOf(caller, kind, { organizationId, confidentiality: sealed ? 'sealed' : confidentiality });
  if (sight === 'whole') return content;
  const { contact: _contact, ...rest } = content;
  return sight === 'no-contact' ? rest : null;
}

const viewOf = (record: RecordEntity, caller: Principal): object => ({
  id: record.id,
  kind: record.kind,
  organizationId: record.organizationId,
  externalId: record.externalId,
  revision: record.revision,
  state: record.state,
  pipelineState: record.pipelineState,
  content: contentFor(caller, record.kind, record, record.content),
  createdAt: record.createdAt,
  revisedAt: record.revisedAt,
});

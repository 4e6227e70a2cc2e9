import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { z } from 'zod';
import { may, reach } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  ApiHeader,
  ApiTags,
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
import { DomainError, KIND_NAMES, qualityHints, RECORD_STATES, rubricOf } from '#matching';
import type { RecordKind } from '#matching';
import { DuplicateStore, OrganizationStore, RecordStore } from '#storage';
import type { Changed, Idempotency, RecordEntity, RecordInput } from '#storage';
import { DraftDuplicates } from './draft-duplicates.js';
import { FollowUpQueue } from './follow-up-queue.js';
import { IdempotencyKey } from './idempotency-key.js';
import { RecordAccess, voiceOf } from './record-access.js';
import { contentFor, qualityOf, qualitySchema, scoresSchema, viewOf, viewSchemaOf } from './record-view.js';
import { CONTENT_SCHEMAS, draftTextShape } from './record.schema.js';

const listQuery = pageSchema(200, 50).extend({
  mine: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('only those of one’s own organization, newest first'),
  state: z.enum(RECORD_STATES).optional(),
});

const adviceSchema = z.array(z.object({ pointer: z.string(), detail: z.string() }));
const checkedSchema = z.object({
  errors: adviceSchema.describe('what posting it would be refused for'),
  quality: z
    .object({
      scores: scoresSchema,
      sum: z.int(),
      question: z.object({ pointer: z.string(), detail: z.string() }).nullable(),
    })
    .nullable()
    .describe('what the rubric would make of it; question: the one thing that would keep it from being published'),
  hints: adviceSchema.describe('what would make it easier to match, the weightiest first; none of it is needed'),
});

/** The routes of one kind of record: check, create, read, replace, revisions. Its moves are in record-moves.controller.ts. */
export function recordsController(kind: RecordKind): Type {
  const { plural, type } = KIND_NAMES[kind];
  const content = CONTENT_SCHEMAS[kind];
  const bodySchema = z.strictObject({
    organizationId: z.uuid().optional().describe('one’s own organization when left out'),
    externalId: storableText(200).optional().describe("the poster's own id, unique per kind"),
    publish: z
      .boolean()
      .default(false)
      .describe('ask for it to be published, which it is at once if its quality suffices, instead of keeping a draft'),
    content,
  });
  const replaceSchema = bodySchema.omit({ publish: true });
  const viewSchema = viewSchemaOf(kind);
  const readSchema = viewSchema.extend({
    quality: qualitySchema.nullable(),
    mergedFrom: z.array(z.object({ id: z.uuid(), title: z.string() })).describe('records merged into this one'),
    duplicates: z
      .array(duplicateSchema)
      .describe('public records that seem to say the same; nothing is merged by itself'),
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
    reason: z.string().nullable().describe('why, where whoever made it said so'),
    content: content.nullable(),
    at: z.iso.datetime(),
  });
  const uncheckedSchema = z.strictObject({ content: z.record(z.string(), z.unknown()) });
  type ReplaceBody = z.infer<typeof replaceSchema>;
  type Body_ = z.infer<typeof bodySchema>;

  @ApiTags(`intake: ${plural}`)
  @Controller(`intake/v1/${plural}`)
  class RecordsController {
    constructor(
      private readonly records: RecordStore,
      private readonly access: RecordAccess,
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
      const { accountId, organizationId: own } = memberOf(caller);
      const input = await this.inputOf(body, caller, own, null);
      const asked = body.publish ? 'published' : 'draft';
      const agent = may(caller, 'update', kind, { organizationId: input.organizationId }) ? null : own;
      return this.settled(await this.records.create(kind, input, asked, accountId, idempotency, agent), caller);
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
      if (!parsed.success) return { errors: faultsOf(parsed.error).map(said), quality: null, hints: [] };
      const { scores, sum, question } = rubricOf(kind, parsed.data);
      const quality = { scores, sum, question: question && said(question) };
      return { errors: [], quality, hints: qualityHints(kind, parsed.data).map(said) };
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
      const record = await this.access.seen(kind, id, caller);
      const duplicates = (await this.duplicates.of([id])).get(id) ?? [];
      const isRead = contentFor(caller, record, record.content) !== null;
      return {
        ...viewOf(record, caller),
        quality: isRead ? qualityOf(record) : null,
        mergedFrom: isRead ? await this.records.mergedInto(id) : [],
        duplicates: duplicates.map(duplicateOf),
      };
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
      const record = await this.access.changeable(kind, id, caller, 'update');
      const input = await this.inputOf(body, caller, record.organizationId, record);
      const { accountId } = memberOf(caller);
      const voice = voiceOf(caller, record);
      return this.settled(await this.records.replace(id, kind, input, revisionOf(ifMatch), accountId, voice), caller);
    }

    @Get(':id/revisions')
    @Allows('read', kind)
    @TakesId()
    @Gives(200, 'every version, oldest first', z.object({ items: z.array(revisionSchema) }), [404, 422])
    async revisions(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
      const record = await this.access.seen(kind, id, caller);
      const items = await this.records.revisions(id, kind);
      return {
        items: items.map(({ recordId: _id, ...revision }) => ({
          ...revision,
          content: contentFor(caller, record, revision.content),
          reason: contentFor(caller, record, revision.content) && revision.reason,
        })),
      };
    }

    /**
     * An organization that is not the caller's to post for is as good as none. Whose a record is, an agent does not change.
     * @param usual whose it is when the body does not say
     */
    private async inputOf(
      body: ReplaceBody,
      caller: Principal,
      usual: string,
      record: RecordEntity | null,
    ): Promise<RecordInput> {
      const { organizationId = usual, externalId = null } = body;
      const mayPost =
        record?.organizationId === organizationId ||
        may(caller, record ? 'update' : 'create', kind, { organizationId });
      if (!mayPost || !(await this.organizations.exists(organizationId))) {
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
  Object.defineProperty(RecordsController, 'name', { value: `${type}RecordsController` });
  return RecordsController;
}

function revisionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const revision = Number(ifMatch.replace(/^W\//, '').replaceAll('"', ''));
  if (Number.isInteger(revision) && revision > 0) return revision;
  const words = { zh: '应为修订号，例如 "3"。', en: 'should be a revision, e.g. "3".' };
  throw new DomainError('invalid', {}, [{ pointer: '/headers/If-Match', ...words }]);
}

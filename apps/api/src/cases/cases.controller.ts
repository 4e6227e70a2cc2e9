import { Body, Controller, Get, Header, Param, Patch, Post, Put, Query, Req, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reach } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  ApiBody,
  ApiConsumes,
  ApiTags,
  Caller,
  formFile,
  Gives,
  idPipe,
  memberOf,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DomainError } from '#matching';
import { AgreementStore, CaseStore } from '#storage';
import { attachmentOf, dispositionOf, MOST_FILE_MIB } from './attachment.js';
import { actorOf, caseSummaryOf, isFor, itemsFor, seenBy } from './case-views.js';
import type { Seen } from './case-views.js';
import {
  caseSchema,
  casesQuery,
  casesSchema,
  fileQuery,
  interestInput,
  moveInput,
  noteInput,
  openInput,
  reminderChange,
  reminderInput,
} from './cases.schema.js';
import { openAmong } from './open-cases.js';

const NO_CASE = { what: '对接项目 / case' };

/** 对接项目: what follows an accepted pairing. Each change answers with the case as it is then. */
@ApiTags('api: cases')
@Controller('api/v1/cases')
export class CasesController {
  constructor(
    private readonly cases: CaseStore,
    private readonly agreements: AgreementStore,
  ) {}

  @Get()
  @Allows('read', 'case')
  @TakesQuery(casesQuery)
  @Gives(200, 'cases the caller may see, the last moved first', casesSchema, [422])
  async list(
    @Query(new ZodPipe(casesQuery)) { stage, ...page }: z.infer<typeof casesQuery>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const member = memberOf(caller);
    const scope = reach(member, 'read', 'case');
    if (scope === 'none') return { total: 0, byStage: {}, items: [] };
    const { total, byStage, cases } = await this.cases.list(scope, { ...page, stage: stage ?? null });
    const reminders = await this.cases.reminders(cases.map(({ id }) => id));
    const open = await openAmong(this.agreements, cases);
    const seen = cases.flatMap((one) => seenBy(member, one, open.has(one.id)) ?? []);
    return { total, byStage, items: seen.map((one) => caseSummaryOf(one, reminders)) };
  }

  @Post()
  @Allows('create', 'case')
  @Takes(openInput)
  @Gives(201, 'opened; accepting a pairing opens one by itself', caseSchema, [400, 404, 409, 422])
  async open(
    @Body(new ZodPipe(openInput)) { pairingId, note }: z.infer<typeof openInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const id = await this.cases.open(pairingId, memberOf(caller).accountId, note ?? null);
    return this.shown(await this.seen(id, caller));
  }

  @Get(':id')
  @Allows('read', 'case')
  @TakesId()
  @Gives(200, 'the case with what is in it, as far as it is for the caller', caseSchema, [404, 422])
  async find(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
    return this.shown(await this.seen(id, caller));
  }

  @Post(':id/moves')
  @Allows('move', 'case')
  @TakesId()
  @Takes(moveInput)
  @Gives(201, 'moved on, or ended; the note is for both sides', caseSchema, [400, 404, 409, 422])
  async move(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(moveInput)) { to, note, reason, amountFen, contractNumber }: z.infer<typeof moveInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { part, member } = await this.seen(id, caller);
    if (part !== 'lead') throw new DomainError('forbidden', { right: 'move:case' });
    const contract = { amountFen: amountFen ?? null, contractNumber: contractNumber ?? null };
    await this.cases.move(id, { to, note: note ?? null, reason: reason ?? null, ...contract }, member.accountId);
    return this.shown(await this.seen(id, caller));
  }

  @Put(':id/interest')
  @Allows('update', 'case')
  @TakesId()
  @Takes(interestInput)
  @Gives(200, 'noted for the caller’s side', caseSchema, [400, 404, 409, 422])
  async setInterest(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(interestInput)) { interest }: z.infer<typeof interestInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { of, member } = await this.seen(id, caller);
    const sides = (['need', 'supply'] as const).filter((side) => of[side].organizationId === member.organizationId);
    if (sides.length === 0) throw new DomainError('forbidden', { right: 'update:case' });
    for (const side of sides) await this.cases.setInterest(id, side, interest, member.accountId);
    return this.shown(await this.seen(id, caller));
  }

  @Post(':id/notes')
  @Allows('update', 'case')
  @TakesId()
  @Takes(noteInput)
  @Gives(201, 'added', caseSchema, [400, 404, 409, 422])
  async addNote(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(noteInput)) { text, audience }: z.infer<typeof noteInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { member } = await this.taken(id, caller);
    await this.cases.addNote(id, member.accountId, audience, text);
    return this.shown(await this.seen(id, caller));
  }

  @Post(':id/files')
  @RouteConfig({ lane: 'upload' })
  @Allows('update', 'case')
  @TakesId()
  @TakesQuery(fileQuery)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @Gives(201, `added: PDF, PNG, JPEG, DOCX, XLSX, PPTX, TXT; at most ${MOST_FILE_MIB} MiB`, caseSchema, [
    ...[404, 409, 413, 415, 422],
  ])
  async addFile(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(fileQuery)) { audience }: z.infer<typeof fileQuery>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const { member } = await this.taken(id, caller);
    const part = await formFile(request, MOST_FILE_MIB * 1024 * 1024);
    await this.cases.addFile(id, member.accountId, audience, await attachmentOf(part));
    return this.shown(await this.seen(id, caller));
  }

  @Get(':id/files/:fileId')
  @Allows('read', 'case')
  @TakesId()
  @TakesId('fileId')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Header('cache-control', 'private, no-store')
  @Gives(200, 'the file, to be saved and not shown', null, [404, 422])
  async file(
    @Param('id', idPipe) id: string,
    @Param('fileId', idPipe) fileId: string,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    const seen = await this.seen(id, caller);
    const file = (await this.cases.files(id)).find((one) => one.id === fileId && isFor(seen, one));
    if (!file) throw new DomainError('not-found', { what: '文件 / file' });
    const content = await this.cases.fileContent(id, fileId);
    return new StreamableFile(content, { type: file.contentType, disposition: dispositionOf(file.name) });
  }

  @Post(':id/reminders')
  @Allows('update', 'case')
  @TakesId()
  @Takes(reminderInput)
  @Gives(201, 'added', caseSchema, [400, 404, 409, 422])
  async addReminder(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(reminderInput)) { dueOn, text, audience }: z.infer<typeof reminderInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { member } = await this.taken(id, caller);
    await this.cases.addReminder(id, member.accountId, audience, { dueOn, text });
    return this.shown(await this.seen(id, caller));
  }

  @Patch(':id/reminders/:reminderId')
  @Allows('update', 'case')
  @TakesId()
  @TakesId('reminderId')
  @Takes(reminderChange)
  @Gives(200, 'done, or not after all', caseSchema, [400, 404, 422])
  async setReminderDone(
    @Param('id', idPipe) id: string,
    @Param('reminderId', idPipe) reminderId: string,
    @Body(new ZodPipe(reminderChange)) { done }: z.infer<typeof reminderChange>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const seen = await this.taken(id, caller);
    const found = (await this.cases.reminders([id])).find((one) => one.id === reminderId && isFor(seen, one));
    if (!found) throw new DomainError('not-found', { what: '提醒 / reminder' });
    await this.cases.setReminderDone(id, reminderId, done, seen.member.accountId);
    return this.shown(await this.seen(id, caller));
  }

  /** @throws DomainError `not-found` also when it is not the caller's to see */
  private async seen(id: string, caller: Principal): Promise<Seen> {
    const found = await this.cases.find(id);
    const open = await openAmong(this.agreements, [found]);
    const seen = seenBy(memberOf(caller), found, open.has(id));
    if (!seen) throw new DomainError('not-found', NO_CASE);
    return seen;
  }

  /** The same for whoever takes part. @throws DomainError `forbidden` to readers */
  private async taken(id: string, caller: Principal): Promise<Seen> {
    const seen = await this.seen(id, caller);
    if (seen.part === 'reader') throw new DomainError('forbidden', { right: 'update:case' });
    return seen;
  }

  private async shown(seen: Seen): Promise<object> {
    const { id } = seen.of;
    const [transitions, notes, files, reminders] = await Promise.all([
      this.cases.transitions(id),
      this.cases.notes(id),
      this.cases.files(id),
      this.cases.reminders([id]),
    ]);
    return {
      ...caseSummaryOf(seen, reminders),
      transitions: transitions.map((one) => ({ ...one, by: actorOf(seen, one.by) })),
      notes: itemsFor(seen, notes),
      files: itemsFor(seen, files),
      reminders: itemsFor(
        seen,
        reminders.map(({ caseId: _caseId, ...reminder }) => reminder),
      ),
    };
  }
}

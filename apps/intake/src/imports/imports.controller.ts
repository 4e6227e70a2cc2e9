import { extname } from 'node:path';
import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ENV } from '#config';
import type { Env } from '#config';
import type { Principal } from '#access';
import { Allows, Caller, Gives, idPipe, localeOf, memberOf, TakesId, TakesQuery, ZodPipe } from '#http';
import { JobQueue } from '#jobs';
import { DomainError, RECORD_KINDS } from '#matching';
import { IMPORT_STATES, ImportStore } from '#storage';
import type { ImportEntity } from '#storage';

/** Pieces of an uploaded file as they are stored. */
const CHUNK_BYTES = 1024 * 1024;
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const uploadQuery = z.strictObject({
  kind: z.enum(RECORD_KINDS),
  dryRun: flag.default(false).describe('check every row and change nothing'),
  publish: flag.default(true).describe('publish new records; false keeps them as drafts'),
});
const faultsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
});
const viewSchema = z.object({
  id: z.uuid(),
  accountId: z.uuid().nullable().describe('who sent it'),
  kind: z.enum(RECORD_KINDS),
  fileName: z.string(),
  format: z.enum(['jsonl', 'csv']),
  dryRun: z.boolean(),
  publish: z.boolean(),
  state: z.enum(IMPORT_STATES),
  error: z.string().nullable(),
  bytes: z.int(),
  rowsTotal: z.int().nullable(),
  rowsDone: z.int(),
  rowsCreated: z.int(),
  rowsChanged: z.int(),
  rowsUnchanged: z.int(),
  rowsReturned: z.int().describe('of those created and changed: held back until they say more'),
  rowsFaulty: z.int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
const faultsSchema = z.object({
  items: z.array(z.object({ row: z.int(), faults: z.array(z.object({ column: z.string(), detail: z.string() })) })),
});

/** Bulk files: JSONL and CSV (UTF-8, GBK, GB 18030) of needs or achievements. */
@ApiTags('intake: imports')
@Controller('intake/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportStore,
    private readonly queue: JobQueue,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post()
  @HttpCode(202)
  @Allows('import', 'bulk-file')
  @TakesQuery(uploadQuery)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @Gives(202, 'received; rows go in one by one, read the import for progress', viewSchema, [413, 415, 422])
  async upload(
    @Query(new ZodPipe(uploadQuery)) { kind, dryRun, publish }: z.infer<typeof uploadQuery>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<ImportEntity> {
    if (!request.isMultipart()) throw new DomainError('unsupported-media-type', { supported: 'multipart/form-data' });
    const part = await request.file();
    if (!part || part.fieldname !== 'file') throw new DomainError('file-missing');
    const created = await this.imports.create({
      accountId: memberOf(caller).accountId,
      kind,
      dryRun,
      publish,
      fileName: nameOf(part),
      format: formatOf(part),
    });
    await this.store(created.id, part);
    await this.imports.setState(created.id, 'waiting');
    await this.queue.add('import', { importId: created.id });
    return this.imports.find(created.id);
  }

  @Get(':id')
  @Allows('read', 'bulk-file')
  @TakesId()
  @Gives(200, 'how far the import has come', viewSchema, [404, 422])
  async progress(@Param('id', idPipe) id: string): Promise<ImportEntity> {
    return this.imports.find(id);
  }

  @Get(':id/faults')
  @Allows('read', 'bulk-file')
  @TakesId()
  @TakesQuery(faultsQuery)
  @Gives(200, 'rows that were not taken in, with column, reason and fix', faultsSchema, [404, 422])
  async faults(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(faultsQuery)) { limit, offset }: z.infer<typeof faultsQuery>,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<z.infer<typeof faultsSchema>> {
    await this.imports.find(id);
    const locale = localeOf(acceptLanguage);
    const found = await this.imports.faults(id, limit, offset);
    const items = found.map(({ row, faults }) => ({
      row,
      faults: faults.map((fault) => ({ column: fault.column, detail: fault[locale] })),
    }));
    return { items };
  }

  private async store(importId: string, part: MultipartFile): Promise<void> {
    let position = 0;
    let held: Buffer[] = [];
    let size = 0;
    const flush = async (): Promise<void> => {
      if (size > 0) await this.imports.appendChunk(importId, position++, Buffer.concat(held));
      held = [];
      size = 0;
    };
    for await (const piece of part.file as AsyncIterable<Buffer>) {
      held.push(piece);
      size += piece.length;
      if (size >= CHUNK_BYTES) await flush();
    }
    await flush();
    if (part.file.truncated) {
      const limit = `${this.env.MAX_UPLOAD_MIB} MiB`;
      await this.imports.setState(importId, 'failed', `too large: ${limit}`);
      throw new DomainError('too-large', { limit });
    }
  }
}

const nameOf = (part: MultipartFile): string => part.filename.toWellFormed().replaceAll('\0', '').slice(0, 200);

/** By the file's name, else by its declared type. */
function formatOf(part: MultipartFile): ImportEntity['format'] {
  const extension = extname(part.filename).toLowerCase();
  if (extension === '.csv' || part.mimetype === 'text/csv') return 'csv';
  if (['.jsonl', '.ndjson'].includes(extension) || /json/.test(part.mimetype)) return 'jsonl';
  throw new DomainError('unsupported-media-type', { supported: '.csv, .jsonl' });
}

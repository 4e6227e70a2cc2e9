import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ENV } from '#config';
import type { Env } from '#config';
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
  localeOf,
  memberOf,
  parseWith,
  TakesId,
  TakesQuery,
  unsafeJson,
  ZodPipe,
} from '#http';
import { JobQueue } from '#jobs';
import { DomainError } from '#matching';
import { ImportStore } from '#storage';
import type { HeaderMapping, ImportEntity } from '#storage';
import { faultsQuery, faultsSchema, mappingSchema, uploadQuery, viewSchema } from './import-views.js';
import { receive } from './upload.js';

/** Bulk files of records: workbooks (.xlsx), CSV (UTF-8, GBK, GB 18030) and JSONL. */
@ApiTags('intake: imports')
@Controller('intake/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportStore,
    private readonly queue: JobQueue,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post()
  @RouteConfig({ lane: 'upload' })
  @HttpCode(202)
  @Allows('import', 'bulk-file')
  @TakesQuery(uploadQuery)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        file: { type: 'string', format: 'binary' },
        mapping: {
          type: 'string',
          description:
            'JSON object: header of the file → key of a field (see …/headers), or null to leave the column out. ' +
            'Without it, what was said of the same headers before is used.',
        },
      },
      required: ['file'],
    },
  })
  @Gives(202, 'received; rows go in one by one, read the import for progress', viewSchema, [413, 415, 422])
  async upload(
    @Query(new ZodPipe(uploadQuery)) query: z.infer<typeof uploadQuery>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<ImportEntity> {
    const part = await formFile(request);
    const sent = { ...query, accountId: memberOf(caller).accountId };
    const importId = await receive(this.imports, part, sent, this.env.MAX_UPLOAD_MIB);
    try {
      await this.imports.setWaiting(importId, mappingOf(part));
    } catch (error) {
      await this.imports.drop(importId);
      throw error;
    }
    await this.queue.add('import', { importId });
    return this.imports.find(importId);
  }

  @Get(':id')
  @Allows('read', 'bulk-file')
  @TakesId()
  @Gives(200, 'how far the import has come', viewSchema, [404, 422])
  async progress(@Param('id', idPipe) id: string): Promise<ImportEntity> {
    return this.imports.find(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allows('import', 'bulk-file')
  @TakesId()
  @Gives(200, 'stopped after the rows under way; what is in stays in', viewSchema, [404, 409, 422])
  async cancel(@Param('id', idPipe) id: string): Promise<ImportEntity> {
    await this.imports.find(id);
    return this.imports.cancel(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Allows('import', 'bulk-file')
  @TakesId()
  @Gives(200, 'goes on from where it stopped', viewSchema, [404, 409, 422])
  async resume(@Param('id', idPipe) id: string): Promise<ImportEntity> {
    await this.imports.find(id);
    const resumed = await this.imports.resume(id);
    await this.queue.add('import', { importId: id });
    return resumed;
  }

  /** With values of the file, which may belong to sealed records: for those who import, not for everyone who sees how it goes. */
  @Get(':id/faults')
  @Allows('import', 'bulk-file')
  @TakesId()
  @TakesQuery(faultsQuery)
  @Gives(200, 'rows that were not taken in, with column, value, reason and fix', faultsSchema, [404, 422])
  async faults(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(faultsQuery)) { limit, offset }: z.infer<typeof faultsQuery>,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<z.infer<typeof faultsSchema>> {
    await this.imports.find(id);
    const locale = localeOf(acceptLanguage);
    const found = await this.imports.faults(id, limit, offset);
    const items = found.map(({ sheet, row, faults }) => ({
      sheet,
      row,
      faults: faults.map(({ column, kind, value, ...words }) => ({ column, kind, value, detail: words[locale] })),
    }));
    return { items };
  }
}

/** @throws DomainError `invalid`, `malformed-json`, `unsafe-json` */
function mappingOf({ fields }: MultipartFile): HeaderMapping | null {
  const field = fields['mapping'];
  if (!field || Array.isArray(field) || field.type !== 'field' || typeof field.value !== 'string') return null;
  let mapping: unknown;
  try {
    mapping = JSON.parse(field.value);
  } catch (error) {
    throw new DomainError('malformed-json', { detail: `mapping: ${(error as Error).message}` });
  }
  const unsafe = unsafeJson(mapping);
  if (unsafe) throw new DomainError('unsafe-json', unsafe);
  return parseWith(mappingSchema, mapping);
}

import {
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ENV } from '#config';
import type { Env } from '#config';
import type { Principal } from '#access';
import {
  Allows,
  ApiBody,
  ApiConsumes,
  ApiProduces,
  ApiTags,
  Caller,
  formFile,
  Gives,
  idPipe,
  localeOf,
  memberOf,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DomainError, KIND_NAMES, RECORD_KINDS } from '#matching';
import { ImportMappingStore, ImportStore } from '#storage';
import { annotatedCopy } from './annotated-copy.js';
import { BulkFile } from './bulk-file.js';
import { choosable, headersOf, rememberedMapping } from './file-headers.js';
import { headersSchema, kindQuery } from './import-views.js';
import { KEPT_DAYS } from './kept-days.js';
import { template } from './template.js';
import { UnreadableFile } from './unreadable-file.js';
import { receive } from './upload.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
const attachment = (name: string): string =>
  `attachment; filename="import.xlsx"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`;

/** What goes with bulk files: templates, what their headers stand for, copies with the faults marked. */
@ApiTags('intake: imports')
@Controller('intake/v1/imports')
export class ImportFilesController {
  constructor(
    private readonly imports: ImportStore,
    private readonly mappings: ImportMappingStore,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get('template')
  @RouteConfig({ lane: 'heavy' })
  @Allows('import', 'bulk-file')
  @TakesQuery(kindQuery)
  @ApiProduces(XLSX)
  @Gives(200, 'a workbook to fill in, with lists to choose from, explanations and an example', null, [422])
  async template(@Query(new ZodPipe(kindQuery)) { kind }: z.infer<typeof kindQuery>): Promise<StreamableFile> {
    const name = `${KIND_NAMES[kind].zh}导入模板.xlsx`;
    return new StreamableFile(await template(kind), { type: XLSX, disposition: attachment(name) });
  }

  @Post('headers')
  @RouteConfig({ lane: 'upload' })
  @HttpCode(200)
  @Allows('import', 'bulk-file')
  @TakesQuery(kindQuery)
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @Gives(
    200,
    'the headers of the file and what each seems to stand for; nothing is taken in',
    headersSchema,
    [413, 415, 422],
  )
  async headers(
    @Query(new ZodPipe(kindQuery)) { kind }: z.infer<typeof kindQuery>,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof headersSchema>> {
    const part = await formFile(request);
    const sender = { kind, accountId: memberOf(caller).accountId };
    const sent = { ...sender, dryRun: true, publish: false, allOrNothing: false };
    const importId = await receive(this.imports, part, sent, this.env.MAX_UPLOAD_MIB);
    let bulk: BulkFile | null = null;
    try {
      const { format } = await this.imports.find(importId);
      bulk = await BulkFile.open({ kind, format, bytes: await this.imports.bytes(importId) });
      const mapping = await rememberedMapping(this.mappings, sender, bulk);
      const sheets = await headersOf(bulk, mapping);
      const fields = Object.fromEntries(RECORD_KINDS.map((one) => [one, choosable(one)])) as Record<
        (typeof RECORD_KINDS)[number],
        ReturnType<typeof choosable>
      >;
      return { sheets, passedOver: [...bulk.passedOver], fields, remembered: mapping !== null };
    } catch (error) {
      if (error instanceof UnreadableFile) throw new DomainError('file-unreadable', { zh: error.zh, en: error.en });
      throw error;
    } finally {
      await bulk?.close();
      await this.imports.drop(importId);
    }
  }

  @Get(':id/annotated')
  @RouteConfig({ lane: 'heavy' })
  @Allows('import', 'bulk-file')
  @TakesId()
  @ApiProduces(XLSX)
  @Header('cache-control', 'private, no-store')
  @Gives(200, 'the file as a workbook, its faulty cells marked and each fault beside its row', null, [404, 409, 422])
  async annotated(
    @Param('id', idPipe) id: string,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<StreamableFile> {
    const file = await this.imports.find(id);
    const bytes = await this.imports.bytes(id);
    const hasEnded = file.state !== 'waiting' && file.state !== 'running' && file.state !== 'receiving';
    if (!hasEnded || file.rowsFaulty === 0 || bytes.size === 0) {
      throw new DomainError('import-without-faults', { days: KEPT_DAYS });
    }
    const bulk = await BulkFile.open({ ...file, bytes });
    try {
      const mapping = file.mapping ?? (await rememberedMapping(this.mappings, file, bulk));
      const faults = (sheet: number) => this.imports.faultsOfSheet(id, sheet);
      const copy = await annotatedCopy(bulk, mapping, faults, localeOf(acceptLanguage));
      copy.once('close', () => void bulk.close());
      const name = `${file.fileName.replace(/\.\w+$/, '')}-问题标注.xlsx`;
      return new StreamableFile(copy, { type: XLSX, disposition: attachment(name) });
    } catch (error) {
      await bulk.close();
      throw error;
    }
  }
}

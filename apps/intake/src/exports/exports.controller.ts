import { Controller, Get, Header, Headers, Query, StreamableFile } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { reach, sightOf } from '#access';
import type { Principal } from '#access';
import { exportFile, TABLE_FORMATS, throughPages } from '#exchange';
import type { Table } from '#exchange';
import { Allows, ApiTags, Caller, Gives, localeOf, memberOf, TakesQuery, ZodPipe } from '#http';
import { KIND_NAMES, RECORD_STATES } from '#matching';
import type { Locale, RecordContent, RecordKind } from '#matching';
import { RecordExportStore } from '#storage';
import type { PostedRecord } from '#storage';
import { lineOf, recordColumns } from './record-table.js';
import type { ExportedRecord } from './record-table.js';

const A_MINUTE = { rateLimit: { max: 60, timeWindow: 60_000 }, lane: 'heavy' } as const;

const querySchema = z.strictObject({
  format: z.enum(TABLE_FORMATS).default('xlsx').describe('csv: UTF-8 with BOM, as Excel reads it'),
  scope: z
    .enum(['posted', 'published'])
    .default('posted')
    .describe('posted: one’s own as posted (operators, auditors: all); published: all, as everyone may see them'),
  state: z.enum(RECORD_STATES).optional().describe('of what was posted'),
});

/** The file of one kind of record, in the columns that the import reads. */
export function exportsController(kind: RecordKind): Type {
  const { plural, type: typeName, zh } = KIND_NAMES[kind];

  @ApiTags('intake: exports')
  @Controller('intake/v1/exports')
  class ExportsController {
    constructor(private readonly records: RecordExportStore) {}

    @Get(plural)
    @RouteConfig(A_MINUTE)
    @Allows('read', kind)
    @Header('cache-control', 'private, no-store')
    @TakesQuery(querySchema)
    @Gives(200, 'a file that can be taken in again; headers in Chinese or English by Accept-Language', null, [
      ...[413, 422, 429],
    ])
    async export(
      @Query(new ZodPipe(querySchema)) { format, scope, state }: z.infer<typeof querySchema>,
      @Headers('accept-language') acceptLanguage: string | undefined,
      @Caller() caller: Principal,
    ): Promise<StreamableFile> {
      const locale = localeOf(acceptLanguage);
      if (scope === 'published') {
        const rows = throughPages((after, limit) => this.records.publishedPage(kind, after, limit));
        const count = await this.records.countPublished(kind);
        return fileOf(
          format,
          count,
          locale,
          mapped(rows, ({ id, organizationName, organizationRegion, content }) => ({
            ...{ id, organizationName, content },
            ...(organizationRegion !== null && { organizationRegion }),
          })),
        );
      }
      const whose = reach(caller, 'read', kind);
      const organizationId = whose === 'all' ? null : memberOf(caller).organizationId;
      const filter = { organizationId, state: state ?? null };
      const rows = throughPages((after, limit) => this.records.postedPage(kind, filter, after, limit));
      return fileOf(
        format,
        await this.records.countPosted(kind, filter),
        locale,
        mapped(rows, (record) => {
          const content = contentFor(caller, kind, record);
          return content && exportedOf(record, content);
        }),
      );
    }
  }
  Object.defineProperty(ExportsController, 'name', { value: `${typeName}ExportsController` });

  const fileOf = (
    format: (typeof TABLE_FORMATS)[number],
    count: number,
    locale: Locale,
    rows: Table<ExportedRecord>['rows'],
  ): StreamableFile => {
    const table = { name: zh, columns: recordColumns(kind, locale), line: lineOf, rows };
    const { stream, type, disposition } = exportFile(plural, format, count, table);
    return new StreamableFile(stream, { type, disposition });
  };
  return ExportsController;
}

/** Null: not for the caller. */
function contentFor(caller: Principal, kind: RecordKind, record: PostedRecord): RecordContent | null {
  const sight = sightOf(caller, kind, record);
  if (sight === 'whole') return record.content;
  const { contact: _contact, ...rest } = record.content;
  return sight === 'no-contact' ? rest : null;
}

const exportedOf = ({ id, externalId, organization }: PostedRecord, content: RecordContent): ExportedRecord => ({
  id: externalId ?? id,
  organizationName: organization.name,
  organizationKind: organization.kind,
  ...(organization.creditCode !== null && { organizationCreditCode: organization.creditCode }),
  ...(organization.region !== null && { organizationRegion: organization.region }),
  content,
});

async function* mapped<Item, Out>(items: AsyncIterable<Item>, map: (item: Item) => Out | null): AsyncGenerator<Out> {
  for await (const item of items) {
    const made = map(item);
    if (made !== null) yield made;
  }
}

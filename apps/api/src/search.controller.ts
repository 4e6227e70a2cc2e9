import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { crossLanguageOf } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER } from '#engine';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, pageSchema, storableText, TakesId, TakesQuery, ZodPipe } from '#http';
import { DomainError, SUPPLY_KINDS } from '#matching';
import type { Side } from '#matching';
import { kindsOf, RecordStore } from '#storage';
import type { PairedRecord, RecordFilter } from '#storage';
import { Disclosure } from './disclosure.js';
import { MatchService } from './match.service.js';
import type { Found } from './match.service.js';
import { crossLanguageSchema, recordSchema, recordSummarySchema, summaryOf } from './views.js';

const searchSchema = pageSchema(100, 20).extend({
  q: storableText(500).optional().describe('words or a sentence; without it the newest come first'),
  technicalField: storableText(4).optional().describe('e.g. 4 or 4.3'),
  industry: storableText(5).optional().describe('e.g. C or C38'),
  region: z
    .string()
    .regex(/^\d{2}(\d{2}){0,2}$/)
    .optional()
    .describe('GB/T 2260 prefix of 2, 4 or 6 digits'),
});
const supplySearchSchema = searchSchema.extend({
  kind: z.enum(SUPPLY_KINDS).optional().describe('achievements, experts, facilities or services only'),
});
type Search = z.infer<typeof searchSchema> & Partial<z.infer<typeof supplySearchSchema>>;

const resultSchema = z.object({
  total: z.int().describe('with q: of the best candidates looked at, a few hundred at most'),
  degraded: z.enum(['no-model']).nullable(),
  crossLanguage: crossLanguageSchema,
  items: z.array(z.object({ score: z.number().nullable(), record: recordSummarySchema })),
});

/** Hybrid search over what is published. */
@ApiTags('api: match and search')
@Controller('api/v1')
export class SearchController {
  constructor(
    private readonly matches: MatchService,
    private readonly records: RecordStore,
    private readonly disclosure: Disclosure,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  @Get('needs')
  @RouteConfig({ lane: 'heavy' })
  @Allows('search', 'published')
  @TakesQuery(searchSchema)
  @Gives(200, 'published needs', resultSchema, [422])
  async searchNeeds(@Query(new ZodPipe(searchSchema)) search: Search): Promise<object> {
    return this.find('need', search);
  }

  @Get('supplies')
  @RouteConfig({ lane: 'heavy' })
  @Allows('search', 'published')
  @TakesQuery(supplySearchSchema)
  @Gives(200, 'published supplies: achievements, experts, facilities, services', resultSchema, [422])
  async searchSupplies(@Query(new ZodPipe(supplySearchSchema)) search: Search): Promise<object> {
    return this.find('supply', search);
  }

  @Get('needs/:id')
  @Allows('read', 'published')
  @TakesId()
  @Gives(200, 'a published need', recordSchema, [404, 422])
  async need(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<PairedRecord> {
    return this.one(id, 'need', caller);
  }

  @Get('supplies/:id')
  @Allows('read', 'published')
  @TakesId()
  @Gives(200, 'a published supply', recordSchema, [404, 422])
  async supply(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<PairedRecord> {
    return this.one(id, 'supply', caller);
  }

  private async one(id: string, side: Side, caller: Principal): Promise<PairedRecord> {
    const shown = await this.records.findVisible([id], kindsOf(side));
    const [record] = await this.disclosure.recordsFor(caller, shown);
    if (!record) throw new DomainError('not-found', { what: side === 'need' ? '需求 / need' : '供给 / supply' });
    return record;
  }

  private async find(side: Side, { q, limit, offset, kind, ...filter }: Search): Promise<object> {
    const degraded = this.embedder.embedder ? null : 'no-model';
    const crossLanguage = crossLanguageOf(this.embedder);
    if (q === undefined) {
      const { records, total } = await this.records.listVisible(kind ? [kind] : kindsOf(side), filter, limit, offset);
      return {
        total,
        degraded: null,
        crossLanguage,
        items: records.map((record) => ({ score: null, record: summaryOf(record) })),
      };
    }
    // A query looks for its opposite: one for supplies is read as a need.
    const found = await this.matches.search(side === 'supply' ? 'need' : 'achievement', q);
    const passing = found.filter((one) => (kind === undefined || one.record.kind === kind) && passes(one, filter));
    const items = passing.slice(offset, offset + limit);
    return {
      total: passing.length,
      degraded,
      crossLanguage,
      items: items.map(({ score, record }) => ({ score, record: summaryOf(record) })),
    };
  }
}

function passes({ record }: Found, { technicalField, industry, region }: RecordFilter): boolean {
  const { technicalFields = [], industries = [], region: own } = record.content;
  const inField = (code: string): boolean => code === technicalField || code.startsWith(`${technicalField}.`);
  return (
    (technicalField === undefined || technicalFields.some(inField)) &&
    (industry === undefined || industries.some((code) => code.startsWith(industry))) &&
    (region === undefined || (own ?? record.organizationRegion ?? '').startsWith(region))
  );
}

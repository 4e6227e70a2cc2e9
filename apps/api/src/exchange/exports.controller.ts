import { Controller, Get, Header, Headers, Query, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { reach } from '#access';
import type { Principal } from '#access';
import { EXPORT_PAGE, exportFile, TABLE_FORMATS, throughPages } from '#exchange';
import type { ExportedFile } from '#exchange';
import { Allows, ApiTags, Caller, Gives, localeOf, memberOf, TakesQuery, ZodPipe } from '#http';
import { CASE_STAGES, DECISIONS } from '#matching';
import { AgreementStore, CaseStore, PairingStore, ReviewStore } from '#storage';
import type { CaseView } from '#storage';
import { caseSummaryOf, seenBy } from '../cases/case-views.js';
import { openAmong } from '../cases/open-cases.js';
import { Disclosure } from '../disclosure.js';
import { pairingOf } from '../views.js';
import { CASE_COLUMNS, pairingColumns, REVIEW_COLUMNS } from './export-columns.js';
import type { CaseRow, PairingRow } from './export-columns.js';

const A_MINUTE = { rateLimit: { max: 60, timeWindow: 60_000 }, lane: 'heavy' } as const;
const format = z.enum(TABLE_FORMATS).default('xlsx').describe('csv: UTF-8 with BOM, as Excel reads it');
const pairingsQuery = z.strictObject({ format });
const reviewsQuery = z.strictObject({ format, decision: z.enum(DECISIONS).optional() });
const casesQuery = z.strictObject({ format, stage: z.enum(CASE_STAGES).optional() });
const REFUSALS = [413, 422, 429];

/** Pairings, reviews and cases as files, with what the caller may see elsewhere and no more. */
@ApiTags('api: exchange')
@Controller('api/v1/exports')
export class ExportsController {
  constructor(
    private readonly pairings: PairingStore,
    private readonly reviews: ReviewStore,
    private readonly cases: CaseStore,
    private readonly agreements: AgreementStore,
    private readonly disclosure: Disclosure,
  ) {}

  @Get('pairings')
  @RouteConfig(A_MINUTE)
  @Allows('read', 'pairing')
  @Header('cache-control', 'private, no-store')
  @TakesQuery(pairingsQuery)
  @Gives(200, 'a file of the pairings of one’s own records, or of all; a pairing a row', null, REFUSALS)
  async exportPairings(
    @Query(new ZodPipe(pairingsQuery)) query: z.infer<typeof pairingsQuery>,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    const whose = reach(caller, 'read', 'pairing');
    const organizationId = whose === 'all' ? null : memberOf(caller).organizationId;
    const locale = localeOf(acceptLanguage);
    const rows = throughPages<PairingRow>(async (after, limit) => {
      const views = await this.pairings.page(organizationId, after, limit);
      return (await this.disclosure.pairings(caller, views)).map((one) => ({ ...one, id: one.view.id }));
    });
    return sent(
      exportFile('pairings', query.format, await this.pairings.countOf(organizationId), {
        name: '推荐配对',
        columns: pairingColumns(locale),
        line: (row) => pairingOf(row, locale),
        rows,
      }),
    );
  }

  @Get('reviews')
  @RouteConfig(A_MINUTE)
  @Allows('read', 'review')
  @Header('cache-control', 'private, no-store')
  @TakesQuery(reviewsQuery)
  @Gives(200, 'a file of the reviews of pairings that are shown, superseded ones included', null, REFUSALS)
  async exportReviews(@Query(new ZodPipe(reviewsQuery)) query: z.infer<typeof reviewsQuery>): Promise<StreamableFile> {
    const decision = query.decision ?? null;
    return sent(
      exportFile('reviews', query.format, await this.reviews.countShown(decision), {
        name: '审核',
        columns: REVIEW_COLUMNS,
        line: ({ need, supply, ...review }) => ({ ...review, needId: need.id, supplyId: supply.id }),
        rows: throughPages((after, limit) => this.reviews.page(decision, after, limit)),
      }),
    );
  }

  @Get('cases')
  @RouteConfig(A_MINUTE)
  @Allows('read', 'case')
  @Header('cache-control', 'private, no-store')
  @TakesQuery(casesQuery)
  @Gives(200, 'a file of the cases the caller may see, without what was put into them', null, REFUSALS)
  async exportCases(
    @Query(new ZodPipe(casesQuery)) query: z.infer<typeof casesQuery>,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    const stage = query.stage ?? null;
    const whose = reach(caller, 'read', 'case');
    const scope = whose === 'all' ? 'all' : { organizationId: memberOf(caller).organizationId };
    const { total } = await this.cases.list(scope, { stage, limit: 1, offset: 0 });
    return sent(
      exportFile('cases', query.format, total, {
        name: '对接项目',
        columns: CASE_COLUMNS,
        line: (row) => row,
        rows: this.casesOf(caller, (after) => this.cases.page(scope, stage, after, EXPORT_PAGE)),
      }),
    );
  }

  private async *casesOf(
    caller: Principal,
    page: (after: string | null) => Promise<CaseView[]>,
  ): AsyncGenerator<CaseRow> {
    const member = memberOf(caller);
    let after: string | null = null;
    for (;;) {
      const found: CaseView[] = await page(after);
      const open = await openAmong(this.agreements, found);
      const reminders = await this.cases.reminders(found.map(({ id }) => id));
      for (const one of found) {
        const seen = seenBy(member, one, open.has(one.id));
        if (seen) yield caseSummaryOf(seen, reminders) as CaseRow;
      }
      const last = found.at(-1);
      if (!last || found.length < EXPORT_PAGE) return;
      after = last.id;
    }
  }
}

const sent = ({ stream, type, disposition }: ExportedFile): StreamableFile =>
  new StreamableFile(stream, { type, disposition });

import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { regionFault } from '#codes';
import { crossLanguageOf } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER } from '#engine';
import { Allows, ApiTags, explains, Gives, localeOf, storableText, Takes, ZodPipe } from '#http';
import {
  COOPERATION_MODE_CODES,
  disciplineFault,
  industryFault,
  ipcFault,
  RECORD_KINDS,
  technicalFieldFault,
} from '#matching';
import type { CodeCheck, RecordContent } from '#matching';
import { besideOf } from './beside-answer.js';
import { fitShape } from './fit-answer.js';
import { MatchService } from './match.service.js';
import { crossLanguageSchema, matchSchema } from './views.js';

/** Matching costs tens of milliseconds of processor, and anyone may ask. */
const A_MINUTE = { rateLimit: { max: 300, timeWindow: 60_000 } };
/** Characters of a text taken as its title when none is given. */
const TITLE_LENGTH = 60;

const codes = (check: CodeCheck) =>
  z
    .array(z.string().trim().max(20).superRefine(explains(check)))
    .max(20)
    .optional();

const matchInputSchema = z.strictObject({
  as: z
    .enum(RECORD_KINDS)
    .default('need')
    .describe('what the text is: a need finds achievements and, beside them, other supplies; a supply finds needs'),
  title: storableText(200).optional().describe('first line of the text when not given'),
  text: storableText(20_000),
  technicalFields: codes(technicalFieldFault).describe('国家重点支持的高新技术领域'),
  industries: codes(industryFault).describe('GB/T 4754-2017'),
  ipc: codes(ipcFault).describe('International Patent Classification'),
  disciplines: codes(disciplineFault).describe('GB/T 13745'),
  acceptedRegions: codes(regionFault).describe('GB/T 2260'),
  cooperationModes: z.array(z.enum(COOPERATION_MODE_CODES)).max(20).optional(),
  leastTrl: z.int().min(1).max(9).optional(),
  budgetMax: z.int().min(0).optional().describe('分 (1/100 CNY)'),
  limit: z.int().min(1).max(50).default(10),
  all: z.boolean().default(false).describe('true: also the supplies of a need that none fits'),
});

const resultSchema = z.object({
  degraded: z.enum(['no-model']).nullable(),
  crossLanguage: crossLanguageSchema,
  ...fitShape,
  fit: fitShape.fit.nullable().describe('as for a stored need; null for a supply, which nothing is withheld from'),
  items: z.array(matchSchema),
  beside: besideOf(z.array(matchSchema)).nullable().describe('as for a stored need; null for a supply'),
});

/** Matching on the spot. */
@ApiTags('api: match and search')
@Controller('api/v1')
export class MatchController {
  constructor(
    private readonly matches: MatchService,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  @Post('match')
  @HttpCode(200)
  @RouteConfig(A_MINUTE)
  @Allows('match', 'published')
  @Takes(matchInputSchema)
  @Gives(200, 'explained pairings, best first; nothing is stored', resultSchema, [400, 422, 429])
  async match(
    @Body(new ZodPipe(matchInputSchema)) { as, title, text, limit, all, ...facts }: z.infer<typeof matchInputSchema>,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<object> {
    const [firstLine = text] = text.split(/[\n。.!?！？]/).filter((line) => line.trim() !== '');
    const content = { title: title ?? firstLine.slice(0, TITLE_LENGTH), description: text, ...facts } as RecordContent;
    return {
      degraded: this.embedder.embedder ? null : 'no-model',
      crossLanguage: crossLanguageOf(this.embedder),
      ...(await this.matches.match(as, content, { limit, all, locale: localeOf(acceptLanguage) })),
    };
  }
}

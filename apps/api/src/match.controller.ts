import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { crossLanguageOf } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER } from '#engine';
import { Allows, Gives, localeOf, says, storableText, Takes, ZodPipe } from '#http';
import { COOPERATION_MODE_CODES, isIndustry, isRegion, isTechnicalField, RECORD_KINDS } from '#matching';
import type { RecordContent } from '#matching';
import { fitShape } from './fit-answer.js';
import { MatchService } from './match.service.js';
import { crossLanguageSchema, matchSchema } from './views.js';

/** Matching costs tens of milliseconds of processor, and anyone may ask. */
const A_MINUTE = { rateLimit: { max: 300, timeWindow: 60_000 } };
/** Characters of a text taken as its title when none is given. */
const TITLE_LENGTH = 60;

const code = (check: (code: string) => boolean, zh: string, en: string) =>
  z
    .array(z.string().trim().refine(check, says(zh, en)))
    .max(20)
    .optional();

const matchInputSchema = z.strictObject({
  as: z
    .enum(RECORD_KINDS)
    .default('need')
    .describe('what the text is: a need finds supplies, an achievement finds needs'),
  title: storableText(200).optional().describe('first line of the text when not given'),
  text: storableText(20_000),
  technicalFields: code(isTechnicalField, '应为技术领域编号，例如 4.3。', 'should be a technical field, e.g. 4.3.'),
  industries: code(
    isIndustry,
    '应为 GB/T 4754-2017 行业代码，例如 C3841。',
    'should be a GB/T 4754-2017 code, e.g. C3841.',
  ),
  acceptedRegions: code(isRegion, '应为 GB/T 2260 代码，例如 440100。', 'should be a GB/T 2260 code, e.g. 440100.'),
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
  fit: fitShape.fit
    .nullable()
    .describe('as for a stored need; null for an achievement, which nothing is withheld from'),
  items: z.array(matchSchema),
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

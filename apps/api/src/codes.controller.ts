import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { childCodes, CODE_KINDS, describeCodes, searchCodes } from '#codes';
import type { CodeKind, FoundCodes } from '#codes';
import { Allows, ApiParam, ApiTags, Gives, storableText, TakesQuery, ZodPipe } from '#http';

/** A picker asks with every pause in typing; a page asks once for all its codes. */
const A_MINUTE = { rateLimit: { max: 600, timeWindow: 60_000 } };
const MOST_CODES = 100;

const querySchema = z.strictObject({
  q: storableText(60).optional().describe('the beginning of a code, or a part of a name'),
  parent: storableText(20).optional().describe('only what lies below this code; without q: directly below'),
  codes: storableText(3000)
    .transform((list) => list.split(',').map((code) => code.trim()))
    .pipe(z.array(z.string().min(1).max(30)).max(MOST_CODES))
    .optional()
    .describe(`names of these codes, comma-separated, at most ${MOST_CODES}; unknown ones are left out`),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const nameSchema = z.object({ code: z.string(), zh: z.string(), en: z.string().nullable() });
const resultSchema = z.object({
  items: z.array(
    nameSchema.extend({
      namedBy: z.string().describe('whose name it is: the code itself, or the nearest above it that a name is kept of'),
      within: z.array(nameSchema).describe('what lies above, topmost first'),
      children: z.int(),
      retired: z.boolean().describe('no longer in use, and still taken'),
      lastListed: z.string().nullable().describe('YYYY-MM of the last table that held a retired code'),
      became: nameSchema.nullable().describe('what holds the area of a retired code now, where that is known'),
    }),
  ),
  more: z.boolean().describe('there are more than limit'),
});

/** The field's classifications, for pickers and pages. */
@ApiTags('api: vocabulary')
@Controller('api/v1/codes')
export class CodesController {
  @Get(':kind')
  @RouteConfig(A_MINUTE)
  @Allows('read', 'published')
  @Header('cache-control', 'public, max-age=3600')
  @ApiParam({ name: 'kind', enum: CODE_KINDS })
  @TakesQuery(querySchema)
  @Gives(200, 'codes with their names; with neither q nor parent nor codes: the top level', resultSchema, [422, 429])
  findCodes(
    @Param('kind', new ZodPipe(z.enum(CODE_KINDS))) kind: CodeKind,
    @Query(new ZodPipe(querySchema)) { q, parent, codes, limit }: z.infer<typeof querySchema>,
  ): FoundCodes {
    if (codes) return { items: describeCodes(kind, codes), more: false };
    if (q) return searchCodes(kind, q, parent ?? null, limit);
    return childCodes(kind, parent ?? null, limit);
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { Allows, ApiTags, Gives } from '#http';
import { CASE_END_REASONS, COOPERATION_MODES, DECLINE_REASONS, PROVINCES, TECHNICAL_FIELDS } from '#matching';

const termSchema = z.object({ code: z.string(), zh: z.string(), en: z.string() });
const vocabularySchema = z.object({
  cooperationModes: z.array(termSchema).describe('合作方式'),
  declineReasons: z.array(termSchema).describe('why a broker declines'),
  caseEndReasons: z.array(termSchema).describe('why a case ends without a registered contract'),
  technicalFields: z.array(termSchema).describe('国家重点支持的高新技术领域, two levels: 4, 4.3'),
  provinces: z.array(termSchema).describe('GB/T 2260 codes of provinces; no English names are kept'),
});

const termsOf = (table: Readonly<Record<string, { zh: string; en: string }>>): z.infer<typeof termSchema>[] =>
  Object.entries(table).map(([code, { zh, en }]) => ({ code, zh, en }));

const VOCABULARY: z.infer<typeof vocabularySchema> = {
  cooperationModes: termsOf(COOPERATION_MODES),
  declineReasons: termsOf(DECLINE_REASONS),
  caseEndReasons: termsOf(CASE_END_REASONS),
  technicalFields: termsOf(TECHNICAL_FIELDS),
  provinces: Object.entries(PROVINCES).map(([code, name]) => ({ code: `${code}0000`, zh: name, en: name })),
};

/** The field's codes with their names, for forms and pages. */
@ApiTags('api: vocabulary')
@Controller('api/v1/vocabulary')
export class VocabularyController {
  @Get()
  @Allows('read', 'published')
  @Header('cache-control', 'public, max-age=3600')
  @Gives(200, 'codes with their names in Chinese and English', vocabularySchema)
  vocabulary(): z.infer<typeof vocabularySchema> {
    return VOCABULARY;
  }
}

import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Allows, ApiTags, Gives, idPipe, TakesId } from '#http';
import { blindOf, DomainError, EXCHANGE_KINDS, exchangeProfileOf } from '#matching';
import type { ExchangeProfile } from '#matching';
import { OrganizationStore, RecordStore } from '#storage';

const texts = z.array(z.string());
const text = z.string().nullable();
const fen = z.int().nullable().describe('分 (1/100 CNY)');
const level = z.int().min(1).max(9).nullable();

const profileSchema: z.ZodType<ExchangeProfile> = z.object({
  kind: z.enum(EXCHANGE_KINDS),
  reference: z.string().describe('by which the platform knows it again; leads nowhere by itself'),
  title: z.string(),
  description: z.string(),
  organization: z.string().describe('kind and province'),
  region: text.describe('GB/T 2260 code of the province'),
  technicalFields: texts,
  industries: texts,
  keywords: texts,
  keywordsEn: texts,
  indicators: texts,
  cooperationModes: texts,
  validUntil: text,
  offer: z
    .object({
      ...{ advantage: text, applicationFields: texts, ipc: texts, trl: level, stage: text },
      ...{ intellectualProperty: texts.describe('kinds'), priceMin: fen, priceMax: fen, limitations: text },
    })
    .nullable(),
  capability: z
    .object({
      ...{ applicationFields: texts, priceMin: fen, priceMax: fen, priceBasis: text },
      ...{ availability: text, availableFrom: text, bridgesFrom: level, bridgesTo: level },
      ...{ services: texts, equipment: texts, capacity: text },
      ...{ serviceKind: text, deliverables: texts, leadTimeDays: z.int().nullable() },
    })
    .nullable()
    .describe('of expertise, a pilot facility or a service'),
  request: z
    .object({
      ...{ mustHaves: texts, leastTrl: level, budgetMin: fen, budgetMax: fen, deadline: text },
      ...{ acceptedRegions: texts, ipRequirement: text },
    })
    .nullable(),
});

/** What is offered and asked, without names. */
@ApiTags('api: exchange')
@Controller('api/v1/records')
export class ExchangeProfileController {
  constructor(
    private readonly records: RecordStore,
    private readonly organizations: OrganizationStore,
  ) {}

  @Get(':id/exchange-profile')
  @Allows('read', 'published')
  @TakesId()
  @Gives(
    200,
    'what is offered or asked, without names, brands, numbers of patents and ways to get in touch, of public records too',
    profileSchema,
    [404, 422],
  )
  async profile(@Param('id', idPipe) id: string): Promise<ExchangeProfile> {
    const [shown] = await this.records.findVisible([id]);
    const record = shown && (await this.records.findAnyKind(id));
    const isLeft = record?.confidentiality !== (shown?.blind ? 'on-request' : 'public');
    if (!shown || !record || isLeft) throw new DomainError('not-found', { what: '记录 / record' });
    // A blind summary is blind already; of a public record one is made, of the whole, whose names say what to hide.
    const blind = shown.blind ? shown : blindOf(record.content, await this.organizations.find(record.organizationId));
    return exchangeProfileOf(record.kind, id, blind);
  }
}

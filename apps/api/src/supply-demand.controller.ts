import { Controller, Get } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { Allows, ApiTags, Gives } from '#http';
import { SupplyDemandStore } from '#storage';
import type { SupplyDemand } from '#storage';

const count = z.int().min(0);
const side = { needs: count, supplies: count };
const supplyDemandSchema = z.object({
  fields: z
    .array(z.object({ code: z.string(), ...side }))
    .describe('by section of 国家重点支持的高新技术领域; a record may be in several, or none'),
  regions: z.array(z.object({ code: z.string(), ...side })).describe('by province, as a GB/T 2260 code'),
  withoutRegion: z.object(side).describe('neither the record nor its organization says where'),
});

/** What is wanted and what is offered, side by side. Sealed records count nowhere. */
@ApiTags('api: statistics')
@Controller('api/v1/statistics')
export class SupplyDemandController {
  constructor(private readonly store: SupplyDemandStore) {}

  @Get('supply-demand')
  @RouteConfig({ lane: 'heavy' })
  @Allows('read', 'statistics')
  @Gives(200, 'matched needs and supplies by field and by province', supplyDemandSchema)
  async supplyDemand(): Promise<z.infer<typeof supplyDemandSchema>> {
    const [fields, provinces] = await Promise.all([this.store.byField(), this.store.byProvince()]);
    const { needs = 0, supplies = 0 }: Partial<SupplyDemand> = provinces.find(({ code }) => code === '') ?? {};
    return {
      fields,
      regions: provinces.flatMap(({ code, ...counts }) => (code === '' ? [] : [{ code: `${code}0000`, ...counts }])),
      withoutRegion: { needs, supplies },
    };
  }
}

import { Controller, Get, Param } from '@nestjs/common';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, TakesId } from '#http';
import { recordProfileSchema } from './profiles.schema.js';
import type { RecordProfile } from './profiles.schema.js';
import { RecordProfiles } from './record-profiles.service.js';

/** 画像: what the engine understood of a record. */
@ApiTags('api: profiles')
@Controller('api/v1/records/:id/profile')
export class RecordProfilesController {
  constructor(private readonly profiles: RecordProfiles) {}

  @Get()
  @Allows('read', 'published')
  @TakesId()
  @Gives(200, 'its tags, each with source, confidence and the text it came from', recordProfileSchema, [404, 422])
  async profile(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<RecordProfile> {
    return this.profiles.of(id, caller);
  }
}

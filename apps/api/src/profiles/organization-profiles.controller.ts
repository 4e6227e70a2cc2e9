import { Controller, Get, Param } from '@nestjs/common';
import { may, reach } from '#access';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, TakesId } from '#http';
import { DomainError } from '#matching';
import { OrganizationProfileStore } from '#storage';
import type { OrganizationSight } from '#storage';
import { organizationProfileSchema } from './profiles.schema.js';

/** 单位画像 */
@ApiTags('api: profiles')
@Controller('api/v1/organizations/:id/profile')
export class OrganizationProfilesController {
  constructor(private readonly profiles: OrganizationProfileStore) {}

  @Get()
  @Allows('read', 'published')
  @TakesId()
  @Gives(
    200,
    'what its published records that the caller may see say of it: strengths, needs over time, partners',
    organizationProfileSchema,
    [404, 422],
  )
  async profile(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<object> {
    const owner = { organizationId: id };
    const found = await this.profiles.find(id, recordSight(caller, id));
    // One whose records are all hidden is as good as none: its name would tell whose they are.
    if (!found || (found.needs + found.supplies === 0 && !may(caller, 'read', 'organization', owner))) {
      throw new DomainError('not-found', { what: '单位 / organization' });
    }
    const { named, count } = await this.profiles.partners(
      id,
      partnerSight(caller, id),
      may(caller, 'read', 'case', owner),
    );
    return { ...found, partners: named, partnerCount: count };
  }
}

/** Whoever reads its records whole knows which they are; the auditor sees no sealed one. */
function recordSight(caller: Principal, organizationId: string): OrganizationSight {
  if (!may(caller, 'read', 'need', { organizationId })) return 'public';
  return caller.role === 'auditor' ? 'on-request' : 'all';
}

/** Its own members know their side of a pairing alone: the other one's sealed records and names are not theirs. */
function partnerSight(caller: Principal, organizationId: string): OrganizationSight {
  if (!may(caller, 'read', 'need', { organizationId })) return 'public';
  return reach(caller, 'update', 'need') === 'all' ? 'all' : 'on-request';
}

import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { may } from '#access';
import type { Principal } from '#access';
import {
  Allows,
  ApiHeader,
  ApiTags,
  Caller,
  Gives,
  idPipe,
  memberOf,
  pageSchema,
  storableText,
  Takes,
  TakesId,
  TakesQuery,
  ZodPipe,
} from '#http';
import { DomainError } from '#matching';
import { OrganizationStore } from '#storage';
import type { Idempotency, OrganizationEntity, OrganizationInput } from '#storage';
import { IdempotencyKey } from './idempotency-key.js';
import { organizationInputSchema, organizationViewSchema } from './organization.schema.js';
import type { OrganizationBody } from './organization.schema.js';

const searchQuery = pageSchema(100, 20).extend({
  q: storableText(200).optional().describe('a part of the name'),
});

/** 单位 */
@ApiTags('intake: organizations')
@Controller('intake/v1/organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationStore) {}

  @Post()
  @Allows('create', 'organization')
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @Takes(organizationInputSchema)
  @Gives(201, 'created', organizationViewSchema, [400, 409, 422])
  async createOrganization(
    @Body(new ZodPipe(organizationInputSchema)) body: OrganizationBody,
    @Caller() caller: Principal,
    @IdempotencyKey() idempotency: Idempotency | undefined,
  ): Promise<OrganizationEntity> {
    return this.organizations.create(inputOf(body), memberOf(caller).accountId, idempotency);
  }

  @Get()
  @Allows('search', 'organization')
  @TakesQuery(searchQuery)
  @Gives(200, 'by name', z.object({ total: z.int(), items: z.array(organizationViewSchema) }), [422])
  async searchOrganizations(
    @Query(new ZodPipe(searchQuery)) { q, limit, offset }: z.infer<typeof searchQuery>,
  ): Promise<object> {
    const { organizations, total } = await this.organizations.search(q, limit, offset);
    return { total, items: organizations };
  }

  @Get(':id')
  @Allows('read', 'organization')
  @TakesId()
  @Gives(200, 'the organization', organizationViewSchema, [404, 422])
  async readOrganization(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<OrganizationEntity> {
    if (!may(caller, 'read', 'organization', { organizationId: id })) {
      throw new DomainError('not-found', { what: '单位 / organization' });
    }
    return this.organizations.find(id);
  }

  @Put(':id')
  @Allows('update', 'organization')
  @TakesId()
  @Takes(organizationInputSchema)
  @Gives(200, 'replaced', organizationViewSchema, [400, 404, 409, 422])
  async replaceOrganization(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(organizationInputSchema)) body: OrganizationBody,
    @Caller() caller: Principal,
  ): Promise<OrganizationEntity> {
    return this.organizations.replace(id, inputOf(body), memberOf(caller).accountId);
  }
}

const inputOf = ({ name, kind, creditCode, region }: OrganizationBody): OrganizationInput => ({
  name,
  kind,
  creditCode: creditCode ?? null,
  region: region ?? null,
});

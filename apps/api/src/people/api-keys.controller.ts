import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { ApiKeys } from '#accounts';
import type { Principal } from '#access';
import { Allows, ApiTags, Caller, Gives, idPipe, memberOf, Takes, TakesId, ZodPipe } from '#http';
import { ApiKeyStore } from '#storage';
import type { ApiKeyEntity } from '#storage';
import { apiKeyInputSchema, apiKeySchema } from './people.schema.js';

/** One's own keys for machines. */
@ApiTags('api: people')
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly issuer: ApiKeys,
    private readonly keys: ApiKeyStore,
  ) {}

  @Get()
  @Allows('read', 'api-key')
  @Gives(200, 'newest first', z.object({ items: z.array(apiKeySchema) }))
  async list(@Caller() caller: Principal): Promise<object> {
    return { items: (await this.keys.listFor(memberOf(caller).accountId)).map(viewOf) };
  }

  @Post()
  @Allows('create', 'api-key')
  @Takes(apiKeyInputSchema)
  @Gives(201, 'created', apiKeySchema.extend({ key: z.string().describe('shown once') }), [400, 422])
  async create(
    @Body(new ZodPipe(apiKeyInputSchema)) { name, scopes, expiresAt }: z.infer<typeof apiKeyInputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    const { accountId } = memberOf(caller);
    const { key, stored } = await this.issuer.issue(
      accountId,
      { name, scopes, expiresAt: new Date(expiresAt) },
      accountId,
    );
    return { ...viewOf(stored), key };
  }

  @Delete(':id')
  @HttpCode(204)
  @Allows('update', 'api-key')
  @TakesId()
  @Gives(204, 'it opens nothing any more', null, [404, 422])
  async remove(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<void> {
    const { accountId } = memberOf(caller);
    await this.keys.remove(id, accountId, accountId);
  }
}

const viewOf = ({ accountId: _account, ...key }: ApiKeyEntity): object => key;

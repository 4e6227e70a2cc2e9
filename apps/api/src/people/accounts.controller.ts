import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { hashPassword, newPassword } from '#accounts';
import type { Principal } from '#access';
import {
  Allows,
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
import { AccountStore, OrganizationStore } from '#storage';
import type { AccountEntity } from '#storage';
import { accountChangesSchema, accountInputSchema, accountSchema, listedAccountSchema } from './people.schema.js';

const listQuery = pageSchema(200, 50).extend({
  q: storableText(200).optional().describe('a part of the name, the address or the organization'),
});
/** Hashing a password costs 30 ms of processor: nobody gets to ask for it without end. */
const A_MINUTE = { rateLimit: { max: 60, timeWindow: 60_000 } };
/** People waiting for an account, shown beside the accounts. */
const MOST_PENDING = 100;

const listSchema = z.object({
  total: z.int(),
  items: z.array(listedAccountSchema),
  pending: z
    .array(
      z.object({
        issuer: z.string(),
        email: z.string().nullable(),
        name: z.string().nullable(),
        createdAt: z.iso.datetime(),
      }),
    )
    .describe('who came by an identity provider and has no account: make one with the same address'),
});

const newPasswordSchema = z.object({ password: z.string() });

/** Accounts, for who runs the platform. */
@ApiTags('api: people')
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly organizations: OrganizationStore,
  ) {}

  @Get()
  @Allows('read', 'account')
  @TakesQuery(listQuery)
  @Gives(200, 'oldest first', listSchema, [422])
  async list(@Query(new ZodPipe(listQuery)) { q, limit, offset }: z.infer<typeof listQuery>): Promise<object> {
    const { accounts, total } = await this.accounts.list(q, limit, offset);
    return { total, items: accounts, pending: await this.accounts.pendingIdentities(MOST_PENDING) };
  }

  @Post()
  @Allows('create', 'account')
  @Takes(accountInputSchema)
  @Gives(
    201,
    'created',
    accountSchema.extend({ password: z.string().nullable().describe('shown once, where none was given') }),
    [400, 409, 422],
  )
  async create(
    @Body(new ZodPipe(accountInputSchema)) { password, ...input }: z.infer<typeof accountInputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.mustExist(input.organizationId);
    const made = password === undefined ? newPassword() : null;
    const passwordHash = await hashPassword(password ?? made ?? '');
    const account = await this.accounts.create({ ...input, passwordHash }, memberOf(caller).accountId);
    return { ...account, password: made };
  }

  @Patch(':id')
  @Allows('update', 'account')
  @TakesId()
  @Takes(accountChangesSchema)
  @Gives(200, 'changed; disabling ends the sessions and keys of the account', accountSchema, [400, 404, 409, 422])
  async change(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(accountChangesSchema)) changes: z.infer<typeof accountChangesSchema>,
    @Caller() caller: Principal,
  ): Promise<AccountEntity> {
    if (changes.organizationId !== undefined) await this.mustExist(changes.organizationId);
    return this.accounts.change(id, changes, memberOf(caller).accountId);
  }

  @Post(':id/password')
  @HttpCode(200)
  @RouteConfig(A_MINUTE)
  @Allows('update', 'account')
  @TakesId()
  @Gives(200, 'a new password, shown once; its sessions have ended and it is unlocked', newPasswordSchema, [
    ...[404, 409, 422, 429],
  ])
  async resetPassword(
    @Param('id', idPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<z.infer<typeof newPasswordSchema>> {
    const { accountId } = memberOf(caller);
    // Whoever finds a browser signed in must not be able to keep the account: one's own asks for the old one.
    if (id === accountId) throw new DomainError('own-account');
    await this.accounts.unlock(id, accountId);
    const password = newPassword();
    await this.accounts.setPassword(id, await hashPassword(password), accountId);
    return { password };
  }

  @Post(':id/unlock')
  @HttpCode(204)
  @Allows('update', 'account')
  @TakesId()
  @Gives(204, 'its failed sign-ins are forgotten', null, [404, 422])
  async unlock(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<void> {
    await this.accounts.unlock(id, memberOf(caller).accountId);
  }

  private async mustExist(organizationId: string): Promise<void> {
    if (await this.organizations.exists(organizationId)) return;
    const words = { zh: '没有这个单位；请先登记单位。', en: 'no such organization; register it first.' };
    throw new DomainError('invalid', {}, [{ pointer: '/organizationId', ...words }]);
  }
}

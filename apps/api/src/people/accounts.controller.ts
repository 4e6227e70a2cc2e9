import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { hashPassword, newPassword } from '#accounts';
import type { Principal } from '#access';
import { Allows, Caller, Gives, memberOf, Takes, TakesId, TakesQuery, ZodPipe } from '#http';
import { DomainError } from '#matching';
import { AccountStore, OrganizationStore } from '#storage';
import type { AccountEntity } from '#storage';
import { accountChangesSchema, accountInputSchema, accountSchema } from './people.schema.js';

const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
/** People waiting for an account, shown beside the accounts. */
const MOST_PENDING = 100;

const listSchema = z.object({
  total: z.int(),
  items: z.array(accountSchema),
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
  @TakesQuery(pageSchema)
  @Gives(200, 'oldest first', listSchema, [422])
  async list(@Query(new ZodPipe(pageSchema)) { limit, offset }: z.infer<typeof pageSchema>): Promise<object> {
    const { accounts, total } = await this.accounts.list(limit, offset);
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
    if (!(await this.organizations.exists(input.organizationId))) {
      const words = { zh: '没有这个单位；请先登记单位。', en: 'no such organization; register it first.' };
      throw new DomainError('invalid', {}, [{ pointer: '/organizationId', ...words }]);
    }
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
    @Param('id', new ZodPipe(z.uuid())) id: string,
    @Body(new ZodPipe(accountChangesSchema)) changes: z.infer<typeof accountChangesSchema>,
    @Caller() caller: Principal,
  ): Promise<AccountEntity> {
    return this.accounts.change(id, changes, memberOf(caller).accountId);
  }
}

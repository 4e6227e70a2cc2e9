import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { may, reach } from '#access';
import type { Action, Principal } from '#access';
import { ENV } from '#config';
import type { Env } from '#config';
import { faultOfAddress, newWebhookSecret } from '#exchange';
import { Allows, ApiTags, Caller, Gives, idPipe, memberOf, Takes, TakesId, TakesQuery, ZodPipe } from '#http';
import { JobQueue } from '#jobs';
import { DomainError } from '#matching';
import { DELIVERY_STATES, WEBHOOK_TYPES, WebhookDeliveryStore, WebhookStore } from '#storage';
import type { Webhook } from '#storage';

const count = z.int().min(0);
const url = z.string().trim().min(1).max(2000);
const types = z.array(z.enum(WEBHOOK_TYPES)).min(1).max(WEBHOOK_TYPES.length);

const inputSchema = z.strictObject({ url, types });
const changeSchema = z.strictObject({
  url: url.optional(),
  types: types.optional(),
  active: z.boolean().optional().describe('false: nothing is sent or kept for it; true: from now on again'),
});
const webhookSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  types: z.array(z.enum(WEBHOOK_TYPES)),
  active: z.boolean(),
  ended: z
    .enum(['failing', 'gone'])
    .nullable()
    .describe('turned off by the service: nothing was taken for days, or the receiver answered 410'),
  failingSince: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  waiting: count.describe('messages to be sent'),
  dead: count.describe('messages given up'),
});
const deliverySchema = z.object({
  id: z.int(),
  eventId: z.uuid().describe('webhook-id and id of the CloudEvent, the same in every try'),
  type: z.enum(WEBHOOK_TYPES),
  subjectId: z.uuid(),
  state: z.enum(DELIVERY_STATES),
  attempts: count,
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable().describe('code of what went wrong when there was no answer'),
  at: z.iso.datetime(),
  nextAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
const deliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
const replayInput = z.strictObject({
  deliveries: z.array(z.int().min(1)).min(1).max(1000).optional().describe('without them: all that were given up'),
});

/** Who outside is told of changes, and how that went. */
@ApiTags('api: exchange')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly deliveries: WebhookDeliveryStore,
    private readonly queue: JobQueue,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Allows('read', 'webhook')
  @Gives(
    200,
    "one's organization's, oldest first; operators and auditors: all",
    z.object({ items: z.array(webhookSchema) }),
  )
  async list(@Caller() caller: Principal): Promise<object> {
    const whose = reach(caller, 'read', 'webhook');
    const found = await this.webhooks.list(whose === 'all' ? null : memberOf(caller).organizationId);
    return { items: found.filter((one) => isFor(caller, 'read', one)).map(viewOf) };
  }

  @Post()
  @Allows('create', 'webhook')
  @Takes(inputSchema)
  @Gives(201, 'told from now on', webhookSchema.extend({ secret: z.string().describe('shown once') }), [400, 409, 422])
  async create(
    @Body(new ZodPipe(inputSchema)) input: z.infer<typeof inputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    this.refuseAddress(input.url);
    const { accountId, organizationId } = memberOf(caller);
    const secret = newWebhookSecret();
    return { ...viewOf(await this.webhooks.create({ ...input, accountId, organizationId, secret })), secret };
  }

  @Patch(':id')
  @Allows('update', 'webhook')
  @TakesId()
  @Takes(changeSchema)
  @Gives(200, 'changed', webhookSchema, [400, 404, 422])
  async change(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(changeSchema)) change: z.infer<typeof changeSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.seen(id, caller, 'update');
    if (change.url !== undefined) this.refuseAddress(change.url);
    const changed = await this.webhooks.change(id, change, memberOf(caller).accountId);
    await this.queue.add('deliver', { webhookId: id });
    return viewOf(changed);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allows('update', 'webhook')
  @TakesId()
  @Gives(204, 'not told any more; its messages are gone', null, [404, 422])
  async remove(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<void> {
    await this.seen(id, caller, 'update');
    await this.webhooks.remove(id, memberOf(caller).accountId);
  }

  @Get(':id/deliveries')
  @Allows('read', 'webhook')
  @TakesId()
  @TakesQuery(deliveriesQuery)
  @Gives(
    200,
    'messages of the last 30 days, newest first',
    z.object({ total: count, items: z.array(deliverySchema) }),
    [...[404, 422]],
  )
  async listDeliveries(
    @Param('id', idPipe) id: string,
    @Query(new ZodPipe(deliveriesQuery)) { state, limit, offset }: z.infer<typeof deliveriesQuery>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.seen(id, caller, 'read');
    const { total, deliveries } = await this.deliveries.list(id, { state: state ?? null, limit, offset });
    return { total, items: deliveries };
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Allows('update', 'webhook')
  @TakesId()
  @Takes(replayInput)
  @Gives(200, 'to be sent again, with the same ids', z.object({ replayed: count }), [400, 404, 422])
  async replay(
    @Param('id', idPipe) id: string,
    @Body(new ZodPipe(replayInput)) { deliveries }: z.infer<typeof replayInput>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.seen(id, caller, 'update');
    const replayed = await this.deliveries.replay(id, deliveries ?? null);
    await this.queue.add('deliver', { webhookId: id });
    return { replayed };
  }

  /** @throws DomainError `not-found`, also when it is not the caller's */
  private async seen(id: string, caller: Principal, action: Action): Promise<void> {
    const found = await this.webhooks.find(id);
    if (!isFor(caller, action, found)) throw new DomainError('not-found', { what: 'Webhook / webhook' });
  }

  private refuseAddress(address: string): void {
    const fault = faultOfAddress(address, this.env.WEBHOOK_PRIVATE_ADDRESSES);
    if (fault) throw new DomainError('invalid', {}, [{ pointer: '/url', ...fault }]);
  }
}

/** What an operator's webhook hears is not for others of the same organization, who could lead it elsewhere. */
const isFor = (caller: Principal, action: Action, { organizationId, accountRole }: Webhook): boolean =>
  may(caller, action, 'webhook', { organizationId }) &&
  (accountRole !== 'operator' || reach(caller, action, 'webhook') === 'all');

const viewOf = ({ organizationId: _owner, accountRole: _role, ...webhook }: Webhook): object => webhook;

import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Member, Principal } from '#access';
import { ENV } from '#config';
import type { Env } from '#config';
import { Allows, ApiTags, Caller, Gives, idPipe, localeOf, memberOf, Takes, TakesId, TakesQuery, ZodPipe } from '#http';
import { DomainError } from '#matching';
import type { Locale } from '#matching';
import { PairingStore, RecordStore } from '#storage';
import type { PairingView } from '#storage';
import { Disclosure } from '../disclosure.js';
import { pairingSummaryOf } from '../views.js';
import { ReviewQueueService } from './review-queue.service.js';
import type { Waiting } from './review-queue.service.js';
import { claimInputSchema, claimsSchema, planSchema, queueQuery, queueSchema } from './review-work.schema.js';

/** Brokers' work: what waits for a decision, who holds what, and the plan for a day. */
@ApiTags('api: review work')
@Controller('api/v1/review-queue')
export class ReviewQueueController {
  constructor(
    private readonly queue: ReviewQueueService,
    private readonly pairings: PairingStore,
    private readonly records: RecordStore,
    private readonly disclosure: Disclosure,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Allows('read', 'review-queue')
  @TakesQuery(queueQuery)
  @Gives(200, 'what waits for a decision, the most valuable first', queueSchema, [422])
  async waiting(
    @Query(new ZodPipe(queueQuery)) { limit }: z.infer<typeof queueQuery>,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.queue.noteWork(caller);
    const member = memberOf(caller);
    const waiting = await this.queue.waitingFor(member.accountId);
    const items = await this.shown(member, waiting.slice(0, limit), localeOf(acceptLanguage));
    return { total: waiting.length, items };
  }

  @Get('claims')
  @Allows('read', 'review-queue')
  @Gives(200, 'what the caller holds, the most valuable first', claimsSchema)
  async claims(
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    return this.held(memberOf(caller), acceptLanguage);
  }

  @Post('claims')
  @Allows('create', 'review-queue')
  @Takes(claimInputSchema)
  @Gives(201, 'all that the caller holds now; nobody else can claim it meanwhile', claimsSchema, [400, 422])
  async claim(
    @Body(new ZodPipe(claimInputSchema)) { limit }: z.infer<typeof claimInputSchema>,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Caller() caller: Principal,
  ): Promise<object> {
    const member = memberOf(caller);
    await this.queue.claim(member.accountId, limit);
    return this.held(member, acceptLanguage);
  }

  @Delete('claims/:pairingId')
  @HttpCode(204)
  @Allows('update', 'review-queue')
  @TakesId('pairingId')
  @Gives(204, 'given back; others may claim it', null, [404, 422])
  async release(@Param('pairingId', idPipe) pairingId: string, @Caller() caller: Principal): Promise<void> {
    await this.queue.release(pairingId, memberOf(caller).accountId);
  }

  @Get('plan')
  @Allows('read', 'review-plan')
  @Gives(
    200,
    'who would review what today (a broker: their own share), and which needs go short of reviews, with the reason',
    planSchema,
  )
  async plan(@Caller() caller: Principal): Promise<z.infer<typeof planSchema>> {
    const { plan, brokers } = await this.queue.plan();
    const { role, accountId } = memberOf(caller);
    const shown = brokers.filter(({ id }) => role !== 'broker' || id === accountId);
    const { REVIEWS_PER_BROKER, REVIEWS_PER_SUPPLY, REVIEWS_PER_NEED } = this.env;
    const planned = [...plan.byBroker.values()].flat();
    const named = new Set([
      ...shown.flatMap(({ id }) => plan.byBroker.get(id) ?? []).flatMap(({ needId, supplyId }) => [needId, supplyId]),
      ...plan.unmet.map(({ needId }) => needId),
    ]);
    const records = await this.records.findVisible([...named]);
    const titles = new Map(records.map(({ id, content }) => [id, content.title]));
    const titled = (id: string): { id: string; title: string | null } => ({ id, title: titles.get(id) ?? null });
    return {
      floor: REVIEWS_PER_NEED,
      capacity: {
        perBroker: REVIEWS_PER_BROKER,
        perSupply: REVIEWS_PER_SUPPLY,
        left: brokers.reduce((sum, { left }) => sum + left, 0),
      },
      brokers: shown.map(({ id, name, left, held }) => ({
        ...{ id, name, left, held },
        planned: (plan.byBroker.get(id) ?? []).map((pairing) => ({
          id: pairing.id,
          need: titled(pairing.needId),
          supply: titled(pairing.supplyId),
          expectedValue: pairing.expectedValue,
        })),
      })),
      unmet: plan.unmet.map(({ needId, ...rest }) => ({ need: titled(needId), ...rest })),
      expectedValue: planned.reduce((sum, { expectedValue }) => sum + expectedValue, 0),
    };
  }

  private async held(caller: Member, acceptLanguage: string | undefined): Promise<object> {
    const { held, capacityLeft } = await this.queue.heldBy(caller.accountId);
    return { capacityLeft, items: await this.shown(caller, held, localeOf(acceptLanguage)) };
  }

  /** A pairing that was replaced or hidden since the queue was read is left out. */
  private async shown(caller: Member, waiting: readonly Waiting[], locale: Locale): Promise<object[]> {
    const found: { view: PairingView; of: Waiting }[] = [];
    for (const of of waiting) {
      const view = await this.pairings.find(of.id).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'not-found') return null;
        throw error;
      });
      if (view) found.push({ view, of });
    }
    const disclosed = await this.disclosure.pairings(
      caller,
      found.map(({ view }) => view),
    );
    return disclosed.flatMap(({ view }, i) => {
      const of = found[i]?.of;
      if (!of) return [];
      const { expectedValue, why, expiresAt } = of;
      return [{ ...pairingSummaryOf(view, locale), expectedValue, why, claim: expiresAt && { expiresAt } }];
    });
  }
}

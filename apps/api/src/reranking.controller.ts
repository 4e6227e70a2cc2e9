import { Body, Controller, Get, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '#access';
import { Engines } from '#engine';
import { Allows, ApiTags, Caller, Gives, memberOf, Takes, ZodPipe } from '#http';
import { JobQueue } from '#jobs';
import { RerankingStore } from '#storage';
import type { Reranked } from '#storage';

const count = z.int().min(0);
const sideSchema = z.object({
  done: count.describe('ranked by the engine in force'),
  total: count.describe('ranked by any engine'),
  perSecond: z.number().min(0).nullable().describe('ranked anew of late; null while none are, or not for long enough'),
  secondsLeft: count.nullable().describe('at that pace; 0 when all are done, null when it cannot be told'),
});
type SideView = z.infer<typeof sideSchema>;
const rerankingSchema = z.object({
  engineDigest: z.string().describe('of the engine in force'),
  needs: sideSchema,
  supplies: sideSchema.describe('their turn comes after the needs'),
  paused: z.boolean().describe('lists of other engines stay as they are; what is posted or edited is ranked'),
  pausedBy: z.object({ id: z.string(), name: z.string().nullable() }).nullable().describe('null unless paused'),
  pausedAt: z.iso.datetime().nullable().describe('null unless paused'),
});
const inputSchema = z.strictObject({ paused: z.boolean() });

/** Ranking everything anew for a new engine: how far it is, and stopping it for a while. */
@ApiTags('api: engine')
@Controller('api/v1/engine/reranking')
export class RerankingController {
  constructor(
    private readonly reranking: RerankingStore,
    private readonly engines: Engines,
    private readonly queue: JobQueue,
  ) {}

  @Get()
  @Allows('read', 'engine')
  @Gives(200, 'how many lists the engine in force has made; with many records some seconds old', rerankingSchema)
  async progress(): Promise<object> {
    const engine = await this.engines.current();
    const [counts, pace, pause] = await Promise.all([
      this.reranking.counts(engine.digest),
      this.reranking.pace(),
      this.reranking.pause(),
    ]);
    const standing = pause?.isPaused ? pause : null;
    const view = (reranked: Reranked, perSecond: number | null): SideView =>
      sideOf(reranked, standing ? null : perSecond);
    return {
      engineDigest: engine.digest,
      needs: view(counts.need, pace.need),
      supplies: view(counts.supply, pace.supply),
      paused: standing !== null,
      pausedBy: standing?.by ?? null,
      pausedAt: standing?.at ?? null,
    };
  }

  @Put()
  @Allows('update', 'engine')
  @Takes(inputSchema)
  @Gives(200, 'paused or resumed in all processes: each ends the record at hand', rerankingSchema, [400, 422])
  async set(
    @Body(new ZodPipe(inputSchema)) { paused }: z.infer<typeof inputSchema>,
    @Caller() caller: Principal,
  ): Promise<object> {
    await this.reranking.setPaused(paused, memberOf(caller).accountId);
    // What is due is found by the sweep, which need not wait for its time.
    if (!paused) await this.queue.add('sweep', {});
    return this.progress();
  }
}

function sideOf({ done, total }: Reranked, pace: number | null): SideView {
  const left = total - done;
  const perSecond = left > 0 && pace !== null ? Math.round(pace * 100) / 100 : null;
  const secondsLeft = left === 0 ? 0 : perSecond ? Math.round(left / perSecond) : null;
  return { done, total, perSecond, secondsLeft };
}

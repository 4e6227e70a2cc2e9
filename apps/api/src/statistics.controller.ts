import { Controller, Get, Inject } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { crossLanguageOf } from '#embedding';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, Engines } from '#engine';
import { Allows, ApiTags, Gives } from '#http';
import { JOB_NAMES, JobQueue } from '#jobs';
import { PairingStore, ProfileStore, RecordStore, RerankingStore } from '#storage';
import { crossLanguageSchema } from './views.js';

const count = z.int().min(0);
const statisticsSchema = z.object({
  needs: count,
  supplies: count,
  pairings: count,
  engineDigest: z.string(),
  degraded: z.enum(['no-model']).nullable(),
  crossLanguage: crossLanguageSchema,
  pipeline: z.record(z.string(), count).describe('records by pipeline state'),
  queue: z.record(z.enum(JOB_NAMES), z.object({ waiting: count, active: count, delayed: count, failed: count })),
  reranking: z.boolean().describe('some lists are of another engine than the one in force'),
  settled: z.boolean().describe('nothing is waiting to be profiled, indexed, ranked or ranked anew'),
});

const share = z.number().min(0).max(1);
const listStatisticsSchema = z.object({
  needs: z.object({
    ranked: count,
    paired: count.describe('with at least one supply on the list'),
    coverage: share.nullable().describe('paired ÷ ranked'),
    withoutFit: count.describe('fit none: candidates for 定向研发 or 揭榜挂帅'),
    unjudged: count.describe('fit unknown though ranked'),
  }),
  supplies: z.object({
    profiled: count,
    listed: count.describe("on at least one need's list"),
    coverage: share.nullable().describe('listed ÷ profiled'),
  }),
  exposure: z
    .object({
      largest: z.number().min(0),
      mean: z.number().min(0),
      gini: share.describe('0: all supplies are shown alike'),
      topPercentShare: share.describe('of all exposure, what the most shown hundredth of supplies has'),
    })
    .nullable()
    .describe("of supplies: 1 ÷ log2(1 + place shown), summed over needs' lists; null without supplies"),
});

/** Numbers on the whole platform. Jobs by name are also at /metrics. */
@ApiTags('api: statistics')
@Controller('api/v1/statistics')
export class StatisticsController {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly reranking: RerankingStore,
    private readonly engines: Engines,
    private readonly queue: JobQueue,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  @Get('lists')
  @RouteConfig({ lane: 'heavy' })
  @Allows('read', 'statistics')
  @Gives(200, 'how far lists reach both sides, and how attention is spread; reads every list', listStatisticsSchema)
  async lists(): Promise<z.infer<typeof listStatisticsSchema>> {
    const { abstainBelow } = await this.engines.current();
    const { needs, supplies, exposure } = await this.pairings.statistics(abstainBelow);
    const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
    return {
      needs: { ...needs, coverage: ratio(needs.paired, needs.ranked) },
      supplies: { ...supplies, coverage: ratio(supplies.listed, supplies.profiled) },
      exposure,
    };
  }

  @Get()
  @Allows('read', 'statistics')
  @Gives(200, 'counts of what is published and of work under way', statisticsSchema)
  async statistics(): Promise<z.infer<typeof statisticsSchema>> {
    const [needs, supplies, pairings, engine, pipeline, dirty, queue] = await Promise.all([
      this.profiles.count('need'),
      this.profiles.count('achievement'),
      this.pairings.count(),
      this.engines.current(),
      this.records.pipelineCounts(),
      this.profiles.dirtyCount(),
      this.queue.counts(),
    ]);
    const due = await this.engines.isSnapshotDue(supplies);
    const reranking = await this.reranking.isAnyDue(engine.digest);
    const waiting = (pipeline['pending'] ?? 0) + (pipeline['profiled'] ?? 0);
    return {
      needs,
      supplies,
      pairings,
      engineDigest: engine.digest,
      degraded: this.embedder.embedder ? null : 'no-model',
      crossLanguage: crossLanguageOf(this.embedder),
      pipeline,
      queue,
      reranking,
      settled: waiting === 0 && dirty === 0 && !reranking && !due,
    };
  }
}

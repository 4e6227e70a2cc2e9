import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, Engines } from '#engine';
import { Allows, Gives } from '#http';
import { JOB_NAMES, JobQueue } from '#jobs';
import { PairingStore, ProfileStore, RecordStore } from '#storage';

const count = z.int().min(0);
const statisticsSchema = z.object({
  needs: count,
  supplies: count,
  pairings: count,
  engineDigest: z.string(),
  degraded: z.enum(['no-model']).nullable(),
  pipeline: z.record(z.string(), count).describe('records by pipeline state'),
  queue: z.record(z.enum(JOB_NAMES), z.object({ waiting: count, active: count, delayed: count, failed: count })),
  settled: z.boolean().describe('nothing is waiting to be profiled, indexed or ranked'),
});

/** Numbers on the whole platform. Jobs by name are also at /metrics. */
@ApiTags('api: statistics')
@Controller('api/v1/statistics')
export class StatisticsController {
  constructor(
    private readonly records: RecordStore,
    private readonly profiles: ProfileStore,
    private readonly pairings: PairingStore,
    private readonly engines: Engines,
    private readonly queue: JobQueue,
    @Inject(EMBEDDER) private readonly embedder: OpenedEmbedder,
  ) {}

  @Get()
  @Allows('read', 'statistics')
  @Gives(200, 'counts of what is published and of work under way', statisticsSchema)
  async statistics(): Promise<z.infer<typeof statisticsSchema>> {
    const [needs, supplies, pairings, engine, pipeline, dirty, queue, due] = await Promise.all([
      this.profiles.count('need'),
      this.profiles.count('supply'),
      this.pairings.count(),
      this.engines.current(),
      this.records.pipelineCounts(),
      this.profiles.dirtyCount(),
      this.queue.counts(),
      this.engines.isSnapshotDue(),
    ]);
    const otherEngines = await this.records.countRankedByOthers(engine.digest);
    const waiting = (pipeline['pending'] ?? 0) + (pipeline['profiled'] ?? 0);
    return {
      needs,
      supplies,
      pairings,
      engineDigest: engine.digest,
      degraded: this.embedder.embedder ? null : 'no-model',
      pipeline,
      queue,
      settled: waiting === 0 && dirty === 0 && otherEngines === 0 && !due,
    };
  }
}

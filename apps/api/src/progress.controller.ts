import { Controller, Get, Param, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { concatMap, defer, distinctUntilChanged, from, map, repeat, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import { seesDerived } from '#access';
import type { Principal } from '#access';
import { Allows, ApiProduces, ApiTags, Caller, Gives, idPipe, TakesId } from '#http';
import { DomainError } from '#matching';
import { PIPELINE_STATES, RecordStore } from '#storage';
import type { Progress } from '#storage';

/** How often a listener's record is looked up: one read by primary key. */
const LOOK_EVERY_MS = 150;

const progressSchema = z.object({
  revision: z.int(),
  pipelineState: z.enum(PIPELINE_STATES),
  pipelineError: z.string().nullable(),
  rankedBy: z.string().nullable().describe('digest of the engine that made the present list'),
});

/** How far a record has come on its way to pairings. */
@ApiTags('api: progress')
@Controller('api/v1/records/:id/progress')
export class ProgressController {
  constructor(private readonly records: RecordStore) {}

  @Get()
  @Allows('read', 'progress')
  @TakesId()
  @Gives(200, 'where the record stands now', progressSchema, [404, 422])
  async progress(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<Progress> {
    const progress = await this.records.progress(id);
    if (!progress || !seesDerived(caller, 'progress', await this.records.ownersOf([id])))
      throw new DomainError('not-found', { what: '记录 / record' });
    return progress;
  }

  /** Sends each new state as an event named `progress`, and ends once the record is ranked, failed or gone. */
  @Sse('events')
  @RouteConfig({ lane: 'events' })
  @Allows('read', 'progress')
  @TakesId()
  @ApiProduces('text/event-stream')
  @Gives(
    200,
    'Server-Sent Events named progress; the stream ends when the record is ranked, failed or gone',
    null,
    [404],
  )
  async events(@Param('id', idPipe) id: string, @Caller() caller: Principal): Promise<Observable<MessageEvent>> {
    await this.progress(id, caller);
    return defer(() => from(this.records.progress(id))).pipe(
      repeat({ delay: LOOK_EVERY_MS }),
      distinctUntilChanged((a, b) => a?.pipelineState === b?.pipelineState && a?.revision === b?.revision),
      takeWhile((progress) => progress?.pipelineState === 'pending' || progress?.pipelineState === 'profiled', true),
      concatMap((progress) => (progress ? [progress] : [])),
      map((progress) => ({ type: 'progress', data: progress })),
    );
  }
}

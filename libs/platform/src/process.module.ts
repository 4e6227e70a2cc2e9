import { Global, Logger, Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AccountsModule } from '#accounts';
import { ENV } from '#config';
import type { Env } from '#config';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, EngineModule, Engines } from '#engine';
import { OperationsModule } from '#http';
import { CandidateIndex } from '#index';
import { JobQueue, JobsModule } from '#jobs';
import { DataSource, OperationsStore, RerankingStore, StorageModule } from '#storage';
import { gatherers } from './gather.js';

/** The process's settings, for every module. */
@Global()
@Module({})
class EnvModule {
  static of(env: Env): DynamicModule {
    return { module: EnvModule, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
  }
}

/** Has a table of the index made anew that a search, of any process, finds damaged. */
@Module({})
class IndexWatchModule {
  constructor(index: CandidateIndex, queue: JobQueue) {
    const log = new Logger('Index');
    index.onDamage = (kind, error) => {
      log.error(`index of ${kind} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      void queue.add('mend', { kind }).catch(() => undefined);
    };
  }
}

/** Everything one process runs: storage and queue always, the engine where a feature needs it. */
@Module({})
export class ProcessModule {
  static of(env: Env, features: readonly Type[], engine: boolean): DynamicModule {
    return {
      module: ProcessModule,
      imports: [
        EnvModule.of(env),
        StorageModule,
        AccountsModule,
        JobsModule,
        ...(engine ? [EngineModule, IndexWatchModule] : []),
        ...features,
        OperationsModule.forRoot(
          [
            DataSource,
            JobQueue,
            OperationsStore,
            RerankingStore,
            ...(engine ? [EMBEDDER, CandidateIndex, Engines] : []),
          ],
          (
            source: DataSource,
            queue: JobQueue,
            operations: OperationsStore,
            reranking: RerankingStore,
            opened?: OpenedEmbedder,
            index?: CandidateIndex,
            engines?: Engines,
          ) => ({
            checks: [
              { name: 'database', check: () => source.query('SELECT 1').then(() => 'ok') },
              { name: 'queue', check: () => queue.counts().then(() => 'ok') },
              ...(index
                ? [
                    {
                      name: 'index',
                      isOptional: true as const,
                      check: () => index.count('achievement').then(() => 'ok', withoutIndex),
                    },
                  ]
                : []),
              ...(opened ? [{ name: 'model', check: () => Promise.resolve(saidOfModel(opened)) }] : []),
            ],
            gatherers: gatherers(env, { operations, reranking, queue, index, engines }),
          }),
        ),
      ],
    };
  }
}

const saidOfModel = ({ embedder, reason }: OpenedEmbedder): string => (embedder ? 'ok' : `degraded: ${reason}`);
/** Lists are read all the same. LanceDB appends where in its sources it failed. */
const withoutIndex = (error: Error): string => `degraded: ${error.message.split(/\n|, \/|\s+Caused by/)[0]}`;

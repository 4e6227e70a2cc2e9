import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AccountsModule } from '#accounts';
import { ENV } from '#config';
import type { Env } from '#config';
import type { OpenedEmbedder } from '#embedding';
import { EMBEDDER, EngineModule } from '#engine';
import { OperationsModule } from '#http';
import { JobQueue, JobsModule } from '#jobs';
import { DataSource, StorageModule } from '#storage';

/** The process's settings, for every module. */
@Global()
@Module({})
class EnvModule {
  static of(env: Env): DynamicModule {
    return { module: EnvModule, providers: [{ provide: ENV, useValue: env }], exports: [ENV] };
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
        ...(engine ? [EngineModule] : []),
        ...features,
        OperationsModule.forRoot(
          [DataSource, JobQueue, ...(engine ? [EMBEDDER] : [])],
          (source: DataSource, queue: JobQueue, opened?: OpenedEmbedder) => [
            { name: 'database', check: () => source.query('SELECT 1').then(() => 'ok') },
            { name: 'queue', check: () => queue.counts().then(() => 'ok') },
            ...(opened
              ? [{ name: 'model', check: () => Promise.resolve(opened.embedder ? 'ok' : `degraded: ${opened.reason}`) }]
              : []),
          ],
        ),
      ],
    };
  }
}

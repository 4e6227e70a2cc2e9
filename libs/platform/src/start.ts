import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Env } from '#config';
import { createApp, listen } from '#http';
import { AccountStore, dataSourceOf, migrate, openDatabase } from '#storage';
import type { Database } from '#storage';
import { startTracing } from '#telemetry';
import { ProcessModule } from './process.module.js';

export interface Started {
  app: NestFastifyApplication;
  /** Where it listens. */
  url: string;
  /** Resolves when the process cannot go on, with the reason. */
  lost: Promise<Error>;
  /** Finishes running work, then stops what was started, the embedded PostgreSQL last. */
  stop(): Promise<void>;
}

export interface ProcessParts {
  /** What it is called in traces. */
  name: 'api' | 'intake' | 'worker' | 'standalone';
  features: readonly Type[];
  /** Whether a feature needs the model and the index. */
  engine: boolean;
  /** Whether PostgreSQL may be started inside; not for processes that share one. */
  embedded: boolean;
}

/** Opens the database, brings its schema up to date, and settles every setting that depends on it. */
export async function prepare(env: Env): Promise<{ env: Env; database: Database; migrations: string[] }> {
  const database = await openDatabase(env);
  try {
    const source = await dataSourceOf(database.url, 2).initialize();
    try {
      const migrations = await migrate(source);
      return {
        env: { ...env, DATABASE_URL: database.url, QUEUE_URL: env.QUEUE_URL ?? database.url },
        database,
        migrations,
      };
    } finally {
      await source.destroy();
    }
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Starts one process. @throws Error whose message says what to mend */
export async function start(given: Env, { name, features, engine, embedded }: ProcessParts): Promise<Started> {
  if (!embedded && given.DATABASE_URL === undefined) {
    throw new Error(
      '单独运行的进程需要 DATABASE_URL 指向共用的 PostgreSQL；npm start 则在一个进程中运行全部功能。\n' +
        'A process run on its own needs DATABASE_URL, the PostgreSQL it shares; npm start runs everything in one process.',
    );
  }
  const endTracing = await tracing(given, name);
  const { env, database } = await prepare(given);
  let app: NestFastifyApplication | null = null;
  try {
    app = await createApp(ProcessModule.of(env, features, engine), env);
    const running = app;
    const url = await listen(running, env, () => running.get(AccountStore).operatorExists());
    return {
      app: running,
      url,
      lost: database.lost,
      async stop() {
        await running.close();
        await database.stop();
        await endTracing();
      },
    };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await database.stop();
    throw error;
  }
}

/** Loads what makes and sends spans, if they are to go anywhere. */
async function tracing(env: Env, name: ProcessParts['name']): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  if (endpoint === undefined) return () => Promise.resolve();
  return startTracing({ endpoint, ratio, service: env.OTEL_SERVICE_NAME ?? `duijie-${name}` });
}

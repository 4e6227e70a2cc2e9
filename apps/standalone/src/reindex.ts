/** npm run reindex: builds the candidate index anew from PostgreSQL, without embedding anything again. */
import { NestFactory } from '@nestjs/core';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import { CandidateIndex } from '#index';
import { fail, prepare, ProcessModule } from '#platform';
import { ProfileStore } from '#storage';
import { ProjectProcessor } from '../../worker/src/project.processor.js';
import { IndexingModule } from '../../worker/src/indexing.module.js';

async function main(): Promise<void> {
  const { env, database } = await prepare(loadEnv(process.env));
  try {
    const app = await NestFactory.createApplicationContext(ProcessModule.of(env, [IndexingModule], true), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    const profiles = app.get(ProfileStore);
    await profiles.markAllDirty();
    await app.get(CandidateIndex).clear();
    const total = await profiles.dirtyCount();
    const bar = new SingleBar({
      format: '重建索引 reindex {bar} {value}/{total}',
      noTTYOutput: true,
      notTTYSchedule: 2000,
    });
    bar.start(total, 0);
    const timer = setInterval(() => {
      void profiles.dirtyCount().then((left) => bar.update(total - left));
    }, 200);
    const outcome = await app.get(ProjectProcessor).project();
    clearInterval(timer);
    bar.update(total - (await profiles.dirtyCount()));
    bar.stop();
    await app.close();
    if (typeof outcome === 'object' && 'snooze' in outcome) {
      throw new Error('另一个进程正在写索引，请稍后重试。\nAnother process is writing the index; try again shortly.');
    }
  } finally {
    await database.stop();
  }
}

main().catch(fail);

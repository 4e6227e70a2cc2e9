import { Logger } from '@nestjs/common';
import { fail, runProcess } from '#platform';
import { WorkerModule } from './worker.module.js';

runProcess({ name: 'worker', features: [WorkerModule], engine: true, embedded: false }).then(
  ({ url }) => new Logger('worker').log(`ready at ${url}`),
  fail,
);

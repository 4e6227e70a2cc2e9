import { Logger } from '@nestjs/common';
import { fail, runProcess, sayHowToSetUp } from '#platform';
import { ApiModule } from './api.module.js';

runProcess({ name: 'api', features: [ApiModule], engine: true, embedded: false }).then(async (started) => {
  new Logger('api').log(`ready at ${started.url}`);
  await sayHowToSetUp(started);
}, fail);

import { Logger } from '@nestjs/common';
import { fail, runProcess } from '#platform';
import { ApiModule } from './api.module.js';

runProcess({ features: [ApiModule], engine: true, embedded: false }).then(
  ({ url }) => new Logger('api').log(`ready at ${url}`),
  fail,
);

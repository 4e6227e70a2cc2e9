import { Logger } from '@nestjs/common';
import { fail, runProcess } from '#platform';
import { IntakeModule } from './intake.module.js';

runProcess({ name: 'intake', features: [IntakeModule], engine: true, embedded: false }).then(
  ({ url }) => new Logger('intake').log(`ready at ${url}`),
  fail,
);

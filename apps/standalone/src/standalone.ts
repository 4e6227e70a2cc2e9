import { ApiModule } from '../../api/src/api.module.js';
import { IntakeModule } from '../../intake/src/intake.module.js';
import { WorkerModule } from '../../worker/src/worker.module.js';
import type { ProcessParts } from '#platform';

/** The three apps in one process on one port. */
export const STANDALONE: ProcessParts = {
  name: 'standalone',
  features: [WorkerModule, IntakeModule, ApiModule],
  engine: true,
  embedded: true,
};

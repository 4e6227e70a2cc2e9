/**
 * An intake, an api and two workers, each a process, over PostgreSQL, a queue and an index that fail while records flow.
 * FAULT_RUNS and FAULT_SEED ask for more, or others; `npm run faults` prints each.
 *
 * 1 after every fault all committed records are ranked as they now read, once, by one engine; every pairing is of present
 *   revisions; nothing sealed is where others read; the index shows what it should; and while a server is away the api
 *   says that it lives and is not ready
 */
import { it } from '@jest/globals';
import { hasRedisServer } from '../support/has-redis.js';
import { runFaults } from '../faults/run.js';
import { tableOf } from '../faults/table.js';

const RUNS = Number(process.env['FAULT_RUNS'] ?? 200);
const SEED = Number(process.env['FAULT_SEED'] ?? 1);
const SECONDS_A_RUN = 20;

it(
  `1 ${RUNS} faults`,
  async () => {
    const withRedis = hasRedisServer();
    if (!withRedis) console.log('no redis-server here: the queue is in PostgreSQL, and faults of Redis are left out');
    const outcomes = await runFaults({ runs: RUNS, seed: SEED, withRedis });
    console.log(`seed ${SEED}; from the fault's end until everything is ranked again\n${tableOf(outcomes)}`);
  },
  RUNS * SECONDS_A_RUN * 1000,
);

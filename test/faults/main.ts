/**
 * npm run faults -- [--runs N] [--seed S] [--only NAME] [--queue redis|postgres] [--json F]
 *
 * Puts a fleet through faults while records flow, and prints how long it took to recover from each.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runFaults } from './run.js';
import { tableOf } from './table.js';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ runs: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
      ...{ only: { type: 'string' }, queue: { type: 'string', default: 'redis' }, json: { type: 'string' } },
    },
  });
  const runs = Number(values.runs);
  const outcomes = await runFaults({
    runs,
    seed: Number(values.seed),
    withRedis: values.queue === 'redis',
    only: values.only,
    onRun: (number, { fault, seconds }) => console.log(`${number}/${runs}  ${seconds.toFixed(1)} s  ${fault}`),
  });
  console.log(tableOf(outcomes));
  if (values.json) await writeFile(values.json, `${JSON.stringify(outcomes, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

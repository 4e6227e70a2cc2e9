/**
 * npm run eval -- [--needs F --supplies F --judgements F] [--foreign F] [--json F] [--html F] [--run F] [--ablation] [--as-shipped]
 *
 * Ranks a judged data set (samples/ by default) and prints its metrics for every scorer. `--foreign` names needs that no
 * supply of the data set fits: each should be told so.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import { modelsDir, projectRoot } from '#engine';
import { readDataSet, readNeeds } from './data-set.js';
import { evaluate } from './evaluate.js';
import { pageOf } from './report-page.js';
import { tablesOf } from './report-tables.js';

const sample = (file: string): string => join(projectRoot(), 'samples', file);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      needs: { type: 'string', default: sample('needs.jsonl') },
      supplies: { type: 'string', default: sample('achievements.jsonl') },
      judgements: { type: 'string', default: sample('judgements.tsv') },
      foreign: { type: 'string' },
      json: { type: 'string' },
      html: { type: 'string' },
      run: { type: 'string' },
      ablation: { type: 'boolean', default: false },
      'as-shipped': { type: 'boolean', default: false },
    },
  });
  const data = await readDataSet(values.needs, values.supplies, values.judgements);
  const ofSamples = values.supplies === sample('achievements.jsonl');
  const foreign = values.foreign ?? (ofSamples ? sample('needs-without-supply.jsonl') : null);
  const { embedder, reason } = await openEmbedder(loadEnv(process.env), modelsDir());
  if (!embedder) console.error(`degraded: no embedding model (${reason})`);
  const bar = new SingleBar({ format: '{step} {bar} {value}/{total}', noTTYOutput: false, stream: process.stderr });
  bar.start(data.needs.length, 0, { step: 'profiles' });
  const result = await evaluate(data, embedder, {
    asShipped: values['as-shipped'],
    ablation: values.ablation,
    foreign: foreign === null ? [] : await readNeeds(foreign),
    progress: (done, total, step) => {
      bar.setTotal(total);
      bar.update(done, { step });
    },
  });
  bar.stop();
  console.log(tablesOf(result));
  const { run, ...rest } = result;
  if (values.json) await writeFile(values.json, `${JSON.stringify(rest, null, 2)}\n`);
  if (values.html) await writeFile(values.html, pageOf(result));
  if (values.run) {
    await writeFile(values.run, run.map(({ need, supply, score }) => `${need}\t${supply}\t${score}\n`).join(''));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

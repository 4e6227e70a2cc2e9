/**
 * npm run eval -- [--needs F --supplies F --judgements F] [--json F] [--run F]
 *
 * Ranks a judged data set (samples/ by default) and prints its metrics for every scorer.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import { modelsDir, projectRoot } from '#engine';
import { readDataSet } from './data-set.js';
import { evaluate, SCORERS } from './evaluate.js';

const sample = (file: string): string => join(projectRoot(), 'samples', file);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      needs: { type: 'string', default: sample('needs.jsonl') },
      supplies: { type: 'string', default: sample('achievements.jsonl') },
      judgements: { type: 'string', default: sample('judgements.tsv') },
      json: { type: 'string' },
      run: { type: 'string' },
    },
  });
  const data = await readDataSet(values.needs, values.supplies, values.judgements);
  const { embedder, reason } = await openEmbedder(loadEnv(process.env), modelsDir());
  if (!embedder) console.error(`degraded: no embedding model (${reason})`);
  const bar = new SingleBar({
    format: 'ranking {bar} {value}/{total} needs',
    noTTYOutput: false,
    stream: process.stderr,
  });
  bar.start(data.needs.length, 0);
  const result = await evaluate(data, embedder, undefined, (done) => bar.update(done));
  bar.stop();
  const table = new Table({ head: ['scorer', 'nDCG@10', 'Recall@100', 'MRR@10'], style: { head: [], border: [] } });
  for (const scorer of SCORERS) {
    const metrics = result.metrics[scorer];
    table.push([scorer, ...Object.values(metrics).map((value: number) => value.toFixed(4))]);
  }
  console.log(`${result.needs} needs × ${result.supplies} supplies, ${result.judgements} judged pairs`);
  console.log(table.toString());
  console.log(
    'nDCG@10 over judged pairs (linear gain, ties averaged); Recall@100 and MRR@10 of grades ≥ 2 over all supplies',
  );
  console.log(
    `engine ${result.engineDigest}, model ${result.model ?? 'none'}, ${result.medianRankMs.toFixed(0)} ms a need (median)`,
  );
  const { run, ...metrics } = result;
  if (values.json) await writeFile(values.json, `${JSON.stringify(metrics, null, 2)}\n`);
  if (values.run) {
    await writeFile(values.run, run.map(({ need, supply, score }) => `${need}\t${supply}\t${score}\n`).join(''));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

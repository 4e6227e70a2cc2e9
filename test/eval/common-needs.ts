import { parseArgs } from 'node:util';
import { join } from 'node:path';
import Table from 'cli-table3';
import { openEmbedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms, modelsDir, Profiler, projectRoot, Segmenter } from '#engine';
import { groupNeeds, TermStatistics, toEnd } from '#matching';
import { adjustedRand } from './adjusted-rand.js';
import { CHOSEN_ON, HELD_OUT } from './planted/common-topics.js';
import { readSampleNeeds } from './planted/sample-needs.js';
import { plantedNeeds } from './planted/common-needs.js';
import { comparablePlanted, foundLabels } from './planted/grouped.js';

const TRIED = Array.from({ length: 13 }, (_one, i) => 0.24 + i / 50);
const SEEDS = [1, 2, 3];

const { values: options } = parseArgs({ options: { model: { type: 'string' }, count: { type: 'string' } } });
const { embedder, reason } = await openEmbedder(
  {
    DATA_DIR: join(projectRoot(), 'data'),
    EMBEDDING_MODEL: options.model ?? 'tech-zh-static-384',
    MODEL_HUB: undefined,
  },
  modelsDir(),
);
const statistics = new TermStatistics(await loadBackgroundTerms(backgroundTermsFile()));
const profiler = new Profiler(new Segmenter(), embedder, statistics);
console.log(`model: ${embedder?.id ?? `none (${reason})`}`);

const others = await readSampleNeeds();
const table = new Table({ head: ['from', 'chosen on', 'held out'] });
const sets = await Promise.all(
  [CHOSEN_ON, HELD_OUT].map((vocabulary) =>
    Promise.all(
      SEEDS.map(async (seed) => {
        const planted = plantedNeeds(
          vocabulary,
          Number(options.count ?? 500),
          seed,
          vocabulary === HELD_OUT ? others : [],
        );
        return { planted, needs: await comparablePlanted(planted, profiler, statistics) };
      }),
    ),
  ),
);
for (const from of TRIED) {
  const figures = sets.map((runs) => {
    const values = runs.map(({ planted, needs }) =>
      adjustedRand(
        planted.map((one) => one.planted),
        foundLabels(needs, toEnd(groupNeeds(needs, [], from))),
      ),
    );
    return `${(values.reduce((sum, one) => sum + one, 0) / values.length).toFixed(3)} (${Math.min(...values).toFixed(3)})`;
  });
  table.push([from.toFixed(2), ...figures]);
}
console.log(table.toString());
console.log(
  `mean (least) adjusted Rand index over ${SEEDS.length} draws of ${sets.map(([run]) => run?.planted.length).join(' and ')} needs`,
);

/**
 * real: [model of models/tech-zh-static-384, segmenter, profiler, background terms]; fake: [].
 * 1 planted common needs among 500 needs are found: adjusted Rand index of 0.8 or more, by a threshold chosen on topics,
 *   objects and troubles none of which is among these.
 */
import { expect, it } from '@jest/globals';
import { openEmbedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms, modelsDir, Profiler, Segmenter } from '#engine';
import { groupNeeds, TermStatistics, toEnd } from '#matching';
import { adjustedRand } from '../eval/adjusted-rand.js';
import { plantedNeeds } from '../eval/planted/common-needs.js';
import { HELD_OUT } from '../eval/planted/common-topics.js';
import { comparablePlanted, foundLabels } from '../eval/planted/grouped.js';
import { readSampleNeeds } from '../eval/planted/sample-needs.js';

const LEAST = 0.8;

it('1 planted common needs are found', async () => {
  const { embedder, reason } = await openEmbedder(
    { DATA_DIR: modelsDir(), EMBEDDING_MODEL: 'tech-zh-static-384', MODEL_HUB: undefined },
    modelsDir(),
  );
  if (!embedder) throw new Error(reason ?? 'no embedder and no reason');
  const statistics = new TermStatistics(await loadBackgroundTerms(backgroundTermsFile()));
  const planted = plantedNeeds(HELD_OUT, 500, 20_261_122, await readSampleNeeds());
  expect(planted).toHaveLength(500);
  const needs = await comparablePlanted(planted, new Profiler(new Segmenter(), embedder, statistics), statistics);
  const found = foundLabels(needs, toEnd(groupNeeds(needs)));
  const index = adjustedRand(
    planted.map((one) => one.planted),
    found,
  );
  console.log(`adjusted Rand index of planted common needs: ${index.toFixed(3)}`);
  expect(index).toBeGreaterThanOrEqual(LEAST);
});

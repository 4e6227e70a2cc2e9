import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { openEmbedder } from '#embedding';
import {
  backgroundTermsFile,
  engineVersionFile,
  loadBackgroundTerms,
  loadEngineVersion,
  modelsDir,
  Profiler,
  projectRoot,
  Segmenter,
} from '#engine';
import { engineOf, TermStatistics } from '#matching';
import { readDataSet } from './data-set.js';
import { detection, isDuplicate, PLANTED, plantedPairs, readRewritten } from './planted/planted.js';
import type { PlantedPair } from './planted/planted.js';

/** Thresholds tried on the half they are chosen on. */
const TRIED = Array.from({ length: 61 }, (_one, i) => 0.3 + i / 100);

const { values: options } = parseArgs({ options: { model: { type: 'string' }, worst: { type: 'boolean' } } });
const model = options.model ?? 'tech-zh-static-384';
const samples = (file: string): string => join(projectRoot(), 'samples', file);
const data = await readDataSet(samples('needs.jsonl'), samples('achievements.jsonl'), samples('judgements.tsv'));
const { embedder, reason } = await openEmbedder(
  { DATA_DIR: join(projectRoot(), 'data'), EMBEDDING_MODEL: model, MODEL_HUB: undefined },
  modelsDir(),
);
const statistics = new TermStatistics(await loadBackgroundTerms(backgroundTermsFile()));
const engine = engineOf(await loadEngineVersion(engineVersionFile()), statistics, embedder?.id ?? null);
const profiler = new Profiler(new Segmenter(), embedder, statistics);
const rewritten = await readRewritten(join(projectRoot(), 'test', 'eval', 'planted', 'rewritten.jsonl'));
const started = performance.now();
const pairs = await plantedPairs([...data.needs, ...data.supplies], rewritten, profiler, engine.context);
const half = (which: PlantedPair['half']): PlantedPair[] => pairs.filter((pair) => pair.half === which);
/** The threshold with the best harmonic mean of precision and recall, among pairs of one organization, or of two. */
function bestFrom(sameOrganization: boolean): number {
  const pairsOf = half('chosen').filter((pair) => pair.sameOrganization === sameOrganization);
  const harmonic = (from: number): number => {
    const { precision, recall } = detection(pairsOf, ({ likeness }) => likeness >= from);
    return (2 * precision * recall) / (precision + recall);
  };
  return TRIED.reduce((kept, from) => (harmonic(from) > harmonic(kept) ? from : kept));
}

const three = (value: number): string => value.toFixed(3);
console.log(
  `model: ${embedder?.id ?? `none (${reason})`}; ${pairs.length} pairs in ${Math.round(performance.now() - started)} ms`,
);
console.log(
  `best thresholds on the half they are chosen on: ${bestFrom(false).toFixed(2)}, within one organization ${bestFrom(true).toFixed(2)}`,
);
const halves = new Table({ head: ['half', 'pairs', 'precision', 'recall'] });
for (const which of ['chosen', 'held-out'] as const) {
  const { pairs: count, precision, recall } = detection(half(which));
  halves.push([which, count, three(precision), three(recall)]);
}
console.log(halves.toString());
const kinds = new Table({ head: ['planted', 'duplicates', 'pairs', 'suspected', 'held-out', 'suspected'] });
for (const planted of PLANTED) {
  const all = pairs.filter((pair) => pair.planted === planted);
  const heldOut = all.filter((pair) => pair.half === 'held-out');
  const suspected = (some: PlantedPair[]): number => some.filter((pair) => pair.suspected).length;
  kinds.push([
    planted,
    isDuplicate(planted) ? 'yes' : 'no',
    all.length,
    suspected(all),
    heldOut.length,
    suspected(heldOut),
  ]);
}
console.log(kinds.toString());
if (options.worst) {
  const wrong = pairs.filter(({ planted, suspected }) => isDuplicate(planted) !== suspected);
  for (const { planted, of, likeness } of wrong) console.log(`${planted}\t${of.join('\t')}\t${three(likeness)}`);
}

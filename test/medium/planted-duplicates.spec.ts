/**
 * real: [model, segmenter, samples, paraphrases written by hand]; fake: [].
 * On every eighth sample and all samples that were rewritten by hand (npm run eval:duplicates runs all of them):
 * 1 precision and recall of what is suspected are at least .9 on the half that the thresholds were not chosen on
 * 2 at least nine of ten paraphrases written by hand are found, and no two samples are taken for one
 * 3 a paraphrase is the same text each time, and another one than the record
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
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
import type { AnyRecord } from '#matching';
import { readDataSet } from '../eval/data-set.js';
import { paraphrase } from '../eval/planted/paraphrase.js';
import { detection, plantedPairs, readRewritten } from '../eval/planted/planted.js';
import type { PlantedPair } from '../eval/planted/planted.js';

describe('planted duplicates', () => {
  let records: AnyRecord[];
  let pairs: PlantedPair[];

  beforeAll(async () => {
    const samples = (file: string): string => join(projectRoot(), 'samples', file);
    const data = await readDataSet(samples('needs.jsonl'), samples('achievements.jsonl'), samples('judgements.tsv'));
    const rewritten = await readRewritten(join(projectRoot(), 'test/eval/planted/rewritten.jsonl'));
    const byHand = new Set(rewritten.map(({ of }) => of));
    records = [...data.needs, ...data.supplies].filter(({ id }, i) => i % 8 === 0 || byHand.has(id));
    const { embedder } = await openEmbedder(
      { DATA_DIR: projectRoot(), EMBEDDING_MODEL: 'tech-zh-static-384', MODEL_HUB: undefined },
      modelsDir(),
    );
    const statistics = new TermStatistics(await loadBackgroundTerms(backgroundTermsFile()));
    const engine = engineOf(await loadEngineVersion(engineVersionFile()), statistics, embedder?.id ?? null);
    pairs = await plantedPairs(records, rewritten, new Profiler(new Segmenter(), embedder, statistics), engine.context);
  });

  it('1 precision and recall', () => {
    const { precision, recall } = detection(pairs.filter(({ half }) => half === 'held-out'));
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  it('2 by hand, and among the samples themselves', () => {
    const suspected = (planted: string): boolean[] =>
      pairs.filter((pair) => pair.planted === planted).map((pair) => pair.suspected);
    expect(suspected('rewritten').filter(Boolean).length).toBeGreaterThanOrEqual(0.9 * 32);
    expect(suspected('others').length).toBeGreaterThan(1000);
    expect(suspected('others').filter(Boolean)).toEqual([]);
  });

  it('3 paraphrases', () => {
    for (const record of records) {
      const again = paraphrase(record, true);
      expect(again).toEqual(paraphrase(record, true));
      expect(again.content.description).not.toBe(record.content.description);
    }
  });
});

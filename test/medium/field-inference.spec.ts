/**
 * real: [embedding model, the samples]
 * fake: []
 *
 * 1 asked of each sample supply as if it declared no field, most get one, and it is right as often as it claims
 */
import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { loadEnv } from '#config';
import { openEmbedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms, modelsDir, Profiler, Segmenter } from '#engine';
import { inferField, retrievalVector, technicalFieldPath, TermStatistics } from '#matching';
import type { AchievementContent } from '#matching';

it('1 as right as it claims', async () => {
  const { embedder } = await openEmbedder(loadEnv({}), modelsDir());
  const lines = (await readFile('samples/achievements.jsonl', 'utf8')).trim().split('\n');
  const samples = lines.map((line) => JSON.parse(line) as AchievementContent);
  const profiler = new Profiler(
    new Segmenter(),
    embedder,
    new TermStatistics(await loadBackgroundTerms(backgroundTermsFile())),
  );
  const profiles = await profiler.profile(samples.map((content) => ({ content, contentHash: '' })));
  const vectors = profiles.map(retrievalVector);
  const cosine = (i: number, j: number): number =>
    vectors[i]?.reduce((sum, value, at) => sum + value * (vectors[j]?.[at] ?? 0), 0) ?? 0;
  const guesses = samples.flatMap(({ technicalFields = [] }, i) => {
    const others = samples.map((one, j) => ({ similarity: cosine(i, j), technicalFields: one.technicalFields ?? [] }));
    const guess = inferField(others.filter((_one, j) => j !== i));
    const right = new Set(technicalFields.flatMap(technicalFieldPath));
    return guess ? [{ confidence: guess.confidence, isRight: right.has(guess.value) }] : [];
  });
  const share = (some: typeof guesses): number => some.filter(({ isRight }) => isRight).length / some.length;
  const mean = (some: typeof guesses): number => some.reduce((sum, one) => sum + one.confidence, 0) / some.length;
  expect(guesses.length / samples.length).toBeGreaterThan(0.9);
  expect(share(guesses)).toBeGreaterThan(0.68);
  const bounds = [0.5, 0.65, 0.8, 2];
  for (const [i, least] of bounds.slice(0, -1).entries()) {
    const bin = guesses.filter(({ confidence }) => confidence >= least && confidence < (bounds[i + 1] ?? 0));
    expect(bin.length).toBeGreaterThan(30);
    // Two standard errors of a share of the smallest bin are 0.12.
    expect(share(bin)).toBeGreaterThan(mean(bin) - 0.12);
  }
});

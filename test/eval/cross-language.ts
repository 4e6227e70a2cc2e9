import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbedder } from '#embedding';
import { backgroundTermsFile, loadBackgroundTerms, modelsDir, Profiler, projectRoot, Segmenter } from '#engine';
import { dot, retrievalVector, TermStatistics } from '#matching';
import type { RecordContent } from '#matching';
import { readDataSet } from './data-set.js';
import { readRewritten } from './planted/planted.js';
import { learnTerms } from './planted/term-list.js';

/**
 * How high an English version of a sample finds that sample among all Chinese ones (en→zh), and how high it is found by
 * the sample among them (zh→en), by the embeddings; with `--terms FILE` (Chinese<TAB>English lines) also with the
 * English text put into Chinese terms learned from that file.
 */
const { values: options } = parseArgs({ options: { terms: { type: 'string' } } });
const samples = (file: string): string => join(projectRoot(), 'samples', file);
const data = await readDataSet(samples('needs.jsonl'), samples('achievements.jsonl'), samples('judgements.tsv'));
const settings = { DATA_DIR: projectRoot(), EMBEDDING_MODEL: 'tech-zh-static-384', MODEL_HUB: undefined };
const { embedder } = await openEmbedder(settings, modelsDir());
const segmenter = new Segmenter();
const profiler = new Profiler(
  segmenter,
  embedder,
  new TermStatistics(await loadBackgroundTerms(backgroundTermsFile())),
);

async function vectorsOf(contents: readonly RecordContent[]): Promise<Float32Array[]> {
  const profiles = await profiler.profile(contents.map((content) => ({ content, contentHash: '' })));
  return profiles.map((profile) => retrievalVector(profile) ?? new Float32Array(embedder?.dimensions ?? 0));
}

const records = [...data.needs, ...data.supplies];
const chinese = await vectorsOf(records.map(({ content }) => content));
const english = await readRewritten(join(projectRoot(), 'test', 'eval', 'planted', 'english.jsonl'));
const twinOf = english.map(({ of }) => records.findIndex(({ id }) => id === of));

function report(name: string, vectors: readonly Float32Array[]): void {
  const sameKind = (a: number, b: number): boolean => records[a]?.kind === records[b]?.kind;
  const ranks = { 'en→zh': [] as number[], 'zh→en': [] as number[] };
  for (const [i, twin] of twinOf.entries()) {
    const own = dot(vectors[i]!, chinese[twin]!);
    const better = (one: Float32Array, other: Float32Array): number => (dot(one, other) >= own ? 1 : 0);
    const others = chinese.filter((_one, j) => j !== twin && sameKind(j, twin));
    const otherEnglish = vectors.filter((_one, k) => k !== i && sameKind(twinOf[k]!, twin));
    ranks['en→zh'].push(1 + others.reduce((sum, one) => sum + better(vectors[i]!, one), 0));
    ranks['zh→en'].push(1 + [...others, ...otherEnglish].reduce((sum, one) => sum + better(chinese[twin]!, one), 0));
  }
  for (const [direction, all] of Object.entries(ranks)) {
    const mean = (values: number[]): string => (values.reduce((sum, one) => sum + one, 0) / values.length).toFixed(3);
    const found = mean(all.map((rank) => (rank <= 10 ? 1 : 0)));
    console.log(`${direction}  ${name.padEnd(14)} Recall@10 ${found}  MRR ${mean(all.map((rank) => 1 / rank))}`);
  }
}

report('as it is', await vectorsOf(english.map(({ title, description }) => ({ title, description }))));
if (options.terms) {
  const terms = learnTerms(await readFile(options.terms, 'utf8'), (text) => segmenter.words(text));
  const put = english.map(({ title, description }) => ({
    title: terms.translate(title).join('') || title,
    description: terms.translate(`${title}\n${description}`).join('，'),
  }));
  report('Chinese terms', await vectorsOf(put));
}

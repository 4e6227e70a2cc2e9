import type { Embedder } from '#embedding';
import { declaredTags, languageOf, quoterOf, ruleTags, textsOf, uniqueTags } from '#matching';
import type { Profile, RecordContent, Tag, TermStatistics } from '#matching';
import type { Segmenter } from './segmenter.js';

/** Keywords the engine finds by itself per record. */
const RULE_KEYWORDS = 8;

export interface ToProfile {
  content: RecordContent;
  contentHash: string;
}

/** Record → profile: words, language, tags with their source, vectors. */
export class Profiler {
  constructor(
    private readonly segmenter: Segmenter,
    private readonly embedder: Embedder | null,
    private readonly background: TermStatistics,
  ) {}

  /** Profiles in the order given; texts of all records are embedded together. */
  async profile(records: readonly ToProfile[]): Promise<Profile[]> {
    const texts = records.map(({ content }) => textsOf(content));
    const vectors = await this.embed(texts.flatMap(({ title, body }) => [title, body]));
    return records.map(({ content, contentHash }, i) => {
      const { title = '', body = '' } = texts[i] ?? {};
      const titleWords = this.segmenter.words(title);
      const bodyWords = this.segmenter.words(body);
      return {
        contentHash,
        language: languageOf(`${title}\n${body}`),
        titleWords,
        bodyWords,
        tags: this.tagsOf(content, titleWords, bodyWords),
        tagEdits: [],
        tagRevision: 0,
        model: this.embedder?.id ?? null,
        titleVector: vectors[2 * i] ?? null,
        bodyVector: vectors[2 * i + 1] ?? null,
      };
    });
  }

  /** Null for every text without a model, and for texts the model knows nothing of. */
  private async embed(texts: readonly string[]): Promise<(Float32Array | null)[]> {
    if (!this.embedder) return texts.map(() => null);
    const filled = texts.flatMap((text, i) => (text.trim() === '' ? [] : [i]));
    const found = await this.embedder.embed(filled.map((i) => texts[i] ?? ''));
    const vectors: (Float32Array | null)[] = texts.map(() => null);
    filled.forEach((i, row) => {
      const vector = found[row];
      if (vector?.some((value) => value !== 0)) vectors[i] = vector;
    });
    return vectors;
  }

  /** Declared, read by rules, and telling words; those of other records and of the owner's edits come later. */
  tagsOf(content: RecordContent, titleWords: readonly string[], bodyWords: readonly string[]): Tag[] {
    return uniqueTags([
      ...declaredTags(content),
      ...ruleTags(content),
      ...this.tellingWords(content, titleWords, bodyWords),
    ]);
  }

  /** The words a record leans on most, where they first stand: frequency times telling power, title words twice. */
  private tellingWords(content: RecordContent, titleWords: readonly string[], bodyWords: readonly string[]): Tag[] {
    const counts = new Map<string, number>();
    for (const word of [...titleWords, ...titleWords, ...bodyWords]) {
      if (!/^\d/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const weighed = [...counts]
      .map(([value, count]) => ({ value, weight: count * this.background.weight(value) }))
      .sort((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1))
      .slice(0, RULE_KEYWORDS);
    const most = weighed[0]?.weight ?? 1;
    const quoteOf = quoterOf(content);
    return weighed.flatMap(({ value, weight }): Tag[] => {
      const quote = quoteOf(value);
      const confidence = Math.round((weight / most) * 100) / 100;
      return quote ? [{ kind: 'keyword', value: quote.text, source: 'rule', confidence, span: quote.span }] : [];
    });
  }
}

import { createHash } from 'node:crypto';
import { hashOf } from './term-hash.js';

/** How many documents of a collection hold each term (characters, bigrams and words share one table). */
export interface TermCounts {
  documents: number;
  counts: ReadonlyMap<string, number>;
}

/** The background weighs as much as this many documents, so that a city's own records soon speak louder. */
const BACKGROUND_DOCUMENTS = 500;

/**
 * Weights by hash, open addressing: texts are weighed by millions of terms, and a Map of strings takes ten times as long. A
 * weight stands beside its hash, 16 bytes for both, so that a look at a term waits for memory once.
 */
interface Table {
  /** Of place i: the third of the four numbers from 4 i. */
  hashes: Uint32Array;
  /** Of place i: the first of the two numbers from 2 i. */
  weights: Float64Array;
  mask: number;
}

/**
 * Telling power of terms: the counts of a shipped background collection, plus those of a snapshot of the platform's
 * own supplies. A snapshot is immutable and part of the engine digest, so a pairing's score depends on its two
 * records and the digest alone.
 */
export class TermStatistics {
  private digested: string | null = null;
  private readonly scale: number;
  private readonly documents: number;
  private readonly unseen: number;
  private table: Table | null = null;

  constructor(
    private readonly background: TermCounts,
    private readonly snapshot: TermCounts | null = null,
  ) {
    this.scale = background.documents > 0 ? BACKGROUND_DOCUMENTS / background.documents : 0;
    this.documents = BACKGROUND_DOCUMENTS + (snapshot?.documents ?? 0);
    this.unseen = this.idf(0);
  }

  /** Of all counts. */
  get digest(): string {
    return (this.digested ??= digestOf(this.background, this.snapshot));
  }

  /** Inverse document frequency in nats, always above 0. */
  weight(term: string): number {
    return this.weightOf(hashOf(term));
  }

  /** The same of a term by its hash. */
  weightOf(hash: number): number {
    this.table ??= this.tableOfWeights();
    const { hashes, weights, mask } = this.table;
    let at = hash & mask;
    for (; weights[at << 1] !== 0; at = (at + 1) & mask) if (hashes[(at << 2) + 2] === hash) return weights[at << 1]!;
    return this.unseen;
  }

  /** Whether the shipped background has it: a word of the language, and not what somebody is called. */
  isOrdinary(term: string): boolean {
    return this.background.counts.has(term);
  }

  private idf(documents: number): number {
    return Math.log((this.documents + 1) / (documents + 0.5));
  }

  /** At most half full. */
  private tableOfWeights(): Table {
    const terms = this.background.counts.size + (this.snapshot?.counts.size ?? 0);
    const size = 2 ** Math.ceil(Math.log2(2 * terms + 2));
    const memory = new ArrayBuffer(16 * size);
    const table = { hashes: new Uint32Array(memory), weights: new Float64Array(memory), mask: size - 1 };
    const put = (term: string): void => {
      const hash = hashOf(term);
      let at = hash & table.mask;
      while (table.weights[at << 1] !== 0 && table.hashes[(at << 2) + 2] !== hash) at = (at + 1) & table.mask;
      const df = (this.background.counts.get(term) ?? 0) * this.scale + (this.snapshot?.counts.get(term) ?? 0);
      table.hashes[(at << 2) + 2] = hash;
      // Of two terms with one hash the commoner counts, whichever came first.
      table.weights[at << 1] = Math.min(table.weights[at << 1] || Infinity, this.idf(df));
    };
    for (const term of this.background.counts.keys()) put(term);
    for (const term of this.snapshot?.counts.keys() ?? []) put(term);
    return table;
  }
}

/** Counts the documents each term occurs in. Each document is given as its terms, repeats allowed. */
export function countTerms(documents: Iterable<Iterable<string>>, atLeast = 1): TermCounts {
  const counts = new Map<string, number>();
  let total = 0;
  for (const document of documents) {
    total++;
    for (const term of new Set(document)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  if (atLeast > 1) for (const [term, count] of counts) if (count < atLeast) counts.delete(term);
  return { documents: total, counts };
}

function digestOf(...parts: (TermCounts | null)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(`${part?.documents ?? '-'}\n`);
    for (const [term, count] of [...(part?.counts ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${term}\t${count}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

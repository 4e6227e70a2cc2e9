import { createHash } from 'node:crypto';

/** How many documents of a collection hold each term (characters, bigrams and words share one table). */
export interface TermCounts {
  documents: number;
  counts: ReadonlyMap<string, number>;
}

/** The background weighs as much as this many documents, so that a city's own records soon speak louder. */
const BACKGROUND_DOCUMENTS = 500;

/**
 * Telling power of terms: the counts of a shipped background collection, plus those of a snapshot of the platform's
 * own supplies. A snapshot is immutable and part of the engine digest, so a pairing's score depends on its two
 * records and the digest alone.
 */
export class TermStatistics {
  readonly digest: string;
  private readonly scale: number;
  private readonly documents: number;

  constructor(
    private readonly background: TermCounts,
    private readonly snapshot: TermCounts | null = null,
  ) {
    this.scale = background.documents > 0 ? BACKGROUND_DOCUMENTS / background.documents : 0;
    this.documents = BACKGROUND_DOCUMENTS + (snapshot?.documents ?? 0);
    this.digest = digestOf(background, snapshot);
  }

  /** Inverse document frequency in nats, always above 0. */
  weight(term: string): number {
    const df = (this.background.counts.get(term) ?? 0) * this.scale + (this.snapshot?.counts.get(term) ?? 0);
    return Math.log((this.documents + 1) / (df + 0.5));
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

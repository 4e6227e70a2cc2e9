import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { TermCounts } from '#matching';

interface Stored {
  documents: number;
  /** Terms by how many documents hold them, so that each number stands once. */
  byCount: Record<string, string[]>;
}

/** Reads the shipped counts of characters, bigrams and words (models/background-terms/README.md). */
export async function loadBackgroundTerms(file: string): Promise<TermCounts> {
  const { documents, byCount } = JSON.parse(gunzipSync(await readFile(file)).toString('utf8')) as Stored;
  const counts = new Map<string, number>();
  for (const [count, terms] of Object.entries(byCount)) for (const term of terms) counts.set(term, Number(count));
  return { documents, counts };
}

export async function saveBackgroundTerms(file: string, { documents, counts }: TermCounts): Promise<void> {
  const byCount: Stored['byCount'] = {};
  for (const [term, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) (byCount[count] ??= []).push(term);
  await writeFile(file, gzipSync(JSON.stringify({ documents, byCount }), { level: 9 }));
}

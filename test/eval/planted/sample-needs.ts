import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#engine';
import type { NeedContent } from '#matching';

/** Title, description and industries of every sample need: no two of them ask for the same. */
export async function readSampleNeeds(): Promise<NeedContent[]> {
  const files = ['needs.jsonl', 'needs-without-supply.jsonl'].map((name) => join(projectRoot(), 'samples', name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').filter((line) => line.trim() !== ''))
    .map((line) => {
      const { title, description, industries } = JSON.parse(line) as NeedContent;
      return { title, description, ...(industries ? { industries } : {}) };
    });
}

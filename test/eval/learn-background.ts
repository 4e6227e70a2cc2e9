/**
 * Counts, over a collection of science and technology texts, how many documents hold each character, bigram and word,
 * and writes models/background-terms/terms.json.gz.
 *
 *   npm run learn-background -- FILE.jsonl.gz     lines of {"title_zh","abstract_zh",…} or {"title","description"}
 */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { backgroundTermsFile, saveBackgroundTerms, Segmenter } from '#engine';
import { bigramsOf, charactersOf, countTerms, normalize } from '#matching';

/** Terms in fewer documents weigh as much as unseen ones; the file stays small. */
const LEAST_DOCUMENTS = 15;

const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: npm run learn-background -- FILE.jsonl.gz');
const bytes = await readFile(file);
const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split('\n');
const segmenter = new Segmenter();

function* documents(): Generator<string[]> {
  for (const line of lines) {
    const { title_zh, abstract_zh, title, description } = JSON.parse(line) as Record<string, string | undefined>;
    const text = normalize([title_zh ?? title, abstract_zh ?? description].join('\n'));
    yield [...charactersOf(text), ...bigramsOf(text), ...segmenter.words(text)];
  }
}

const counted = countTerms(documents(), LEAST_DOCUMENTS);
await saveBackgroundTerms(backgroundTermsFile(), counted);
console.log(`${counted.documents} documents, ${counted.counts.size} terms → ${backgroundTermsFile()}`);

import type { Quote } from '../evidence.js';
import { textFieldsOf } from '../records.js';
import type { RecordContent } from '../records.js';
import { locate } from '../signals/shared-phrases.js';
import type { NormalizedField } from '../signals/signal.js';
import { normalize, normalizeWithOffsets } from '../text/normalize.js';

/**
 * Finds the stored text of a record that first uses some words, whatever their case and width; null where none does. The
 * record is read once, when first asked, however many words are looked for.
 */
export function quoterOf(content: RecordContent): (words: string) => Quote | null {
  const fields = textFieldsOf(content);
  let normalized: NormalizedField[] | null = null;
  return (words) => {
    normalized ??= fields.map(({ path, text }) => ({ path, ...normalizeWithOffsets(text) }));
    const span = locate(normalize(words), normalized);
    const text = span && fields.find(({ path }) => path === span.path)?.text.slice(span.start, span.end);
    return span && text ? { text, span } : null;
  };
}

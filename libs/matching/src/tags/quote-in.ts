import type { Quote } from '../evidence.js';
import { textFieldsOf } from '../records.js';
import type { RecordContent } from '../records.js';
import { locate } from '../signals/shared-phrases.js';
import { normalize, normalizeWithOffsets } from '../text/normalize.js';

/** The stored text of a record that first uses these words, whatever their case and width; null where none does. */
export function quoteIn(content: RecordContent, words: string): Quote | null {
  const fields = textFieldsOf(content);
  const span = locate(
    normalize(words),
    fields.map(({ path, text }) => ({ path, ...normalizeWithOffsets(text) })),
  );
  const text = span && fields.find(({ path }) => path === span.path)?.text.slice(span.start, span.end);
  return span && text ? { text, span } : null;
}

import type { RecordContent } from '../records.js';
import { quoterOf } from './quoter.js';
import type { Tag, TagEdit, TagKind } from './tag.js';
import { tagKey } from './tag-key.js';

/**
 * The tags as the owner wants them: a removed one stays away although a rule finds it again, an added or confirmed one
 * stays although none does.
 */
export function withTagEdits(tags: readonly Tag[], edits: readonly TagEdit[], content: RecordContent): Tag[] {
  if (edits.length === 0) return [...tags];
  const said = new Map(edits.map((edit) => [tagKey(edit), edit]));
  const kept = tags.flatMap((tag): Tag[] => {
    const edit = said.get(tagKey(tag))?.edit;
    if (edit === 'removed') return [];
    return [edit === undefined || tag.source === 'declared' ? tag : declared(tag, edit)];
  });
  const present = new Set(kept.map(tagKey));
  const missing = edits.filter((edit) => edit.edit !== 'removed' && !present.has(tagKey(edit)));
  if (missing.length === 0) return kept;
  const quoteOf = quoterOf(content);
  const isCode = (kind: TagKind): boolean => kind === 'technical-field' || kind === 'industry';
  return [
    ...kept,
    ...missing.map(({ kind, value, edit }) =>
      declared(
        { kind, value, span: isCode(kind) ? null : (quoteOf(value)?.span ?? null) },
        edit === 'confirmed' ? 'confirmed' : 'added',
      ),
    ),
  ];
}

const declared = (tag: Pick<Tag, 'kind' | 'value' | 'span'>, edit: 'added' | 'confirmed'): Tag => ({
  kind: tag.kind,
  value: tag.value,
  source: 'declared',
  confidence: 1,
  span: tag.span,
  edit,
});

/** Declared values of a kind as the owner's edits leave them; the same array where none of them is touched. */
export function editedValues(values: readonly string[], kind: TagKind, edits: readonly TagEdit[]): readonly string[] {
  const own = edits.filter((edit) => edit.kind === kind);
  if (own.length === 0) return values;
  const keyOf = (value: string): string => tagKey({ kind, value });
  const removed = new Set(own.filter(({ edit }) => edit === 'removed').map(tagKey));
  const kept = values.filter((value) => !removed.has(keyOf(value)));
  const known = new Set(kept.map(keyOf));
  return [...kept, ...own.filter((one) => one.edit !== 'removed' && !known.has(tagKey(one))).map(({ value }) => value)];
}

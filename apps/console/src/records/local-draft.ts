import type { AnyContent, RecordKind } from '../api/views.js';

/** What was typed and not yet sent, kept in this browser. */
export interface LocalDraft {
  content: Partial<AnyContent>;
  /** ISO 8601 */
  keptAt: string;
}

const keyOf = (kind: RecordKind, id: string | null): string => `duijie.draft.${kind}.${id ?? 'new'}`;

export function keepDraft(kind: RecordKind, id: string | null, content: Partial<AnyContent>): string | null {
  const keptAt = new Date().toISOString();
  try {
    localStorage.setItem(keyOf(kind, id), JSON.stringify({ content, keptAt }));
    return keptAt;
  } catch {
    return null;
  }
}

export function keptDraft(kind: RecordKind, id: string | null): LocalDraft | null {
  try {
    const kept = localStorage.getItem(keyOf(kind, id));
    return kept === null ? null : (JSON.parse(kept) as LocalDraft);
  } catch {
    return null;
  }
}

export function dropDraft(kind: RecordKind, id: string | null): void {
  try {
    localStorage.removeItem(keyOf(kind, id));
  } catch {
    // Nothing was kept either.
  }
}

import { blindOf } from '../blind/blind.js';
import type { NamedOrganization } from '../blind/blind.js';
import { HIDDEN } from '../blind/hide.js';
import type { RecordContent } from '../records.js';
import { normalize } from '../text/normalize.js';
import type { TagEdit } from './tag.js';

/**
 * The edits of a record open on request that everyone may see: none that names what its blind summary hides, be it by
 * itself or by a piece of what is hidden there. Removals name nothing that is shown.
 */
export function blindTagEdits(
  edits: readonly TagEdit[],
  content: RecordContent,
  organization: NamedOrganization,
): TagEdit[] {
  if (edits.length === 0) return [];
  const values = edits.map(({ value }) => value);
  // As keywords of the record they are read with all the names it holds.
  const blind = blindOf({ ...content, keywords: values, keywordsEn: [] }, organization).content;
  const hidden = hiddenIn(content, organization);
  return edits.filter(({ value, edit }, i) => {
    if (edit === 'removed') return true;
    const plain = plainOf(value);
    return blind.keywords?.[i] === value && !hidden.some((name) => plain.includes(name) || name.includes(plain));
  });
}

const STRETCH = new RegExp(`${HIDDEN}+`, 'g');

/** Every text the blind summary leaves out, and of those it shows in part, every stretch it hides. */
function hiddenIn(content: RecordContent, organization: NamedOrganization): string[] {
  const shown = new Map(textsIn(blindOf(content, organization).content));
  return textsIn(content)
    .flatMap(([path, text]) => {
      const rest = shown.get(path);
      if (rest === text) return [];
      const stretches = [...(rest ?? '').matchAll(STRETCH)];
      return stretches.length === 0
        ? [text]
        : stretches.map(({ 0: run, index }) => text.slice(index, index + run.length));
    })
    .map(plainOf)
    .filter((text) => text.length >= 2);
}

/** Every text of a record, of whatever field, with its path. */
function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, `${path}/${key}`));
}

const plainOf = (text: string): string => normalize(text).replace(/[\s-]+/g, '');

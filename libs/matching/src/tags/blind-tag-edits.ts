import { blindOf } from '../blind/blind.js';
import type { NamedOrganization } from '../blind/blind.js';
import { HIDDEN } from '../blind/hide.js';
import type { RecordContent } from '../records.js';
import { textFieldsOf } from '../records.js';
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

/** Every stretch of text that the blind summary hides, and every text it leaves out. */
function hiddenIn(content: RecordContent, organization: NamedOrganization): string[] {
  const shown = new Map(textFieldsOf(blindOf(content, organization).content).map(({ path, text }) => [path, text]));
  const stretches = textFieldsOf(content).flatMap(({ path, text }) =>
    [...(shown.get(path) ?? '').matchAll(new RegExp(`${HIDDEN}+`, 'g'))].map(({ 0: run, index }) =>
      text.slice(index, index + run.length),
    ),
  );
  const { source, contact } = content;
  const leftOut = 'awards' in content ? (content.awards ?? []) : [];
  return [...stretches, ...leftOut, source, contact?.name, contact?.phone, contact?.email]
    .map((text) => plainOf(text ?? ''))
    .filter((text) => text.length >= 2);
}

const plainOf = (text: string): string => normalize(text).replace(/[\s-]+/g, '');

import type { AnyContent, RecordContent } from '../records.js';
import { HIDDEN } from '../blind/hide.js';
import type { Tag, TagKind } from './tag.js';
import { uniqueTags } from './tag-key.js';

/** Of every kind. What a facility has and a service delivers is prose: rules find the labels in it. */
const FIELDS = [
  ['technicalFields', 'technical-field'],
  ['industries', 'industry'],
  ['keywords', 'keyword'],
  ['keywordsEn', 'keyword'],
  ['applicationFields', 'application'],
  ['indicators', 'indicator'],
] as const satisfies readonly (readonly [keyof AnyContent, TagKind])[];

/** What the poster declared as a label, each pointing at its field. What a blind summary hides is no label. */
export function declaredTags(content: RecordContent): Tag[] {
  const all: AnyContent = content;
  const tags = FIELDS.flatMap(([field, kind]) =>
    (all[field] ?? []).map((value, i): Tag => ({
      kind,
      value,
      source: 'declared',
      confidence: 1,
      span: { path: `/${field}/${i}`, start: 0, end: value.length },
    })),
  );
  return uniqueTags(tags.filter(({ value }) => value.trim() !== '' && !value.includes(HIDDEN)));
}

import { normalize } from '../text/normalize.js';
import type { Tag } from './tag.js';

/** Two tags with the same key are the same tag: case, width and spaces do not tell them apart. */
export const tagKey = ({ kind, value }: Pick<Tag, 'kind' | 'value'>): string =>
  `${kind} ${normalize(value).replace(/\s+/g, '')}`;

/** Of tags that say the same the first stays. */
export function uniqueTags(tags: readonly Tag[]): Tag[] {
  const known = new Map<string, Tag>();
  for (const tag of tags) if (!known.has(tagKey(tag))) known.set(tagKey(tag), tag);
  return [...known.values()];
}

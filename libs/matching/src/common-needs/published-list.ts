import { contentHash } from '../content-hash.js';

/** A common need as everyone may read it: no enterprise, brand or patent is named. */
export interface PublishedCommonNeed {
  id: string;
  title: string;
  description: string;
  /** GB/T 4754; null where nobody stated one. */
  industry: string | null;
  /** Different enterprises that ask for it, and needs they posted. */
  enterprises: number;
  needs: number;
}

/** In the order of their ids, so that the same list has the same digest. */
export const listOf = (items: readonly PublishedCommonNeed[]): PublishedCommonNeed[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

/** SHA-256 of a published list: anyone can make it again from the JSON with sorted keys. */
export const listDigest = (items: readonly PublishedCommonNeed[]): string => contentHash(items);

export const COMPARED_FIELDS = ['title', 'description', 'industry', 'enterprises', 'needs'] as const;

export interface CommonNeedListComparison {
  added: PublishedCommonNeed[];
  removed: PublishedCommonNeed[];
  changed: {
    id: string;
    fields: (typeof COMPARED_FIELDS)[number][];
    from: PublishedCommonNeed;
    to: PublishedCommonNeed;
  }[];
}

/** What the later of two lists has anew, no longer, and otherwise. */
export function comparePublished(
  from: readonly PublishedCommonNeed[],
  to: readonly PublishedCommonNeed[],
): CommonNeedListComparison {
  const [before, after] = [new Map(from.map((one) => [one.id, one])), new Map(to.map((one) => [one.id, one]))];
  return {
    added: to.filter(({ id }) => !before.has(id)),
    removed: from.filter(({ id }) => !after.has(id)),
    changed: to.flatMap((later) => {
      const earlier = before.get(later.id);
      const fields = earlier ? COMPARED_FIELDS.filter((field) => earlier[field] !== later[field]) : [];
      return earlier && fields.length > 0 ? [{ id: later.id, fields, from: earlier, to: later }] : [];
    }),
  };
}

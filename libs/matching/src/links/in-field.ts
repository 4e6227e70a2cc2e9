import { industryPath } from '../codes/industry.js';
import { technicalFieldPath } from '../codes/technical-field.js';
import type { AnyProfiled } from '../profile.js';
import { editedValues } from '../tags/tag-edits.js';

/** How the codes of two records lie to each other; `unknown` where there is no tree on which both have one. */
export type FieldRelation = 'shared' | 'apart' | 'unknown';

interface Tree {
  codesOf: (profiled: AnyProfiled) => readonly string[];
  pathOf: (code: string) => string[];
  /** Levels from the root that say something: all manufacturing is in section C. */
  least: number;
}

/** Declared by the owner, or else as the profile understood it. */
const codesIn =
  (kind: 'technical-field' | 'industry', declared: (one: AnyProfiled) => readonly string[] | undefined) =>
  (one: AnyProfiled): readonly string[] => {
    const own = editedValues(declared(one) ?? [], kind, one.profile.tagEdits);
    return own.length > 0 ? own : one.profile.tags.filter((tag) => tag.kind === kind).map(({ value }) => value);
  };

const TREES: readonly Tree[] = [
  {
    codesOf: codesIn('technical-field', ({ record }) => record.content.technicalFields),
    pathOf: technicalFieldPath,
    least: 1,
  },
  { codesOf: codesIn('industry', ({ record }) => record.content.industries), pathOf: industryPath, least: 2 },
];

/**
 * Whether two records are in the same field: they share a technical field or an industry when a code of one is, or lies
 * within, a code of the other (4.3 within 4, C3841 within C38), a whole section of industry (all manufacturing) aside.
 */
export function fieldRelation(one: AnyProfiled, other: AnyProfiled): FieldRelation {
  let relation: FieldRelation = 'unknown';
  for (const { codesOf, pathOf, least } of TREES) {
    const [mine, theirs] = [codesOf(one).map(pathOf), codesOf(other).map(pathOf)];
    if (mine.length === 0 || theirs.length === 0) continue;
    if (mine.some((a) => theirs.some((b) => isWithin(a, b, least)))) return 'shared';
    relation = 'apart';
  }
  return relation;
}

function isWithin(a: readonly string[], b: readonly string[], least: number): boolean {
  const depth = Math.min(a.length, b.length);
  return depth >= least && a.slice(0, depth).every((step, i) => step === b[i]);
}

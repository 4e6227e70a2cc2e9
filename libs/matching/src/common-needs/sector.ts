import { technicalFieldPath } from '../codes/technical-field.js';
import { industryPath } from '../codes/industry.js';
import type { ProfiledNeed } from '../profile.js';
import type { Tag } from '../tags/tag.js';

/**
 * What says in which industry a need, or a group of needs, asks: divisions of GB/T 4754 (such as C38), and for those
 * without one their technical fields. Ascending; an empty list is silence.
 */
export interface Sector {
  divisions: readonly string[];
  fields: readonly string[];
}

export const divisionOf = (industry: string): string | null =>
  industryPath(industry).find((step) => step.length === 3) ?? null;

/** Of the profile's tags: whatever the poster declared silences what a rule found, and a guess of the model keeps none apart. */
export function sectorOf({ profile }: ProfiledNeed): Sector {
  const divisions = tagged(profile.tags, 'industry').flatMap((code) => divisionOf(code) ?? []);
  return { divisions: distinct(divisions), fields: distinct(tagged(profile.tags, 'technical-field')) };
}

function tagged(tags: readonly Tag[], kind: Tag['kind']): string[] {
  const ofKind = tags.filter((tag) => tag.kind === kind && tag.source !== 'model');
  const declared = ofKind.filter(({ source }) => source === 'declared');
  return (declared.length > 0 ? declared : ofKind).map(({ value }) => value);
}

/** Whether two are of one industry: by divisions where both have one, else by fields; silence on one side excludes nothing. */
export function mayMeet(a: Sector, b: Sector): boolean {
  if (a.divisions.length > 0 && b.divisions.length > 0) return a.divisions.some((one) => b.divisions.includes(one));
  if (a.fields.length === 0 || b.fields.length === 0) return true;
  return a.fields.some((one) => b.fields.some((other) => isOnePath(one, other)));
}

/** The sector of two together, or null where they are of different industries. */
export function together(a: Sector, b: Sector): Sector | null {
  if (!mayMeet(a, b)) return null;
  const coded = a.divisions.length > 0 && b.divisions.length > 0;
  const divisions = coded ? a.divisions.filter((one) => b.divisions.includes(one)) : [...a.divisions, ...b.divisions];
  return { divisions, fields: distinct([...a.fields, ...b.fields]) };
}

const isOnePath = (a: string, b: string): boolean =>
  technicalFieldPath(a).includes(b) || technicalFieldPath(b).includes(a);
const distinct = (codes: readonly string[]): string[] => [...new Set(codes)].sort();

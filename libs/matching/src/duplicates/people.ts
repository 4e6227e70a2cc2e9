import type { AnyContent } from '../records.js';

const plain = (name: string): string => name.replace(/\s/g, '').toLowerCase();

/**
 * Whether two records are of different people: colleagues describe the same work in the same words. An ORCID decides where
 * both state one, else the name; a blind summary states neither and contradicts nothing.
 */
export function peopleContradict(a: AnyContent, b: AnyContent): boolean {
  if (a.orcid !== undefined && b.orcid !== undefined) return a.orcid !== b.orcid;
  return a.name !== undefined && b.name !== undefined && plain(a.name) !== plain(b.name);
}

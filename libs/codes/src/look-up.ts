import { codeTable } from './code-kinds.js';
import type { CodeEntry, CodeKind, CodeTable } from './code-kinds.js';

export interface CodeName {
  code: string;
  zh: string;
  en: string | null;
}
/** An entry as pickers and pages show it. */
export interface FoundCode extends CodeName {
  /** The code whose name this is: itself, or the nearest above that the table names (C3841 by C38). */
  namedBy: string;
  /** What lies above, topmost first. */
  within: CodeName[];
  children: number;
  retired: boolean;
  lastListed: string | null;
  became: CodeName | null;
}
export interface FoundCodes {
  items: FoundCode[];
  /** Whether there are more than `limit`. */
  more: boolean;
}

/** Codes by their code: each that may be used, in the order asked; others are left out. */
export const describeCodes = (kind: CodeKind, codes: readonly string[]): FoundCode[] =>
  codes.flatMap((code) => describe(codeTable(kind), code) ?? []);

/** What lies directly below a code, or at the top; without what is no longer used. */
export function childCodes(kind: CodeKind, parent: string | null, limit: number): FoundCodes {
  const table = codeTable(kind);
  const below = [...table.entries.values()].filter(
    (entry) => entry.parent === parent && !entry.hidden && !entry.retired,
  );
  return taken(
    below.map(({ code }) => code),
    table,
    limit,
  );
}

/**
 * Codes that begin as `q`, or whose name holds it: exact codes first, then beginnings of codes, of names, then the rest;
 * what is no longer used last; ties by code. A code below what the table names is found by itself.
 * @param parent only what lies below this code
 */
export function searchCodes(kind: CodeKind, q: string, parent: string | null, limit: number): FoundCodes {
  const table = codeTable(kind);
  const sought = q.trim().toLowerCase();
  const isBelow = (code: string): boolean => parent === null || table.pathOf(code).includes(parent);
  const found = [...table.entries.values()]
    .flatMap((entry) => {
      const place = entry.hidden ? null : placeOf(entry, sought);
      return place === null || !isBelow(entry.code) ? [] : [{ code: entry.code, place }];
    })
    .sort((a, b) => a.place - b.place || (a.code < b.code ? -1 : 1))
    .map(({ code }) => code);
  const itself = q.trim().toUpperCase();
  const unnamed = !table.entries.has(itself) && table.isValid(itself) && isBelow(itself) ? [itself] : [];
  return taken([...unnamed, ...found], table, limit);
}

function placeOf({ code, zh, en, retired }: CodeEntry, sought: string): number | null {
  const own = code.toLowerCase();
  const places = [own === sought, own.startsWith(sought), zh.startsWith(sought), wordsOf(zh, en).includes(sought)];
  const place = places.indexOf(true);
  return place < 0 ? null : place + (retired && place > 0 ? places.length : 0);
}

const wordsOf = (zh: string, en: string | null): string => `${zh} ${en ?? ''}`.toLowerCase();

const taken = (codes: readonly string[], table: CodeTable, limit: number): FoundCodes => ({
  items: codes.slice(0, limit).flatMap((code) => describe(table, code) ?? []),
  more: codes.length > limit,
});

function describe(table: CodeTable, code: string): FoundCode | null {
  if (!table.isValid(code) && !table.entries.has(code)) return null;
  const path = table.pathOf(code);
  const entry = [...path].reverse().flatMap((step) => table.entries.get(step) ?? [])[0];
  if (!entry) return null;
  const { zh, en, retired, lastListed } = entry;
  const named = (step: string): CodeName[] => {
    const one = table.entries.get(step);
    return one ? [{ code: one.code, zh: one.zh, en: one.en }] : [];
  };
  return {
    ...{ code, zh, en, namedBy: entry.code, retired, lastListed },
    within: path.filter((step) => step !== code && step !== entry.code).flatMap(named),
    children: childrenOf(table).get(code) ?? 0,
    became: entry.became === null ? null : (named(entry.became)[0] ?? null),
  };
}

const counted = new WeakMap<CodeTable, ReadonlyMap<string, number>>();
function childrenOf(table: CodeTable): ReadonlyMap<string, number> {
  const known = counted.get(table);
  if (known) return known;
  const counts = new Map<string, number>();
  for (const { parent, hidden, retired } of table.entries.values()) {
    if (parent !== null && !hidden && !retired) counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  counted.set(table, counts);
  return counts;
}

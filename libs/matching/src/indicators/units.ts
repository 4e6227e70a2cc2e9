import Qty from 'js-quantities';
import { ATOMS, NOT_BEFORE, TEMPERATURES } from './unit-symbols.js';

/** A unit as written, understood: `value × factor + offset` is the value in base units of its dimension. */
export interface Unit {
  factor: number;
  /** Only a temperature alone has one: 0 ℃ is 273.15 K. */
  offset: number;
  /** Exponents of base units, such as `kg1 m-1 s-2`; equal for units that convert into each other. */
  dimension: string;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const longestFirst = [...ATOMS.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
const boundary = (symbol: string): string =>
  /[A-Za-zΩμ]$/.test(symbol) ? '(?![A-Za-zΩμ]|-0)' : NOT_BEFORE[symbol] ? `(?!${NOT_BEFORE[symbol]})` : '';
/** One alternation for every symbol, by first character: a flat one is tried from its start at every number. */
const FIRST_CHARACTERS = new Set(longestFirst.map((one) => one.charAt(0)));
const SYMBOL = [...FIRST_CHARACTERS]
  .map((first) => {
    const rests = longestFirst.filter((one) => one.startsWith(first));
    return `${escape(first)}(?:${rests.map((one) => escape(one.slice(1)) + boundary(one)).join('|')})`;
  })
  .join('|');
const EXPONENT = '\\^?[-⁻]?(?:[1-3](?![\\d.])|[¹²³½])|\\^\\(?-?\\d(?:\\.\\d)?\\)?';
const FACTOR = `(?:\\d{1,3} ?)?(?:${SYMBOL})(?:${EXPONENT})?`;
const PRODUCT = `(?:${FACTOR})(?:[·*•](?:${FACTOR})){0,3}`;
/** A unit at a place in the text: a product, divided by products with or without brackets. */
const UNIT = new RegExp(
  `(?:${SYMBOL})(?:${EXPONENT})?(?:[·*•](?:${FACTOR})){0,3}(?: ?/ ?(?:\\((?:${PRODUCT})\\)|√?(?:${PRODUCT}))){0,2}`,
  'y',
);
const PART = new RegExp(`(/ ?)?\\(?(√)?(?:(\\d{1,3}) ?)?(${SYMBOL})(${EXPONENT})?`, 'g');

const SUPERSCRIPTS: Record<string, string> = {
  '⁻': '-',
  '¹': '1',
  '²': '2',
  '³': '3',
  '½': '0.5',
  '^': '',
  '(': '',
  ')': '',
};
const exponentOf = (written: string | undefined): number =>
  written ? Number([...written].map((one) => SUPERSCRIPTS[one] ?? one).join('')) : 1;

/** The unit that starts at `at`, as written; null where there is none. */
export function unitAt(text: string, at: number): string | null {
  if (!FIRST_CHARACTERS.has(text.charAt(at))) return null;
  UNIT.lastIndex = at;
  return UNIT.exec(text)?.[0] ?? null;
}

const known = new Map<string, Unit | null>();
const MOST_KNOWN = 4000;

/** What a written unit means; null for one that cannot be read. */
export function unitOf(written: string): Unit | null {
  let unit = known.get(written);
  if (unit === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(written, (unit = read(written)));
  }
  return unit;
}

function read(written: string): Unit | null {
  const temperature = TEMPERATURES[written];
  if (temperature) return { ...temperature, dimension: 'degK1' };
  const powers = new Map<string, number>();
  let factor = 1;
  let below = false;
  for (const [, slash, root, number, symbol = '', power] of written.matchAll(PART)) {
    // After a slash everything in brackets is below; without brackets too, as in kg/m³·d.
    if (slash) below = true;
    const atom = baseOf(symbol);
    if (!atom) return null;
    const exponent = exponentOf(power) * (root ? 0.5 : 1) * (below ? -1 : 1);
    factor *= (atom.factor * Number(number ?? 1)) ** exponent;
    for (const [base, one] of atom.powers) powers.set(base, (powers.get(base) ?? 0) + one * exponent);
  }
  const dimension = [...powers]
    .filter(([, power]) => power !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([base, power]) => base + power)
    .join(' ');
  return { factor, offset: 0, dimension };
}

interface Base {
  factor: number;
  powers: Map<string, number>;
}
const bases = new Map<string, Base | null>();

function baseOf(symbol: string): Base | null {
  let base = bases.get(symbol);
  if (base === undefined) {
    const atom = ATOMS.get(symbol);
    if (!atom) base = null;
    else if ('own' in atom) base = { factor: atom.times, powers: new Map(Object.entries(atom.own)) };
    else base = libraryBase(atom.lib, atom.times);
    bases.set(symbol, base);
  }
  return base;
}

/** Factor and exponents of a library unit, read off its base form such as `m2*kg/s3*A`. */
function libraryBase(name: string, times: number): Base | null {
  const quantity = Qty.parse(`1 ${name}`)?.toBase();
  if (!quantity) return null;
  const powers = new Map<string, number>();
  quantity
    .units()
    .split('/')
    .forEach((side, i) => {
      for (const [, base = '', power] of side.matchAll(/([A-Za-z]+)(\d*)/g)) {
        powers.set(base, (powers.get(base) ?? 0) + Number(power || 1) * (i === 0 ? 1 : -1));
      }
    });
  return { factor: quantity.scalar * times, powers };
}

/** The same unit for differences, tolerances and rises, where 0 ℃ is 0 K. */
export const asDifference = (unit: Unit): Unit => ({ ...unit, offset: 0 });

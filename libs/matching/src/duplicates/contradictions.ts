import { claimedBy } from '../indicators/compare.js';
import { nameLikeness } from '../indicators/quantity-name.js';
import { plainForm, quantitiesIn } from '../indicators/quantities.js';
import type { IndicatorStatement } from '../indicators/statements.js';
import { unitOf } from '../indicators/units.js';
import type { Unit } from '../indicators/units.js';
import type { AnyProfiled } from '../profile.js';
import { textFieldsOf } from '../records.js';
import type { RecordContent } from '../records.js';
import type { LexicalForm } from '../signals/signal.js';
import { bigramsOf, isHan } from '../text/normalize.js';
import { has } from '../text/sparse-vector.js';
import { hashOf } from '../text/term-hash.js';

/** Two values of one quantity closer than this are one value, rounded or converted. */
const SAME_VALUE = 0.02;
/** From this ratio two values of one quantity are two things: a membrane of 0.1 μm is none of 5 μm. */
const OTHER_VALUE = 1.5;
/** Share of the quantities both state that may differ by less than that. */
const MOST_DIFFERING = 0.5;

interface Value {
  dimension: string;
  low: number;
  high: number;
}
/** What a number without a unit is measured in. */
const BARE: Unit = { factor: 1, offset: 0, dimension: '' };
/** Every number in a record's prose, and those of its title apart. */
interface Values {
  all: Value[];
  title: Value[];
}
const values = new WeakMap<RecordContent, Values>();

function valuesOf(content: RecordContent): Values {
  let found = values.get(content);
  if (!found) {
    const byField = textFieldsOf(content).map(({ path, text }) => ({
      path,
      read: quantitiesIn(plainForm(text)).flatMap(({ low, high, unit }): Value[] => {
        const measure = unit === '' ? BARE : unitOf(unit);
        if (!measure) return [];
        const inBase = (value: number): number => value * measure.factor + measure.offset;
        return [{ dimension: measure.dimension, low: inBase(low), high: inBase(high) }];
      }),
    }));
    const title = byField.filter(({ path }) => path === '/title').flatMap(({ read }) => read);
    values.set(content, (found = { all: byField.flatMap(({ read }) => read), title }));
  }
  return found;
}

const isNear = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= SAME_VALUE * Math.max(Math.abs(a), Math.abs(b));
const isSame = (a: Value, b: Value): boolean =>
  a.dimension === b.dimension && isNear(a.low, b.low) && isNear(a.high, b.high);
/** A value the other text gives too, if only as one end of a range. */
const isGiven = (one: Value, given: readonly Value[]): boolean =>
  given.some(
    (other) =>
      one.dimension === other.dimension &&
      [other.low, other.high].some((value) => isNear(one.low, value) || isNear(one.high, value)),
  );

function ratioOf(a: Value, b: Value): number {
  const [x, y] = [(a.low + a.high) / 2, (b.low + b.high) / 2];
  if (x === 0 || y === 0 || x < 0 !== y < 0) return x === y ? 1 : Infinity;
  return Math.max(x / y, y / x);
}

const inBaseUnits = ({ measure, low, high }: IndicatorStatement): Value => ({
  dimension: measure.dimension,
  low: low * measure.factor + measure.offset,
  high: high * measure.factor + measure.offset,
});

/**
 * Whether two texts state another value for what is the same quantity. Only values that the other text does not give
 * anywhere are held against each other: a sentence left out takes its number along and contradicts nothing.
 */
export function numbersContradict(a: RecordContent, b: RecordContent): boolean {
  const [ofA, ofB] = [valuesOf(a), valuesOf(b)];
  const titled = ofA.title.flatMap((one) =>
    ofB.title
      .filter(({ dimension }) => dimension !== '' && dimension === one.dimension)
      .map((other): [Value, Value] => [one, other]),
  );
  if (titled.length > 0 && !titled.some(([one, other]) => isSame(one, other))) return true;
  const [claimsOfA, claimsOfB] = [claimedBy(a), claimedBy(b)];
  let agree = 0;
  let differ = 0;
  for (const [kind, statements] of claimsOfA) {
    const others = claimsOfB.get(kind) ?? [];
    const aloneInB = others.filter((other) => !isGiven(inBaseUnits(other), ofA.all));
    for (const one of statements) {
      const value = inBaseUnits(one);
      if (isGiven(value, ofB.all)) {
        agree++;
        continue;
      }
      const rivals = aloneInB.filter((other) => nameLikeness(one.name, other.name) > 0.5);
      if (rivals.length === 0) continue;
      differ++;
      if (rivals.every((other) => ratioOf(value, inBaseUnits(other)) >= OTHER_VALUE)) return true;
    }
  }
  return differ > 1 && differ > MOST_DIFFERING * (agree + differ);
}

/** A word used this often, the title included, is what a record is about. */
const OBJECT_USES = 3;

/** Words of the title that a record keeps using, and the other text neither uses nor mostly spells. */
function objectsMissingIn({ profile }: AnyProfiled, own: LexicalForm, other: LexicalForm): string[] {
  const uses = (word: string): number => own.fields().reduce((sum, { text }) => sum + text.split(word).length - 1, 0);
  const known = other.vector('whole', 'bigram');
  return [...new Set(profile.titleWords)].filter((word) => {
    if (!isHan(word)) return false;
    const bigrams = bigramsOf(word);
    return (
      bigrams.filter((bigram) => has(known, hashOf(bigram))).length * 2 < bigrams.length && uses(word) >= OBJECT_USES
    );
  });
}

/** Whether each is about something the other never names: the wording was copied, the object is another. */
export const objectsContradict = (
  a: AnyProfiled,
  b: AnyProfiled,
  formOfA: LexicalForm,
  formOfB: LexicalForm,
): boolean => objectsMissingIn(a, formOfA, formOfB).length > 0 && objectsMissingIn(b, formOfB, formOfA).length > 0;

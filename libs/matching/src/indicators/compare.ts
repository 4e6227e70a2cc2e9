import type { AchievementContent, NeedContent, RecordContent } from '../records.js';
import { textFieldsOf } from '../records.js';
import { nameLikeness } from './quantity-name.js';
import { statementsIn } from './statements.js';
import type { IndicatorStatement } from './statements.js';

export const INDICATOR_OUTCOMES = ['satisfied', 'violated', 'unknown'] as const;
/** `unknown`: the supply says nothing of it, or not enough to tell. */
export type IndicatorOutcome = (typeof INDICATOR_OUTCOMES)[number];

/** One thing the need asks in numbers, beside what the supply says of it. */
export interface IndicatorComparison {
  asked: IndicatorStatement;
  stated: IndicatorStatement | null;
  outcome: IndicatorOutcome;
}

/**
 * Statements looked at of a record, so that a text made of numbers does not keep the engine busy: those in its lists first,
 * then as they stand. Every pair of what one side asks and the other claims of one kind is compared.
 */
const MOST_ASKED = 200;
const MOST_CLAIMED_ALIKE = 200;

const asked = new WeakMap<RecordContent, IndicatorStatement[]>();
/** By dimension and by whether it is a change, so that a pair looks only at what can be compared. */
const claimed = new WeakMap<RecordContent, Map<string, IndicatorStatement[]>>();
const kindOf = ({ measure, change }: IndicatorStatement): string => `${measure.dimension} ${change === null}`;

/** What a need asks in numbers: all of its indicators and must-haves, and what its description demands in so many words. */
export function askedBy(need: NeedContent): IndicatorStatement[] {
  let statements = asked.get(need);
  if (!statements) {
    const fields = textFieldsOf(need);
    const of = (pattern: RegExp): IndicatorStatement[] =>
      fields.filter(({ path }) => pattern.test(path)).flatMap(statementsIn);
    const described = of(/^\/description$/).filter((one) => one.explicit);
    const demanded = described.slice(0, MOST_ASKED).filter((one) => isDemanded(need.description, one));
    statements = [...of(/^\/indicators\//), ...of(/^\/mustHaves\//), ...demanded]
      .slice(0, MOST_ASKED)
      .filter(isFirstOfItsKind);
    asked.set(need, statements);
  }
  return statements;
}

/** What a supply claims in numbers, anywhere in its prose; indicators first, since they are the most considered. */
export function claimedBy(supply: AchievementContent): ReadonlyMap<string, IndicatorStatement[]> {
  let statements = claimed.get(supply);
  if (!statements) {
    const inIndicators = ({ path }: { path: string }): boolean => path.startsWith('/indicators/');
    const fields = textFieldsOf(supply);
    statements = new Map();
    for (const field of [...fields.filter(inIndicators), ...fields.filter((one) => !inIndicators(one))]) {
      for (const one of statementsIn(field)) {
        const alike = statements.get(kindOf(one));
        if (!alike) statements.set(kindOf(one), [one]);
        else if (alike.length < MOST_CLAIMED_ALIKE) alike.push(one);
      }
    }
    claimed.set(supply, statements);
  }
  return statements;
}

const DEMAND =
  /要求|需[要求]?|希望|期望|目标|必须|应[当能达]?|不得|不要|不能超|不可|最好|控制在|力争|\b(?:must|shall|should|needs?|required?|requires|want|target|wish|would like|looking for)\b/i;
const AS_IT_IS =
  /目前|现有|现在|当前|此前|以往|原来|过去|只有|只能|仅能|还有|仍有|却|\b(?:currently|today|existing|at present|so far)\b/i;

/** Descriptions also tell how things stand (目前良率低于 80 %); only a sentence that demands is taken to ask. */
function isDemanded(description: string, one: IndicatorStatement): boolean {
  const { span } = one;
  const before = Math.max(
    ...['。', '；', '！', '？', '\n', '. '].map((mark) => description.lastIndexOf(mark, span.start)),
  );
  const sentence = description.slice(before + 1, span.end);
  const clause = sentence.slice(Math.max(sentence.lastIndexOf('，', sentence.length - 1 - (span.end - span.start)), 0));
  return (one.comparator === 'between' ? DEMAND.test(clause) : DEMAND.test(sentence)) && !AS_IT_IS.test(clause);
}

const isFirstOfItsKind = (one: IndicatorStatement, i: number, all: IndicatorStatement[]): boolean =>
  all.findIndex(
    (other) =>
      other.measure.dimension === one.measure.dimension &&
      other.change === one.change &&
      isNear(base(other, other.low), base(one, one.low)) &&
      isNear(base(other, other.high), base(one, one.high)) &&
      nameLikeness(other.name, one.name) > 0,
  ) === i;

/** Everything the need asks in numbers, each beside the supply's closest statement of the same quantity. */
export function compareIndicators(need: NeedContent, supply: AchievementContent): IndicatorComparison[] {
  const asks = askedBy(need);
  if (asks.length === 0) return [];
  const claims = claimedBy(supply);
  return asks.map((ask) => {
    let stated: IndicatorStatement | null = null;
    let best = -Infinity;
    for (const claim of claims.get(kindOf(ask)) ?? []) {
      const likeness = nameLikeness(ask.name, claim.name);
      if (likeness === 0) continue;
      const fit = likeness + closeness(ask, claim);
      if (fit > best) [stated, best] = [claim, fit];
    }
    return { asked: ask, stated, outcome: stated ? outcomeOf(ask, stated) : 'unknown' };
  });
}

/** Conditions a value says little without; a size or a share that one side leaves out is let pass. */
const TELLING_CONDITIONS = new Set(['degK1', 's1', 'cycle1']);

/** Whether the conditions of two statements agree (1), contradict or leave out a telling one (-1), or neither (0). */
function closeness(ask: IndicatorStatement, claim: IndicatorStatement): number {
  let agree = 0;
  for (const { value, measure } of ask.conditions) {
    const same = claim.conditions.filter((other) => other.measure.dimension === measure.dimension);
    if (same.length === 0 && TELLING_CONDITIONS.has(measure.dimension)) return -1;
    if (same.length === 0) continue;
    const here = value * measure.factor + measure.offset;
    if (!same.some((other) => isNear(other.value * other.measure.factor + other.measure.offset, here))) return -1;
    agree = 1;
  }
  return agree;
}

/** Names of a span that must reach as far as asked: -55–300 ℃ covers -40–85 ℃. */
const REACHES =
  /工作|使用|运行|服役|适[应用]|耐|环境|量程|范围|可调|频段|温区|\b(?:operating|service|working|ambient|range|adjustable)\b/i;

/**
 * What a claim says of a demand for the same quantity.
 * A bound offered in the asked direction is held against the bound asked (asked ≥ 95 %, offered ≥ 90 %: violated);
 * a bound offered in the other direction tells nothing unless it excludes what is asked.
 */
export function outcomeOf(ask: IndicatorStatement, claim: IndicatorStatement): IndicatorOutcome {
  if (ask.measure.dimension !== claim.measure.dimension || (ask.change === null) !== (claim.change === null))
    return 'unknown';
  if (closeness(ask, claim) < 0) return 'unknown';
  if (ask.change !== claim.change) return 'violated';
  const [askLow, askHigh] = boundsOf(ask, ask.change !== null);
  const [low, high] = boundsOf(claim, false);
  const reaches = REACHES.test(ask.name) && REACHES.test(claim.name);
  const above = (a: number, b: number): boolean => a >= b || isNear(a, b);
  if (askLow === -Infinity) {
    if (above(askHigh, high)) return 'satisfied';
    if (reaches) return low !== high && above(askHigh, low) ? 'satisfied' : 'unknown';
    if (low === -Infinity || !above(askHigh, low)) return 'violated';
    return 'unknown';
  }
  if (askHigh === Infinity) {
    if (above(low, askLow)) return 'satisfied';
    if (reaches && claim.comparator === 'between') return above(high, askLow) ? 'satisfied' : 'violated';
    if (reaches && claim.comparator === 'at-most') return above(high, askLow) ? 'satisfied' : 'violated';
    if (high === Infinity || !above(high, askLow)) return 'violated';
    return 'unknown';
  }
  if (ask.comparator === 'about') {
    // Which side of a bare number is better is not known: only the number itself is what was asked.
    return isAbout(low, askLow) && isAbout(high, askHigh) ? 'satisfied' : 'unknown';
  }
  if (reaches) {
    if (low === high) return 'unknown';
    return above(askLow, low) && above(high, askHigh)
      ? 'satisfied'
      : Number.isFinite(low) && Number.isFinite(high)
        ? 'violated'
        : 'unknown';
  }
  if (above(low, askLow) && above(askHigh, high)) return 'satisfied';
  return !above(high, askLow) || !above(askHigh, low) ? 'violated' : 'unknown';
}

const base = ({ measure }: IndicatorStatement, value: number): number => value * measure.factor + measure.offset;

/** Smallest and largest value in base units; a bare change asked (提高 30 %) means at least that much. */
function boundsOf(statement: IndicatorStatement, orMore: boolean): [number, number] {
  const low = base(statement, statement.low);
  const high = base(statement, statement.high);
  switch (statement.comparator) {
    case 'at-least':
      return [low, Infinity];
    case 'at-most':
      return [-Infinity, high];
    case 'between':
      return [low, high];
    case 'about':
      return orMore ? [low, Infinity] : [low, high];
  }
}

/** Equal but for the rounding of a conversion. */
const isNear = (a: number, b: number): boolean => isWithin(1e-9, a, b);
const isAbout = (a: number, b: number): boolean => isWithin(0.01, a, b);
const isWithin = (share: number, a: number, b: number): boolean =>
  a === b ||
  (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= share * Math.max(Math.abs(a), Math.abs(b)));

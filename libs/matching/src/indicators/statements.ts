import type { Quote, Span } from '../evidence.js';
import type { TextField } from '../records.js';
import { plainForm, quantitiesIn } from './quantities.js';
import type { Quantity } from './quantities.js';
import { asDifference, unitOf } from './units.js';
import type { Unit } from './units.js';

export type Comparator = 'at-least' | 'at-most' | 'between' | 'about';
/** Whether the number is how much something rises or falls, not how much it is: 成本降低 20 %. */
export type Change = 'up' | 'down';

/** One numeric requirement or claim, with the stored characters it was read from. */
export interface IndicatorStatement {
  /** What is measured, as written nearby: 拉伸强度. */
  name: string;
  comparator: Comparator;
  change: Change | null;
  /** In `unit`, which is in plain form; equal unless `between`. */
  low: number;
  high: number;
  unit: string;
  measure: Unit;
  /** At which temperatures, after how many hours: the other quantities of the clause. */
  conditions: { value: number; measure: Unit }[];
  /** The stored text from the name to the number, and where it stands. */
  text: string;
  span: Span;
  /** The comparator was written, not guessed from a bare number. */
  explicit: boolean;
}

export const quoteOf = ({ text, span }: IndicatorStatement): Quote => ({ text, span });

const NUMBER_FREE: Unit = { factor: 1, offset: 0, dimension: '' };

/** Statements of one text, in order. */
export function statementsIn({ path, text }: TextField): IndicatorStatement[] {
  if (!/[\d０-９]/.test(text)) return [];
  const plain = plainForm(text);
  const brackets = bracketsOf(plain);
  const masked = mask(plain, brackets);
  const outside = readStretch(masked, text, path, 0);
  const inBrackets: IndicatorStatement[] = [];
  let ended = 0;
  for (const [start, end] of brackets) {
    const inside = plain.slice(start + 1, end - 1);
    if (!/\d/.test(inside)) continue;
    while ((outside[ended]?.span.end ?? Infinity) <= start) ended++;
    // What stands in brackets beside a number is where it holds: 压缩永久变形（200 ℃×70 h）34 %.
    const beside = [outside[ended - 1], outside[ended]].find((one) => one && touches(plain, one.span, start, end));
    const own = readStretch(inside, text, path, start + 1).filter(({ explicit }) => explicit);
    if (own.length > 0) inBrackets.push(...own);
    else beside?.conditions.push(...quantitiesIn(inside).flatMap(conditionOf));
  }
  return [...outside, ...inBrackets].sort((a, b) => a.span.start - b.span.start);
}

const touches = (plain: string, span: Span, start: number, end: number): boolean =>
  (span.start <= start && end <= span.end) ||
  (span.end <= start && start - span.end <= FARTHEST && plain.slice(span.end, start).trim() === '');

/** Brackets of one level, but not those of a unit: kg/(m³·d). */
function bracketsOf(plain: string): [number, number][] {
  return [...plain.matchAll(/\([^()]{1,80}\)|\[[^[\]]{1,80}\]/g)].flatMap((match): [number, number][] =>
    /\/ ?$/.test(plain.slice(Math.max(0, match.index - 2), match.index))
      ? []
      : [[match.index, match.index + match[0].length]],
  );
}

const mask = (plain: string, brackets: [number, number][]): string => {
  let masked = '';
  let at = 0;
  for (const [start, end] of brackets) {
    masked += plain.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return masked + plain.slice(at);
};

/** Where a clause ends; 、 and a comma inside a number do not end one. */
const STOP = /[。;!?\n，,、]|\.(?=\s|$)|:(?=\s*$)/g;

/** Reads a stretch of the stored text in plain form; `shift` is where it starts there. */
function readStretch(plain: string, text: string, path: string, shift: number): IndicatorStatement[] {
  const quantities = quantitiesIn(plain);
  if (quantities.length === 0) return [];
  const stops = stopsIn(plain, quantities);
  const found: IndicatorStatement[] = [];
  /** Of the clause so far, or of clauses that held only conditions: 135 ℃、50%溶液中，强度 ≥ 5 MPa. */
  let conditions: Quantity[] = [];
  /** 由 71 % 提高到 95 %: where something starts from is neither a statement nor a condition. */
  let starts: Quantity[] = [];
  let clause = 0;
  let stopsPassed = 0;
  for (const [i, quantity] of quantities.entries()) {
    const previous = quantities[i - 1];
    const firstNew = stopsPassed;
    while ((stops[stopsPassed]?.at ?? Infinity) < quantity.start) stopsPassed++;
    const stop = stops[stopsPassed - 1];
    if (stop && stop.at >= clause) {
      clause = stop.at + 1;
      // Every condition has held on past the stops before these.
      const passed = stops.slice(firstNew, stopsPassed);
      conditions = conditions.filter((one) => holdsBeyond(one, passed));
    }
    conditions = conditions.slice(-MOST_CONDITIONS);
    starts = starts.slice(-MOST_CONDITIONS);
    const begin = clause;
    const seen = Math.max(begin, quantity.start - LONGEST_CLAUSE);
    const inClause = [...conditions, ...starts].filter(({ start }) => start >= seen);
    const before = pieces(plain, seen, quantity.start, inClause);
    const next = quantities[i + 1];
    const ending = Math.min(stops[stopsPassed]?.at ?? plain.length, next?.start ?? Infinity);
    const rest = plain.slice(quantity.end, ending);
    const read = readAround(before, rest, quantity);
    if (read === 'from') {
      starts.push(quantity);
      continue;
    }
    const previousAdjoins = previous && previous.end > begin && !inClause.includes(previous);
    if (NEGATED.test(read.name)) continue;
    const name = read.name || (read.explicit && !read.to ? nameAfter(rest) : '');
    const bareEnds = /^\s*(?:左右|[)\]]|$)/.test(rest) || /^\s*(?:级)?的/.test(rest);
    // 过渡电阻 5 kΩ 以内选线正确率 ≥ 95 %: the first number is where the second holds.
    const leadsOn = read.suffix > 0 && next?.start === ending && /[㐀-鿿A-Za-z]/.test(rest.slice(read.suffix));
    if (name === '' || leadsOn || (!read.explicit && (!bareEnds || (previousAdjoins && before.trim() === '')))) {
      conditions.push(quantity);
      continue;
    }
    const measure = quantity.unit === '' ? NUMBER_FREE : unitOf(quantity.unit);
    if (!measure || (quantity.unit === '' && !read.explicit && quantity.shape === 'value')) continue;
    const spread = quantity.shape === 'tolerance' && SPREAD.test(name);
    const isDifference = (quantity.shape === 'tolerance' && !spread) || read.change !== null || DIFFERENCE.test(name);
    const wanted = quantity.unit === '周' && /循环|寿命|cycl/i.test(before) ? unitOf('次') : measure;
    const holds = conditions.find(({ start }) => quantity.start - start <= FARTHEST);
    const start = Math.min(startOf(plain, begin, quantity.start, name), holds?.start ?? Infinity);
    const end = quantity.end + read.suffix;
    found.push({
      name,
      comparator: spread ? 'between' : read.comparator,
      change: read.change,
      ...(spread ? { low: quantity.low, high: quantity.high } : valuesOf(quantity)),
      unit: quantity.unit,
      measure: isDifference ? asDifference(wanted ?? measure) : (wanted ?? measure),
      conditions: conditions.flatMap(conditionOf),
      text: text.slice(shift + start, shift + end),
      span: { path, start: shift + start, end: shift + end },
      explicit: read.explicit,
    });
    conditions = [];
    clause = end;
  }
  return found;
}

/** 不需要露点低于 -50 ℃ 的干房 asks for nothing of the kind. */
const NEGATED = /^(?:不需|无需|不用|不必|不依赖|no |without )/i;
/** 量程 ±30 g reaches from -30 g to 30 g. */
const SPREAD = /量程|范围|行程|转角|\brange\b/i;
/** Where 5 ℃ is a difference, which is 5 K. */
const DIFFERENCE =
  /误差|精度|偏差|波动|温差|温升|均匀性|重复性|漂移|变化量|分辨|rise|accuracy|error|difference|deviation|drift/i;

/** ±0.02 mm says how large a deviation may be: compared by its size. */
const valuesOf = ({ shape, low, high }: Quantity): { low: number; high: number } =>
  shape === 'tolerance' ? { low: high, high } : { low, high };

const conditionOf = ({ low, high, unit }: Quantity): { value: number; measure: Unit }[] => {
  const measure = unit === '' ? null : unitOf(unit);
  return measure && low === high ? [{ value: low, measure }] : [];
};

/** A condition holds on past 、 and past a comma close to it (在 200 ℃ 下，…), never past the end of a sentence. */
const holdsBeyond = ({ end: from }: Quantity, passed: Stop[]): boolean =>
  passed.every(({ at, mark }) => at < from || mark === '、' || (/[，,]/.test(mark) && at - from <= 6));

interface Stop {
  at: number;
  mark: string;
}

/** Those outside numbers, in order; none of the quantities overlap. */
function stopsIn(plain: string, quantities: Quantity[]): Stop[] {
  let ended = 0;
  return [...plain.matchAll(STOP)]
    .filter(({ index }) => {
      while ((quantities[ended]?.end ?? Infinity) <= index) ended++;
      return (quantities[ended]?.start ?? Infinity) > index;
    })
    .map(({ 0: mark, index }) => ({ at: index, mark }));
}

/** Stands for a number that is a condition: what follows it is nearer to the name than what precedes it. */
const BLANK = '\u0001';

/** The text of a clause up to a number, its earlier numbers blanked out. */
function pieces(plain: string, from: number, to: number, without: Quantity[]): string {
  let text = '';
  let at = from;
  for (const { start, end } of [...without].sort((a, b) => a.start - b.start)) {
    text += plain.slice(at, start) + BLANK.repeat(end - start);
    at = end;
  }
  return text + plain.slice(at, to);
}

interface Around {
  name: string;
  comparator: Comparator;
  change: Change | null;
  explicit: boolean;
  /** Length of a comparator after the number: 以上. */
  suffix: number;
  /** 升至: where something ends, which needs a name before it. */
  to: boolean;
}

type Mark = { comparator?: Comparator; change?: Change; to?: true; from?: true };
const end = (source: string): RegExp => new RegExp(`(?:${source})\\s*$`, 'i');
/** What may stand between a name and its number, read from the number back. The first that fits wins. */
const MARKS: [RegExp, Mark][] = [
  // 接头抗拉强度 ≥ 母材的 75 %: a share of something else is still the first thing's.
  [end('(?:≥|>=|不低于|不小于|不少于|达到?)\\s?[㐀-鿿]{2,8}的'), { comparator: 'at-least' }],
  [end('(?:≤|<=|不高于|不大于|不超过)\\s?[㐀-鿿]{2,8}的'), { comparator: 'at-most' }],
  [end('(?:为|是|约)\\s?[㐀-鿿]{2,8}的'), {}],
  [
    end('(?:不|不得|不要|不能|不可|不应|不许|切勿|未)\\s?(?:再)?(?:超过|高于|大于|多于|长于|超出|高出|大过)|无超过'),
    { comparator: 'at-most' },
  ],
  [end('(?:不|不得|不要|不能|不可|不应|不会|未)(?:低于|小于|少于|短于)|不亚于|不下于'), { comparator: 'at-least' }],
  [
    end(
      '≥|>=|=>|>|大于等于|大于或等于|大于|高于|多于|长于|超过|超出|突破|至少为?|最少|起码|(?:可|能|需|要|须|应)?达到?|下限为',
    ),
    { comparator: 'at-least' },
  ],
  [
    end('≤|<=|=<|<|小于等于|小于或等于|小于|低于|少于|短于|控制在|压到|压缩到|限制在|至多|最多|不足|不到|上限为'),
    { comparator: 'at-most' },
  ],
  [
    end(
      '\\bno (?:more|greater|higher|longer|larger) than|\\bnot (?:more|greater|higher) than|\\b(?:not|never) exceed(?:ing)?|\\bat most|\\b(?:less|lower|fewer|shorter|smaller) than|\\bbelow|\\bunder|\\bup to|\\bwithin|\\bmax(?:imum|\\.)?(?: of)?',
    ),
    { comparator: 'at-most' },
  ],
  [
    end(
      '\\bno (?:less|lower|fewer) than|\\bnot (?:less|lower|fewer) than|\\bat least|\\b(?:more|greater|higher|longer|larger|better) than|\\babove|\\bover|\\bexceed(?:s|ed|ing)?|\\bmin(?:imum|\\.)?(?: of)?|\\breach(?:es|ed)?',
    ),
    { comparator: 'at-least' },
  ],
  [
    end(
      '(?:提高|提升|增加|增长|升高|上升|增|升|延长|改善)(?:了)?(?:到|至)|\\b(?:increased?|raised?|improved?|grows?|rises?) to',
    ),
    { to: true, comparator: 'at-least' },
  ],
  [
    end(
      '(?:降低|下降|减少|缩短|减小|降|减|缩减)(?:了)?(?:到|至)|\\b(?:reduced?|lowered?|decreased?|cut|falls?|drops?) to',
    ),
    { to: true, comparator: 'at-most' },
  ],
  [
    end(
      '提高|提升|增加|增长|增幅|升高|上升|延长|增产|增效|\\b(?:increase[sd]?|improve[sd]?|improvement|raise[sd]?|gain)(?: of| by)?',
    ),
    { change: 'up' },
  ],
  [
    end(
      '降低|下降|减少|降幅|减小|缩短|节省|节约|节能|削减|减重|减排|下调|\\b(?:reduc(?:ed?|es|tion)|decreas(?:ed?|es)|lower(?:ed|s)?|cuts?|sav(?:es?|ed|ings?)|drop(?:s|ped)?)(?: of| by)?',
    ),
    { change: 'down' },
  ],
  [end('约为?|大约|近|左右|大概|\\babout|\\bapprox(?:imately|\\.)?|\\baround|\\broughly|~'), { comparator: 'about' }],
  [end('='), { comparator: 'about' }],
  [end(':|(?<!行)为'), {}],
  [end('(?:^|[^自])由|从|\\bfrom'), { from: true }],
];
const FILLER = end(
  '了|(?<![存内])在|是|仅|只有?|只剩|(?<!许)可|(?<![产功性动势节智技])能|仍|已|(?<!平)均|都|(?<![响对供适反效])应|需|须|(?<![主需])要|会|' +
    '(?:保持|稳定|维持)在|做到|实现|(?<![马雷])达|以|,|、|\\b(?:is|are|was|of|be|by|must|should|can|a|an|the|to|with|has|have|not)',
);
const MOST_MARKS = 6;
/** No name starts farther than this before its number. */
const FARTHEST = 60;
/** So many numbers fit into that; of a text made of numbers no more are kept in mind. */
const MOST_CONDITIONS = FARTHEST / 2;
/** What stands farther before a number is not read with it, so that a text without stops takes no longer than another. */
const LONGEST_CLAUSE = 400;

const SUFFIXES: [RegExp, Comparator][] = [
  [
    /^\s?(?:量级|级)?\s?(?:及|或|和)?(?:其)?以上|^\s?(?:及|或)更[高多长大]|^\s?起(?!到|点|始|来)|^ ?(?:or|and) (?:more|above|higher|better|longer|over)\b|^\+(?!\/)/i,
    'at-least',
  ],
  [
    /^\s?(?:级)?\s?(?:及|或|和)?(?:以下|以内|之内|之下)|^\s?内(?![部容径外层壁置衬在])|^\s?(?:及|或)更[低少短小]|^ ?(?:or|and) (?:less|below|lower|fewer|shorter|under)\b/i,
    'at-most',
  ],
];
const CHANGE_AFTER: [RegExp, Change][] = [
  [/^ ?(?:reduction|decrease|lower|less|fewer|shorter|smaller|saving)\b/i, 'down'],
  [/^ ?(?:increase|improvement|higher|more than|longer|gain|faster|greater)\b/i, 'up'],
];

/** What the words around a number make of it; `from` for a starting point, which says nothing of its own. */
function readAround(before: string, after: string, quantity: Quantity): Around | 'from' {
  let left = before.slice(-FARTHEST).trimEnd();
  let comparator: Comparator | null = null;
  let change: Change | null = null;
  let to = false;
  for (let i = 0; i < MOST_MARKS; i++) {
    const hit: [RegExp, Mark] | undefined = MARKS.find(([pattern]) => pattern.test(left));
    if (hit) {
      const [pattern, mark] = hit;
      if (mark.from && !comparator && !change && quantity.shape === 'value') return 'from';
      if (mark.from || (mark.change && (to || change))) break;
      left = left.replace(pattern, '').trimEnd();
      comparator ??= mark.comparator ?? null;
      change ??= mark.change ?? null;
      to ||= mark.to ?? false;
      continue;
    }
    const shorter = left.replace(FILLER, '').trimEnd();
    if (shorter === left) break;
    left = shorter;
  }
  let suffix = 0;
  for (const [pattern, says] of SUFFIXES) {
    const written = pattern.exec(after)?.[0];
    if (written === undefined) continue;
    // 控制在 5 % 以内 says it twice; 约 5 % 以上 keeps the clearer word.
    comparator = says;
    suffix = written.length;
  }
  for (const [pattern, says] of CHANGE_AFTER) if (pattern.test(after) && quantity.unit !== '') change ??= says;
  const bounded = comparator !== null || change !== null || quantity.shape !== 'value';
  if (quantity.shape === 'range') comparator = 'between';
  if (quantity.shape === 'tolerance') comparator = 'at-most';
  return { name: tidy(left), comparator: comparator ?? 'about', change, explicit: bounded, suffix, to };
}

const LEADING =
  /^(?:(?:以|之)[内上下]时?|要求|支持(?![力架])|提供|具备|需要|需求|希望|期望|使得|使(?!用)|其中|其(?![他它])|且|并且?|而且?|和|与|及|以及|或|但|则|将|把|对(?![准比中流])|的|后(?!处|备|续)|时(?![延间效长序刻钟频])|下(?![限降行])|中(?![心间值子位试])|可(?![检逆用控靠溶视见调加])|能(?![量耗效源力])|实现|保证|确保|目标(?=[是为:])|力争|同时|此外|另外|在(?![线位])|以(?!太)|级(?![别联])|至(?!今)|最好|\s|[-:·"“”'’)\]/]|\b(?:the|a|an|and|with|of|for|its|has|have|our|is|at|in|by|to|after|before|when|per|under|from|that|which)\b)+/i;
const TRAILING =
  /(?:的|由|从|后|(?<![用工延耗历准])时|(?<![以上])下|(?<![命集])中|为|是|(?<!许)可|(?<![产功性动势节智技])能|已|仍|(?<!平)均|(?<![响对供适反效])应|需|须|(?<![主需])要|也|都|就|了|(?<![存内])在|情况下|条件下|最好|必须|应当|一般|累计|[-:·"“”'’([]|\b(?:is|are|of|at|the|must|should|be|a|an|to|with|for|in|on|by|from|stays?|remains?|keeps?|showed|shows?)\b|\s)+$/i;
/** 较银膏, 比传统工艺: what a change is measured against is not the name. */
const REFERENCE =
  /(?:相较|相比|较|比)(?:于)?(?!表面|容量|能量|强度|电容|重|例|值|率|功率|特性|对)[^\s]{1,16}$|\b(?:compared (?:with|to)|than|versus|vs\.?)\b.*$/i;
const LONGEST_NAME = 24;

/** 1000 次循环后, 25 ℃ 条件下: the rest of a condition. */
const AFTER_CONDITION = /^\s*[㐀-鿿]{0,4}?(?:后|下(?![降限])|时(?![间长效延]))(?=[㐀-鿿])/;

function tidy(raw: string): string {
  const parts = raw.split(BLANK).map((part, i) => tidyPart(i > 0 ? part.replace(AFTER_CONDITION, '') : part));
  return parts.findLast((part) => part !== '') ?? '';
}

function tidyPart(raw: string): string {
  let name = raw.replace(/\s+/g, ' ').trim();
  name = name.replace(/[|]/g, '').replace(REFERENCE, '').replace(LEADING, '').replace(TRAILING, '');
  if (name.length > LONGEST_NAME)
    name = /[㐀-鿿]/.test(name) ? name.slice(-LONGEST_NAME) : name.split(' ').slice(-6).join(' ');
  return /[㐀-鿿A-Za-zα-ωΑ-ΩΔ]/.test(name) ? name.replace(LEADING, '') : '';
}

/** Where a number has no name before it: 不少于 3 种工控协议, at least 5 years of field use, 30 % reduction in energy. */
function nameAfter(after: string): string {
  const english =
    /^ ?(?:(?:reduction|increase|improvement|decrease|saving|gain)s? )?(?:(?:in|of|for) )?([A-Za-z][A-Za-z -]{2,40})/.exec(
      after,
    )?.[1];
  if (english)
    return tidy(
      english
        .split(/\b(?:and|or|with|at|from|after|under|when|that|while|per|without|compared|than)\b/)[0]
        ?.split(' ')
        .slice(0, 4)
        .join(' ') ?? '',
    );
  const han = /^\s?(?:级|的|及以上|以上|以下|以内)?\s?([㐀-鿿]{2,10})/.exec(after)?.[1];
  return han ? tidy(han) : '';
}

/** The statement's text starts with its clause, where the clause is short, or else with its name. */
function startOf(plain: string, begin: number, number: number, name: string): number {
  const lead = /^[\s、，,:;)\]]*/.exec(plain.slice(begin, number))?.[0].length ?? 0;
  if (number - begin - lead <= 40) return begin + lead;
  const word = name.split(' ')[0] ?? name;
  const at = plain.slice(begin, number + word.length).lastIndexOf(word);
  return at >= 0 ? begin + at : begin + lead;
}

import { regionWithin } from './codes/region.js';
import type { Gap } from './evidence.js';
import type { AnyContent, NeedContent, SupplyKind } from './records.js';
import { compareIndicators } from './indicators/compare.js';
import { quoteOf } from './indicators/statements.js';
import { declaredTrl } from './signals/maturity.js';

/** What a supply of each kind is asked: nobody expects a laboratory to state its patents, or an expert a readiness level. */
const ASKED_OF: Readonly<Record<Exclude<SupplyKind, 'achievement'>, ReadonlySet<Gap['kind']>>> = {
  expert: new Set(['cooperation', 'price', 'region']),
  facility: new Set(['price', 'region']),
  service: new Set(['price', 'region']),
};

/** `gapsBetween`, without what a supply of its kind is not asked. */
export const gapsOfKind = (kind: SupplyKind, gaps: readonly Gap[]): Gap[] =>
  gaps.filter((gap) => kind === 'achievement' || ASKED_OF[kind].has(gap.kind));

/**
 * What the need asks and the supply does not show. Nothing the need leaves open, nothing satisfied.
 * @param region GB/T 2260 code of the supply or, where it states none, of its organization
 */
export function gapsBetween(
  need: NeedContent,
  supply: AnyContent,
  region: string | null = supply.region ?? null,
): Gap[] {
  const gaps: Gap[] = [];
  const trl = declaredTrl(supply)?.trl ?? null;
  if (need.leastTrl !== undefined && (trl === null || trl < need.leastTrl)) {
    gaps.push({ kind: 'maturity', asked: need.leastTrl, stated: trl });
  }
  const wanted = need.cooperationModes ?? [];
  const offered = supply.cooperationModes ?? [];
  if (wanted.length > 0 && !wanted.some((mode) => offered.includes(mode))) {
    gaps.push({ kind: 'cooperation', asked: wanted, stated: offered });
  }
  const budget = need.budgetMax ?? need.budgetMin;
  const price = supply.priceMin ?? supply.priceMax ?? null;
  if (budget !== undefined && (price === null || price > budget))
    gaps.push({ kind: 'price', asked: budget, stated: price });
  gaps.push(...indicatorGaps(need, supply));
  const accepted = need.acceptedRegions ?? [];
  if (accepted.length > 0 && (region === null || !accepted.some((area) => regionWithin(region, area)))) {
    gaps.push({ kind: 'region', asked: accepted, stated: region });
  }
  if (need.ipRequirement !== undefined && !supply.intellectualProperty?.length) {
    gaps.push({ kind: 'ip', asked: need.ipRequirement, stated: null });
  }
  return gaps;
}

/** One gap for all that the supply leaves unanswered, and one for each number that falls short or cannot be told. */
function indicatorGaps(need: NeedContent, supply: AnyContent): Gap[] {
  const comparisons = compareIndicators(need, supply);
  const unanswered = comparisons.filter(({ stated }) => stated === null).map(({ asked }) => quoteOf(asked));
  if (!supply.indicators?.length) {
    const numeric = new Set(comparisons.map(({ asked }) => asked.span.path));
    const inWords = (need.indicators ?? []).map((text, i) => ({
      text,
      span: { path: `/indicators/${i}`, start: 0, end: text.length },
    }));
    unanswered.push(...inWords.filter(({ span }) => !numeric.has(span.path)));
  }
  const gaps: Gap[] = [];
  if (unanswered.length > 0) gaps.push({ kind: 'indicators', asked: unanswered, stated: null });
  for (const { asked, stated, outcome } of comparisons) {
    if (stated && outcome !== 'satisfied')
      gaps.push({ kind: 'indicators', asked: [quoteOf(asked)], stated: quoteOf(stated), outcome });
  }
  return gaps;
}

import type { Gap } from './evidence.js';
import type { AchievementContent, NeedContent } from './records.js';
import { declaredTrl } from './signals/maturity.js';

/** What the need asks and the supply does not show. Nothing the need leaves open, nothing satisfied. */
export function gapsBetween(need: NeedContent, supply: AchievementContent): Gap[] {
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
  if (need.indicators?.length && !supply.indicators?.length) {
    gaps.push({ kind: 'indicators', asked: need.indicators, stated: null });
  }
  if (need.ipRequirement !== undefined && !supply.intellectualProperty?.length) {
    gaps.push({ kind: 'ip', asked: need.ipRequirement, stated: null });
  }
  return gaps;
}

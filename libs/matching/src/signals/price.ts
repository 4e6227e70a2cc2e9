import { clampUnit, signal } from './signal.js';

/** Lowest asking price against the highest budget: 1 when covered, else the covered share. */
export const price = signal({
  name: 'price',
  version: 1,
  prior: 0.01,
  read({ record: need }, { record: supply }) {
    const budgetMax = need.content.budgetMax ?? need.content.budgetMin;
    const priceMin = supply.content.priceMin ?? supply.content.priceMax;
    if (budgetMax === undefined || priceMin === undefined) return null;
    return {
      value: priceMin <= budgetMax ? 1 : clampUnit(budgetMax / priceMin),
      evidence: () => ({ kind: 'price', budgetMax, priceMin }),
    };
  },
});

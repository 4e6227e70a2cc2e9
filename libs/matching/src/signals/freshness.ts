import { signal } from './signal.js';

const MILLISECONDS_A_YEAR = 365.25 * 24 * 3600 * 1000;
const HALF_LIFE_YEARS = 5;

/** Age of the supply's completion when the need was posted: halves every five years. No clock is read. */
export const freshness = signal({
  name: 'freshness',
  version: 1,
  prior: 0.01,
  read({ record: need }, { record: supply }) {
    const { completedOn } = supply.content;
    if (completedOn === undefined) return null;
    const years = Math.max(0, (need.revisedAt.getTime() - Date.parse(completedOn)) / MILLISECONDS_A_YEAR);
    return {
      value: 0.5 ** (years / HALF_LIFE_YEARS),
      evidence: () => ({ kind: 'age', completedOn, years: Math.round(years * 10) / 10 }),
    };
  },
});

import { compareIndicators } from '../indicators/compare.js';
import { quoteOf } from '../indicators/statements.js';
import { signal } from './signal.js';

/** Share of the need's numeric requirements that the supply's numbers meet, among those they can be held against. */
export const indicators = signal({
  name: 'indicators',
  version: 1,
  prior: 0.04,
  read({ record: need }, { record: supply }) {
    const comparisons = compareIndicators(need.content, supply.content);
    const satisfied = comparisons.filter(({ outcome }) => outcome === 'satisfied').length;
    const told = satisfied + comparisons.filter(({ outcome }) => outcome === 'violated').length;
    if (told === 0) return null;
    return {
      value: satisfied / told,
      evidence: () => ({
        kind: 'indicators',
        comparisons: comparisons.map(({ asked, stated, outcome }) => ({
          asked: quoteOf(asked),
          stated: stated && quoteOf(stated),
          outcome,
        })),
      }),
    };
  },
});

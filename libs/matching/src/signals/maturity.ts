import { STAGE_TRL } from '../codes/trl.js';
import type { AnyContent } from '../records.js';
import { clampUnit, signal } from './signal.js';

/** Levels short of the asked TRL at which the signal has fallen to 0. */
const HOPELESS_SHORTFALL = 4;

/** TRL of a supply: as declared, else the upper level of its declared stage. */
export function declaredTrl(
  content: Pick<AnyContent, 'trl' | 'stage'>,
): { trl: number; declaredAs: 'trl' | 'stage' } | null {
  if (content.trl !== undefined) return { trl: content.trl, declaredAs: 'trl' };
  if (content.stage !== undefined) return { trl: STAGE_TRL[content.stage][1], declaredAs: 'stage' };
  return null;
}

/** Readiness against the least TRL the need accepts. */
export const maturity = signal({
  name: 'maturity',
  version: 1,
  prior: 0.01,
  read({ record: need }, { record: supply }) {
    const leastTrl = need.content.leastTrl;
    const declared = declaredTrl(supply.content);
    if (leastTrl === undefined || !declared) return null;
    return {
      value: clampUnit(1 - (leastTrl - declared.trl) / HOPELESS_SHORTFALL),
      evidence: () => ({ kind: 'maturity', leastTrl, ...declared }),
    };
  },
});

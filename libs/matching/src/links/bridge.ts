import type { NeedRecord, SupplyRecord } from '../records.js';
import { declaredTrl } from '../signals/maturity.js';

/** Readiness levels, TRL 1–9. */
export interface Bridge {
  from: number;
  to: number;
}

/** How far an achievement is from the readiness a need asks for; null where it reaches it, or where either is silent. */
export function maturityGapOf(need: NeedRecord, achievement: SupplyRecord): Bridge | null {
  const to = need.content.leastTrl;
  const from = declaredTrl(achievement.content)?.trl;
  return to === undefined || from === undefined || from >= to ? null : { from, to };
}

/** Whether a facility takes in what has a gap, and brings it all the way. */
export function closes({ content: { bridgesFrom, bridgesTo } }: SupplyRecord, { from, to }: Bridge): boolean {
  return bridgesFrom !== undefined && bridgesTo !== undefined && bridgesFrom <= from && bridgesTo >= to;
}

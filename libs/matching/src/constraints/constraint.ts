import type { NeedRecord, SupplyRecord } from '../records.js';

/** A rule that excludes a pairing outright. A silent side never violates one. */
export interface Constraint {
  readonly name: string;
  readonly version: number;
  allows(need: NeedRecord, supply: SupplyRecord, now: Date): boolean;
}

import { sharedRegionLevels } from '../codes/region.js';
import type { AnyRecord } from '../records.js';
import { signal } from './signal.js';

/** The record's own region, else its organization's. */
export const regionOf = (record: AnyRecord): string | null => record.content.region ?? record.organizationRegion;

const CLOSENESS = [0, 0.5, 1, 1] as const;

/** Near partners meet more easily: 1 in the same city, 0.5 in the same province. A preference, not a rule. */
export const region = signal({
  name: 'region',
  version: 2,
  prior: 0.01,
  read({ record: need }, { record: supply }) {
    const asked = regionOf(need);
    const offered = regionOf(supply);
    if (asked === null || offered === null) return null;
    const sharedLevels = sharedRegionLevels(asked, offered);
    return {
      value: CLOSENESS[sharedLevels] ?? 0,
      evidence: () => ({ kind: 'region', need: asked, supply: offered, sharedLevels }),
    };
  },
});

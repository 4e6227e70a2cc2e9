import type { Stage } from '../records.js';

/**
 * Declared stage → technology readiness levels, on either scale (GB/T 22900, ISO 16290: both 1 to 9). A default of our
 * own: neither standard names the stages.
 */
export const STAGE_TRL: Readonly<Record<Stage, readonly [number, number]>> = {
  early: [1, 3],
  middle: [4, 6],
  mature: [7, 9],
};

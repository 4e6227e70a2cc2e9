import type { Stage } from '../records.js';

/** Declared stage → technology readiness levels (GB/T 22900, ISO 16290). */
export const STAGE_TRL: Readonly<Record<Stage, readonly [number, number]>> = {
  early: [1, 3],
  middle: [4, 6],
  mature: [7, 9],
};

import { SIGNALS } from './signals/catalogue.js';
import type { SignalName } from './signals/catalogue.js';

/** How much each signal counts, 0 or more; only ratios matter, since blending divides by what is known. */
export type Weights = Readonly<Record<SignalName, number>>;

/**
 * What a fit starts from and is pulled towards, and what a signal counts in a version fitted before there was such a
 * signal. What is in force is an engine version.
 */
export const PRIOR_WEIGHTS = Object.fromEntries(SIGNALS.map(({ name, prior }) => [name, prior])) as Weights;

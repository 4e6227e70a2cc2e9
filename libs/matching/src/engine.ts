import { createHash } from 'node:crypto';
import type { Abstention } from './abstention.js';
import type { Calibration } from './calibrate.js';
import { CONSTRAINTS } from './constraints/catalogue.js';
import { BESIDE_RULES } from './links/link.js';
import type { EngineVersion } from './engine-version.js';
import { SIGNALS } from './signals/catalogue.js';
import { signalContext } from './signals/lexical-form.js';
import type { Signal, SignalContext } from './signals/signal.js';
import type { TermStatistics } from './text/term-statistics.js';

/** Everything a score depends on beside the two records, under one fingerprint; and how its answer is read. */
export interface Engine {
  readonly digest: string;
  /** Each signal with what it counts. */
  readonly signals: readonly { readonly signal: Signal; readonly weight: number }[];
  readonly calibration: Calibration;
  /** Not in the digest: it is applied when a list is read, and changes nothing that is stored. */
  readonly abstainBelow: Abstention | null;
  readonly context: SignalContext;
}

type FittedEngine = Pick<EngineVersion, 'weights' | 'calibration'> & Partial<Pick<EngineVersion, 'abstainBelow'>>;

/** In one order, whatever that of the file. */
const partsOf = (calibration: Calibration): unknown[] =>
  calibration.kind === 'platt'
    ? [calibration.kind, calibration.a, calibration.b]
    : [calibration.kind, ...[calibration.short, calibration.long].flatMap(({ a, b }) => [a, b])];

/**
 * @param model identity of the embedding model, null when there is none
 * @param signals one that the version does not know yet counts with its prior weight
 */
export function engineOf(
  { weights, calibration, abstainBelow = null }: FittedEngine,
  statistics: TermStatistics,
  model: string | null,
  signals: readonly Signal[] = SIGNALS,
): Engine {
  const known: Readonly<Record<string, number>> = weights;
  const weighed = signals.map((signal) => ({ signal, weight: known[signal.name] ?? signal.prior }));
  const parts = {
    model,
    weights: weighed.map(({ signal, weight }) => [signal.name, weight]),
    calibration: partsOf(calibration),
    statistics: statistics.digest,
    signals: signals.map(({ name, version }) => [name, version]),
    constraints: CONSTRAINTS.map(({ name, version }) => [name, version]),
    // Left out at first, so that lists made before there were other kinds are as good as ever.
    ...(BESIDE_RULES > 1 && { beside: BESIDE_RULES }),
  };
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return { digest, signals: weighed, calibration, abstainBelow, context: signalContext(statistics) };
}

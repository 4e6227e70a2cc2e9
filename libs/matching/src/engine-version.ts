import type { Abstention } from './abstention.js';
import type { Calibration } from './calibrate.js';
import { SIGNAL_NAMES } from './signals/names.js';
import { PRIOR_WEIGHTS } from './weights.js';
import type { Weights } from './weights.js';

/** What a fit learned, as kept in a file: the weights of the blend and the curve that makes its score a probability. */
export interface EngineVersion {
  /** Name of the version, unique among those kept. */
  version: string;
  /** ISO 8601, UTC. */
  created: string;
  /** Digest of each judged data set it was fitted on. */
  dataDigests: string[];
  weights: Weights;
  calibration: Calibration;
  /** When a need has no fitting supply; null: that is never said. */
  abstainBelow: Abstention | null;
  /** What the fit measured on needs it had not seen. For people to read and to compare; nothing is ranked by it. */
  metrics: Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * Reads a version from parsed JSON. A signal newer than the version counts with its prior weight.
 * @throws Error that lists every fault
 */
export function parseEngineVersion(json: unknown): EngineVersion {
  if (!isObject(json)) throw new Error('an engine version is a JSON object');
  const faults: string[] = [];
  const { version, created, dataDigests, weights, calibration, abstainBelow = null, metrics = {} } = json;
  if (typeof version !== 'string' || version.trim() === '') faults.push('version: want a name');
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) faults.push('created: want an ISO 8601 time');
  if (!Array.isArray(dataDigests) || !dataDigests.every((digest) => typeof digest === 'string')) {
    faults.push('dataDigests: want a list of digests');
  }
  faults.push(...faultsOfWeights(weights), ...faultsOfCalibration(calibration));
  faults.push(...faultsOfAbstention(abstainBelow));
  if (!isObject(metrics)) faults.push('metrics: want an object');
  if (faults.length > 0) throw new Error(faults.join('; '));
  return {
    ...(json as unknown as EngineVersion),
    weights: { ...PRIOR_WEIGHTS, ...(weights as Weights) },
    abstainBelow: abstainBelow as Abstention | null,
  };
}

function faultsOfWeights(weights: unknown): string[] {
  if (!isObject(weights)) return ['weights: want a number for each signal'];
  const faults = Object.entries(weights).flatMap(([name, weight]) => {
    if (!(SIGNAL_NAMES as readonly string[]).includes(name)) return [`weights.${name}: there is no such signal`];
    return isFinite(weight) && weight >= 0 ? [] : [`weights.${name}: want a number of 0 or more`];
  });
  const any = Object.values(weights).some((weight) => isFinite(weight) && weight > 0);
  return any ? faults : [...faults, 'weights: want at least one above 0'];
}

function faultsOfCalibration(calibration: unknown): string[] {
  if (!isObject(calibration) || calibration['kind'] !== 'platt') return ['calibration.kind: want platt'];
  const { a, b } = calibration;
  return [
    ...(isFinite(a) && a >= 0
      ? []
      : ['calibration.a: want a number of 0 or more, or a better score would be worth less']),
    ...(isFinite(b) ? [] : ['calibration.b: want a number']),
  ];
}

function faultsOfAbstention(abstainBelow: unknown): string[] {
  if (abstainBelow === null) return [];
  if (!isObject(abstainBelow)) return ['abstainBelow: want a threshold or null'];
  const { a, perLength, withField } = abstainBelow;
  return [
    ...(isFinite(a) ? [] : ['abstainBelow.a: want a number']),
    ...(isFinite(perLength) && perLength >= 0
      ? []
      : ['abstainBelow.perLength: want a number of 0 or more, or saying more would be held to less']),
    ...(isFinite(withField) && withField >= 0 ? [] : ['abstainBelow.withField: want a number of 0 or more']),
  ];
}

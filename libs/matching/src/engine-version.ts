import type { Abstention } from './abstention.js';
import type { Calibration } from './calibrate.js';
import type { Fault } from './errors.js';
import { SIGNAL_NAMES } from './signals/catalogue.js';
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
  /**
   * What the fit measured on needs it had not seen. For people to read and to compare; nothing is ranked by it.
   * `heldOut.all.bins`, where there, is the curve that was found of the probabilities said (`CalibrationBin`).
   */
  metrics: Record<string, unknown>;
}

/** Forecasts of like probability, in order from the least likely. */
export interface CalibrationBin {
  /** Mean probability said, 0–1. */
  said: number;
  /** Share that came true, 0–1. */
  found: number;
  /** Forecasts in the bin; one that lies on an edge counts in part on both sides. */
  count: number;
}
/** More bins than anyone can read in a chart. */
const MOST_BINS = 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Characters a name may have; it stands in addresses and tables. */
const NAME_LENGTH = 100;
/** Control characters, lone surrogates and the like, which can be neither stored nor read. */
const UNPRINTABLE = /\p{C}/u;

/** A version that cannot be used, with every reason. */
export class EngineVersionError extends Error {
  override readonly name = 'EngineVersionError';

  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ pointer, en }) => `${pointer.slice(1).replaceAll('/', '.') || 'file'}: ${en}`).join('; '));
  }
}

const fault = (path: string, zh: string, en: string): Fault => ({
  pointer: path === '' ? '' : `/${path.replaceAll('.', '/')}`,
  zh,
  en,
});

/**
 * Reads a version from parsed JSON. A signal newer than the version counts with its prior weight.
 * @throws EngineVersionError that lists every fault
 */
export function parseEngineVersion(json: unknown): EngineVersion {
  if (!isObject(json))
    throw new EngineVersionError([fault('', '应为 JSON 对象', 'an engine version is a JSON object')]);
  const { version, created, dataDigests, weights, calibration, abstainBelow = null, metrics = {} } = json;
  const faults = [...faultsOfName(version)];
  if (typeof created !== 'string' || Number.isNaN(Date.parse(created))) {
    faults.push(fault('created', '应为 ISO 8601 时间', 'want an ISO 8601 time'));
  }
  if (!Array.isArray(dataDigests) || !dataDigests.every((digest) => typeof digest === 'string')) {
    faults.push(fault('dataDigests', '应为数据指纹的列表', 'want a list of digests'));
  }
  faults.push(...faultsOfWeights(weights), ...faultsOfCalibration(calibration));
  faults.push(...faultsOfAbstention(abstainBelow));
  if (!isObject(metrics)) faults.push(fault('metrics', '应为对象', 'want an object'));
  else faults.push(...faultsOfBins(metrics));
  if (faults.length > 0) throw new EngineVersionError(faults);
  return {
    ...(json as unknown as EngineVersion),
    weights: { ...PRIOR_WEIGHTS, ...(weights as Weights) },
    abstainBelow: abstainBelow as Abstention | null,
  };
}

function faultsOfName(name: unknown): Fault[] {
  const fits = typeof name === 'string' && name === name.trim() && name !== '' && name.length <= NAME_LENGTH;
  if (fits && !UNPRINTABLE.test(name)) return [];
  return [
    fault(
      'version',
      `应为名称：至多 ${NAME_LENGTH} 个可见字符，首尾无空格`,
      `want a name of at most ${NAME_LENGTH} visible characters, no blank at either end`,
    ),
  ];
}

function faultsOfWeights(weights: unknown): Fault[] {
  if (!isObject(weights)) return [fault('weights', '应为每个信号给出一个数', 'want a number for each signal')];
  const faults = Object.entries(weights).flatMap(([name, weight]) => {
    if (!(SIGNAL_NAMES as readonly string[]).includes(name)) {
      return [fault(`weights.${name}`, '没有这个信号，请删除', 'there is no such signal; remove it')];
    }
    return isFinite(weight) && weight >= 0
      ? []
      : [fault(`weights.${name}`, '应为不小于 0 的数', 'want a number of 0 or more')];
  });
  const any = Object.values(weights).some((weight) => isFinite(weight) && weight > 0);
  return any ? faults : [...faults, fault('weights', '至少一个应大于 0', 'want at least one above 0')];
}

function faultsOfCalibration(calibration: unknown): Fault[] {
  const kind = isObject(calibration) ? calibration['kind'] : null;
  if (!isObject(calibration) || (kind !== 'platt' && kind !== 'by-length')) {
    return [fault('calibration.kind', '应为 platt 或 by-length', 'want platt or by-length')];
  }
  if (kind === 'platt') return faultsOfCurve('calibration', calibration);
  return ['short', 'long'].flatMap((end) => faultsOfCurve(`calibration.${end}`, calibration[end]));
}

function faultsOfCurve(path: string, curve: unknown): Fault[] {
  const { a, b } = isObject(curve) ? curve : {};
  return [
    ...(isFinite(a) && a >= 0
      ? []
      : [
          fault(
            `${path}.a`,
            '应为不小于 0 的数，否则分数越高概率越低',
            'want a number of 0 or more, or a better score would be worth less',
          ),
        ]),
    ...(isFinite(b) ? [] : [fault(`${path}.b`, '应为数', 'want a number')]),
  ];
}

function faultsOfAbstention(abstainBelow: unknown): Fault[] {
  if (abstainBelow === null) return [];
  if (!isObject(abstainBelow)) return [fault('abstainBelow', '应为阈值或 null', 'want a threshold or null')];
  const { a, perLength, withField } = abstainBelow;
  const atLeast0 = (name: string, value: unknown, zh: string, en: string): Fault[] =>
    isFinite(value) && value >= 0 ? [] : [fault(`abstainBelow.${name}`, zh, en)];
  return [
    ...(isFinite(a) ? [] : [fault('abstainBelow.a', '应为数', 'want a number')]),
    ...atLeast0(
      'perLength',
      perLength,
      '应为不小于 0 的数，否则写得越多要求越低',
      'want a number of 0 or more, or saying more would be held to less',
    ),
    ...atLeast0('withField', withField, '应为不小于 0 的数', 'want a number of 0 or more'),
  ];
}

/** A version fitted before bins were kept has none. */
function faultsOfBins({ heldOut }: Record<string, unknown>): Fault[] {
  const all = isObject(heldOut) ? heldOut['all'] : undefined;
  const bins = isObject(all) ? all['bins'] : undefined;
  if (bins === undefined) return [];
  const path = 'metrics.heldOut.all.bins';
  if (!Array.isArray(bins) || bins.length > MOST_BINS) {
    return [fault(path, `应为至多 ${MOST_BINS} 项的列表`, `want a list of at most ${MOST_BINS}`)];
  }
  const isShare = (value: unknown): boolean => isFinite(value) && value >= 0 && value <= 1;
  return bins.flatMap((bin: unknown, i) => {
    const { said, found, count } = isObject(bin) ? bin : {};
    return [
      ...(isShare(said) ? [] : [fault(`${path}.${i}.said`, '应为 0 到 1 的数', 'want a number from 0 to 1')]),
      ...(isShare(found) ? [] : [fault(`${path}.${i}.found`, '应为 0 到 1 的数', 'want a number from 0 to 1')]),
      ...(isFinite(count) && count >= 0
        ? []
        : [fault(`${path}.${i}.count`, '应为不小于 0 的数', 'want a number of 0 or more')]),
    ];
  });
}

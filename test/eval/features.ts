import { createHash } from 'node:crypto';
import type { Embedder } from '#embedding';
import { Profiler, Segmenter, SNAPSHOT_FROM_SUPPLIES, termsOf } from '#engine';
import { countTerms, engineOf, proseLength, SIGNAL_NAMES, SIGNALS, TermStatistics } from '#matching';
import type {
  AnyProfiled,
  AnyRecord,
  Engine,
  EngineVersion,
  ProfiledNeed,
  ProfiledSupply,
  TermCounts,
} from '#matching';
import type { Weights } from '#matching';
import type { DataSet } from './data-set.js';

/** Supplies from this grade on solve all or a substantial part of a need. */
export const RELEVANT_FROM = 2;

/** The signals of one need with its supplies, read once; every scorer and every fit works on these numbers. */
export interface NeedFeatures {
  id: string;
  title: string;
  /** Places in the data set's supplies, one for each row. */
  supplies: Int32Array;
  /** Row after row the values of all signals, in the order of SIGNAL_NAMES; NaN is unknown. */
  values: Float64Array;
  /** Prose of each row's supply, in UTF-16 units; what the curve goes by. */
  lengths: Float64Array;
  /** The rows that were judged, and their grades. */
  judged: Int32Array;
  grades: Float64Array;
  /** How much each judged row counts among those of its need; without them all alike. */
  weights?: Float64Array;
}

export interface ProfiledDataSet {
  needs: ProfiledNeed[];
  supplies: ProfiledSupply[];
  engine: Engine;
}

/** Identity of a judged data set: the same records and grades in any order and folder give the same. */
export function dataDigest({ needs, supplies, judgements }: DataSet): string {
  const lines = [
    ...[...needs, ...supplies].map(({ id, contentHash }) => `${id}\t${contentHash}`),
    ...[...judgements].flatMap(([need, grades]) =>
      [...grades].map(([supply, grade]) => `${need}\t${supply}\t${grade}`),
    ),
  ];
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex').slice(0, 16);
}

/** Profiles a data set as the platform would, its supplies counted as the platform's own where they are enough. */
export async function profileDataSet(
  data: DataSet,
  embedder: Embedder | null,
  background: TermCounts,
  version: Pick<EngineVersion, 'weights' | 'calibration'>,
): Promise<ProfiledDataSet> {
  const profiler = new Profiler(new Segmenter(), embedder, new TermStatistics(background));
  const profiled = async <R extends AnyRecord>(
    records: R[],
  ): Promise<{ record: R; profile: AnyProfiled['profile'] }[]> => {
    const profiles = await profiler.profile(records);
    return records.flatMap((record, i) => (profiles[i] ? [{ record, profile: profiles[i] }] : []));
  };
  const needs: ProfiledNeed[] = await profiled(data.needs);
  const supplies: ProfiledSupply[] = await profiled(data.supplies);
  const ownTerms = supplies.length < SNAPSHOT_FROM_SUPPLIES ? null : countTerms(supplies.map(termsOf), 2);
  const statistics = new TermStatistics(background, ownTerms);
  return { needs, supplies, engine: engineOf(version, statistics, embedder?.id ?? null) };
}

/** The judged needs with all supplies, or with the judged ones alone. */
export function featuresOf(
  { needs, supplies, engine }: ProfiledDataSet,
  judgements: DataSet['judgements'],
  which: 'all' | 'judged',
  progress: (done: number) => void = () => undefined,
): NeedFeatures[] {
  const lengths = supplies.map(({ record }) => proseLength(record.content));
  return needs.flatMap((need, done) => {
    progress(done);
    const grades = judgements.get(need.record.id);
    if (!grades) return [];
    const places = supplies.flatMap(({ record }, place) => (which === 'all' || grades.has(record.id) ? [place] : []));
    const values = new Float64Array(places.length * SIGNALS.length);
    const judged: number[] = [];
    places.forEach((place, row) => {
      const supply = supplies[place];
      if (!supply) return;
      SIGNALS.forEach((signal, k) => {
        values[row * SIGNALS.length + k] = signal.read(need, supply, engine.context)?.value ?? NaN;
      });
      if (grades.has(supply.record.id)) judged.push(row);
    });
    const gradeOf = (row: number): number => grades.get(supplies[places[row] ?? -1]?.record.id ?? '') ?? 0;
    return {
      id: need.record.id,
      title: need.record.content.title,
      supplies: Int32Array.from(places),
      values,
      lengths: Float64Array.from(places, (place) => lengths[place] ?? 0),
      judged: Int32Array.from(judged),
      grades: Float64Array.from(judged, gradeOf),
    };
  });
}

/** Score of every row, exactly as the engine blends and rounds it. */
export function blendRows(
  { supplies, values }: Pick<NeedFeatures, 'supplies' | 'values'>,
  weights: Weights,
): Float64Array {
  const byPlace = SIGNALS.map(({ name }) => weights[name]);
  return Float64Array.from(supplies, (_place, row) => {
    let sum = 0;
    let known = 0;
    for (let k = 0; k < byPlace.length; k++) {
      const value = values[row * byPlace.length + k] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += (byPlace[k] ?? 0) * value;
      known += byPlace[k] ?? 0;
    }
    return known === 0 ? 0 : Math.round((sum / known) * 1e6) / 1e6;
  });
}

/** The same need with its judged rows alone. */
export function judgedOnly(need: NeedFeatures): NeedFeatures {
  const width = SIGNAL_NAMES.length;
  const values = new Float64Array(need.judged.length * width);
  need.judged.forEach((row, i) => values.set(need.values.subarray(row * width, (row + 1) * width), i * width));
  return {
    ...need,
    supplies: need.judged.map((row) => need.supplies[row] ?? -1),
    values,
    lengths: Float64Array.from(need.judged, (row) => need.lengths[row] ?? 0),
    judged: need.judged.map((_row, i) => i),
  };
}

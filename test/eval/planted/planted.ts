import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Profiler } from '#engine';
import { contentHash, isSuspected, likenessOf, retrievalVector } from '#matching';
import type { AnyProfiled, AnyRecord, SignalContext } from '#matching';
import { paraphrase } from './paraphrase.js';
import { unlike, UNLIKE_KINDS } from './unlike.js';

/** Where a planted pair comes from: a paraphrase by rule or by hand, a look-alike, or any two other records. */
export const PLANTED = ['light', 'heavy', 'rewritten', ...UNLIKE_KINDS, 'others'] as const;
export type Planted = (typeof PLANTED)[number];
export const isDuplicate = (planted: Planted): boolean => ['light', 'heavy', 'rewritten'].includes(planted);

export interface PlantedPair {
  /** `chosen`: the threshold was chosen on it; `held-out`: it was not. Halves by the record the pair was made from. */
  half: 'chosen' | 'held-out';
  planted: Planted;
  /** Ids of both records. */
  of: [string, string];
  likeness: number;
  /** At the thresholds in force. */
  suspected: boolean;
  sameOrganization: boolean;
}

interface Rewritten {
  of: string;
  title: string;
  description: string;
}

export async function readRewritten(file: string): Promise<Rewritten[]> {
  return (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Rewritten);
}

const halfOf = (id: string): PlantedPair['half'] =>
  createHash('sha256').update(id).digest()[0]! % 2 === 0 ? 'chosen' : 'held-out';

const nearness = (a: AnyProfiled, b: AnyProfiled): number => {
  const [one, other] = [retrievalVector(a.profile), retrievalVector(b.profile)];
  return one && other ? one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0) : 0;
};

/**
 * The likeness of every planted pair: each record with its paraphrases and look-alikes, and every paraphrase written by
 * hand and every record with all other records of its kind.
 */
export async function plantedPairs(
  records: readonly AnyRecord[],
  rewritten: readonly Rewritten[],
  profiler: Profiler,
  context: SignalContext,
): Promise<PlantedPair[]> {
  const profile = async (all: readonly AnyRecord[]): Promise<AnyProfiled[]> => {
    const hashed = all.map((record) => ({ ...record, contentHash: contentHash(record.content) }));
    const profiles = await profiler.profile(hashed);
    return hashed.map((record, i) => ({ record, profile: profiles[i]! }));
  };
  const originals = await profile(records);
  const byId = new Map(originals.map((one) => [one.record.id, one]));
  const pairs: PlantedPair[] = [];
  const add = (planted: Planted, one: AnyProfiled, other: AnyProfiled): void => {
    const of: [string, string] = [one.record.id, other.record.id];
    const likeness = likenessOf(one, other, context);
    const sameOrganization = one.record.organizationId === other.record.organizationId;
    pairs.push({
      half: halfOf(one.record.id),
      planted,
      of,
      likeness,
      suspected: isSuspected(one, other, likeness),
      sameOrganization,
    });
  };
  for (const heavy of [false, true]) {
    const made = await profile(records.map((record) => paraphrase(record, heavy)));
    made.forEach((one, i) => add(heavy ? 'heavy' : 'light', originals[i]!, one));
  }
  const nearest = originals.map(
    (one) =>
      originals
        .filter((other) => other !== one && other.record.kind === one.record.kind)
        .map((other) => ({ other, near: nearness(one, other) }))
        .sort((a, b) => b.near - a.near)[0]!.other,
  );
  for (const kind of UNLIKE_KINDS) {
    const made = originals.flatMap((one, i) => {
      const record = unlike(kind, one, nearest[i]!);
      return record ? [{ one, record }] : [];
    });
    (await profile(made.map(({ record }) => record))).forEach((other, i) => add(kind, made[i]!.one, other));
  }
  const byHand = await profile(
    rewritten.map(({ of, title, description }) => {
      const { record } = byId.get(of)!;
      const organizationId = `another ${record.organizationId}`;
      return { ...record, id: `${of}-rewritten`, organizationId, content: { title, description } };
    }),
  );
  for (const [i, one] of byHand.entries()) {
    for (const other of originals) {
      if (other.record.kind !== one.record.kind) continue;
      add(other.record.id === rewritten[i]!.of ? 'rewritten' : 'others', other, one);
    }
  }
  originals.forEach((one, i) => {
    for (const other of originals.slice(0, i)) if (other.record.kind === one.record.kind) add('others', one, other);
  });
  return pairs;
}

export interface Detection {
  pairs: number;
  precision: number;
  recall: number;
}

/** Precision and recall of what is suspected. */
export function detection(
  pairs: readonly PlantedPair[],
  suspected: (pair: PlantedPair) => boolean = (pair) => pair.suspected,
): Detection {
  const found = pairs.filter(suspected);
  const right = found.filter(({ planted }) => isDuplicate(planted)).length;
  const all = pairs.filter(({ planted }) => isDuplicate(planted)).length;
  return { pairs: pairs.length, precision: right / found.length, recall: right / all };
}

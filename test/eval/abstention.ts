import type { Embedder } from '#embedding';
import { calibrate, extentOf, fitOf, LEAST_SUPPLY_CHARACTERS, thresholdFor } from '#matching';
import type { Abstention, Calibration, Extent, TermCounts, Weights } from '#matching';
import type { DataSet } from './data-set.js';
import { blendRows, featuresOf, profileDataSet, RELEVANT_FROM } from './features.js';
import { minimize } from './fit-weights.js';

/** Characters of its description that a need is cut to, so that short needs are fitted too; its other facts go. */
const CUTS = [0, 40, 80, 160, 320];
/** Share of needs with a fitting supply that may be turned away. The goal is at most 0.05; this leaves room. */
const TURNED_AWAY = 0.04;
/** Logits within which a need at the threshold counts in part, so that the loss is smooth. */
const SOFTNESS = 0.1;

/**
 * What a list said best of a need: with all supplies (`fits`: one was judged 2 or 3), or with every supply judged 1 or
 * more taken away, which leaves none that fits.
 */
export interface Case extends Extent {
  needId: string;
  fits: boolean;
  /** Best probability on the list. */
  probability: number;
  /** Of the supply that has it. */
  supplyCharacters: number;
  cut: number | null;
}

type Version = { weights: Weights; calibration: Calibration };

const cutTo = (data: DataSet, characters: number): DataSet => ({
  ...data,
  needs: data.needs.map((need) => ({
    ...need,
    content: { title: need.content.title, description: [...need.content.description].slice(0, characters).join('') },
  })),
});

/** Cases of every need as posted and cut short, on its judged supplies. None when all supplies are mere titles. */
export async function abstentionCases(
  data: DataSet,
  embedder: Embedder,
  background: TermCounts,
  versionOf: (needId: string) => Version,
): Promise<Case[]> {
  if (!data.supplies.some(({ content }) => extentOf(content).characters >= LEAST_SUPPLY_CHARACTERS)) return [];
  const cases: Case[] = [];
  for (const cut of [...CUTS, null]) {
    const shortened = cut === null ? data : cutTo(data, cut);
    const version = versionOf(data.needs[0]?.id ?? '');
    const set = await profileDataSet(shortened, embedder, background, version);
    const extents = new Map(shortened.needs.map(({ id, content }) => [id, extentOf(content)]));
    for (const need of featuresOf(set, data.judgements, 'judged')) {
      const { weights, calibration } = versionOf(need.id);
      const extent = extents.get(need.id);
      if (!extent) continue;
      const said = Array.from(blendRows(need, weights), (score, row) => ({
        grade: need.grades[row] ?? 0,
        probability: calibrate(calibration, score, need.lengths[row] ?? 0),
        supplyCharacters: extentOf(set.supplies[need.supplies[row] ?? -1]!.record.content).characters,
      }));
      for (const one of casesOf(said)) cases.push({ ...extent, needId: need.id, cut, ...one });
    }
  }
  return cases.filter(({ supplyCharacters }) => supplyCharacters >= LEAST_SUPPLY_CHARACTERS);
}

export interface Said {
  grade: number;
  probability: number;
  supplyCharacters: number;
}

/** The need with all its supplies, if one fits, and with all that are of any use taken away. */
export function casesOf<S extends Said>(list: readonly S[]): (Pick<Case, 'fits'> & S)[] {
  const best = (of: readonly S[]): S[] => [...of].sort((a, b) => b.probability - a.probability).slice(0, 1);
  const useless = list.filter(({ grade }) => grade < 1);
  return [
    ...(list.some(({ grade }) => grade >= RELEVANT_FROM) ? best(list).map((one) => ({ ...one, fits: true })) : []),
    ...(useless.length > 0 ? best(useless).map((one) => ({ ...one, fits: false })) : []),
  ];
}

/** The threshold, by how much a need says, that turns away so few of the needs that something fits; null without any. */
export function fitAbstention(cases: readonly Case[]): Abstention | null {
  const fitting = cases.filter(({ fits }) => fits);
  if (fitting.length === 0) return null;
  const points = fitting.map(({ probability, characters, hasField }) => ({
    logit: logit(probability),
    length: Math.log(Math.max(1, characters) / 100),
    field: hasField ? 1 : 0,
  }));
  // Smoothed quantile regression: the line that this share of the points lies under.
  const [a = 0, perLength = 0, withField = 0] = minimize([-2, 0.3, 0.5], (at, gradient) => {
    let loss = 0;
    gradient.fill(0);
    for (const point of points) {
      const above = point.logit - (at[0] ?? 0) - (at[1] ?? 0) * point.length - (at[2] ?? 0) * point.field;
      const scaled = above / SOFTNESS;
      loss += TURNED_AWAY * above + SOFTNESS * (Math.max(-scaled, 0) + Math.log1p(Math.exp(-Math.abs(scaled))));
      const slope = TURNED_AWAY - 1 / (1 + Math.exp(scaled));
      gradient[0]! -= slope;
      gradient[1]! -= slope * point.length;
      gradient[2]! -= slope * point.field;
    }
    for (let k = 0; k < 3; k++) gradient[k]! /= points.length;
    return loss / points.length;
  });
  return { a: round(a), perLength: round(Math.max(0, perLength)), withField: round(Math.max(0, withField)) };
}

const logit = (p: number): number => {
  const within = Math.min(0.9999, Math.max(0.0001, p));
  return Math.log(within / (1 - within));
};
const round = (value: number): number => Number(value.toPrecision(4));

export interface AbstentionRates {
  /** Needs that a supply fits, and the share of them said to have none: to be at most 0.05. */
  fitting: number;
  turnedAway: number;
  /** Needs that none fits, and the share of them said to have none: to be at least 0.9. */
  unfitting: number;
  abstained: number;
}

/** @param thresholds for each case; null for none */
export function abstentionRates(
  cases: readonly Omit<Case, 'cut' | 'needId'>[],
  thresholds: readonly (Abstention | null)[],
): AbstentionRates {
  const none = cases.map((one, i) => {
    const abstention = thresholds[i] ?? null;
    return fitOf([{ ...one, degraded: null }], abstention && thresholdFor(abstention, one)) === 'none';
  });
  const share = (fits: boolean): { of: number; none: number } => {
    const of = cases.flatMap((one, i) => (one.fits === fits ? [none[i]] : []));
    return { of: of.length, none: of.length === 0 ? 0 : of.filter(Boolean).length / of.length };
  };
  const [fitting, unfitting] = [share(true), share(false)];
  return { fitting: fitting.of, turnedAway: fitting.none, unfitting: unfitting.of, abstained: unfitting.none };
}

/** For every case, the threshold fitted on the needs of other folds. */
export function heldOutThresholds(cases: readonly Case[], foldOf: (needId: string) => number): (Abstention | null)[] {
  const byFold = new Map<number, Abstention | null>();
  return cases.map(({ needId }) => {
    const fold = foldOf(needId);
    if (!byFold.has(fold)) byFold.set(fold, fitAbstention(cases.filter((one) => foldOf(one.needId) !== fold)));
    return byFold.get(fold) ?? null;
  });
}

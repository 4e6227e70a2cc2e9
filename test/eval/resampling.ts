/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const SEED = 20_260_101;
const RESAMPLES = 1000;
const FLIPS = 10_000;

export type Interval = [low: number, high: number];

/**
 * 95 % of what a statistic would be had other units (needs, say) been drawn from where these came.
 * @param statistic of a sample that holds unit i `times[i]` times; NaN when it has no value there
 */
export function bootstrap(units: number, statistic: (times: Uint16Array) => number, resamples = RESAMPLES): Interval {
  const random = seeded(SEED);
  const values: number[] = [];
  for (let round = 0; round < resamples; round++) {
    const times = new Uint16Array(units);
    for (let draw = 0; draw < units; draw++) {
      const at = Math.floor(random() * units);
      times[at] = (times[at] ?? 0) + 1;
    }
    const value = statistic(times);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return [at(0.025), at(0.975)];
}

/** Interval of the mean of the values that are there. */
export function meanInterval(values: readonly (number | null)[]): Interval {
  return bootstrap(values.length, (times) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) continue;
      sum += value * (times[i] ?? 0);
      count += times[i] ?? 0;
    }
    return sum / count;
  });
}

export interface Comparison {
  /** Mean of one less the mean of the other, over the units both have a value for. */
  difference: number;
  interval: Interval;
  /** Chance of a difference this large either way if the signs of the units' differences were thrown. */
  p: number;
}

/** Paired comparison, unit by unit, by sign-flip permutation. */
export function compare(one: readonly (number | null)[], other: readonly (number | null)[]): Comparison {
  const differences = one.flatMap((value, i) => {
    const against = other[i];
    return value === null || against === null || against === undefined ? [] : [value - against];
  });
  const total = differences.reduce((sum, value) => sum + value, 0);
  const random = seeded(SEED);
  let asLarge = 0;
  for (let round = 0; round < FLIPS; round++) {
    let sum = 0;
    for (const value of differences) sum += random() < 0.5 ? value : -value;
    if (Math.abs(sum) >= Math.abs(total) - 1e-12) asLarge++;
  }
  return {
    difference: differences.length === 0 ? 0 : total / differences.length,
    interval: meanInterval(differences),
    p: (asLarge + 1) / (FLIPS + 1),
  };
}

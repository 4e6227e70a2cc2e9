/** The two closest codes of two lists on one tree, and how many levels from the root they share. */
export interface NearestCodes {
  need: string;
  supply: string;
  sharedLevels: number;
  /** 1 for the same code, falling with the distance, 0 for another branch. */
  closeness: number;
}

/** Closeness on a tree is 2·shared ÷ (depth + depth) (Wu and Palmer, 1994). Ties go to the first codes given. */
export function nearestCodes(
  need: readonly string[],
  supply: readonly string[],
  path: (code: string) => string[],
): NearestCodes | null {
  let best: NearestCodes | null = null;
  for (const a of need) {
    const up = path(a);
    for (const b of supply) {
      const down = path(b);
      let sharedLevels = 0;
      while (sharedLevels < Math.min(up.length, down.length) && up[sharedLevels] === down[sharedLevels]) sharedLevels++;
      const closeness = (2 * sharedLevels) / (up.length + down.length);
      if (!best || closeness > best.closeness) best = { need: a, supply: b, sharedLevels, closeness };
    }
  }
  return best;
}

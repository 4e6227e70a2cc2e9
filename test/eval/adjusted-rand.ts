/**
 * How far two ways of dividing the same things agree, corrected for chance (Hubert and Arabie, 1985): 1 for the same
 * division, about 0 for chance.
 * @param a label of each thing @param b its label in the other division
 */
export function adjustedRand(a: readonly string[], b: readonly string[]): number {
  const pairsIn = (labels: readonly string[]): number => {
    const sizes = new Map<string, number>();
    for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  };
  const [ofA, ofB, ofBoth] = [pairsIn(a), pairsIn(b), pairsIn(a.map((label, i) => `${label}\n${b[i]}`))];
  const all = (a.length * (a.length - 1)) / 2;
  const byChance = (ofA * ofB) / all;
  const most = (ofA + ofB) / 2;
  return most === byChance ? 1 : (ofBoth - byChance) / (most - byChance);
}

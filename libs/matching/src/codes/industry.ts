/** Section letter of GB/T 4754-2017 by the first division that no longer belongs to it. */
const SECTIONS: readonly [string, number, number][] = [
  ['A', 1, 5],
  ['B', 6, 12],
  ['C', 13, 43],
  ['D', 44, 46],
  ['E', 47, 50],
  ['F', 51, 52],
  ['G', 53, 60],
  ['H', 61, 62],
  ['I', 63, 65],
  ['J', 66, 69],
  ['K', 70, 70],
  ['L', 71, 72],
  ['M', 73, 75],
  ['N', 76, 79],
  ['O', 80, 82],
  ['P', 83, 83],
  ['Q', 84, 85],
  ['R', 86, 90],
  ['S', 91, 96],
  ['T', 97, 97],
];

/** GB/T 4754-2017: section letter and 2 to 4 digits whose division lies in that section, e.g. C35, C3841. */
export function isIndustry(code: string): boolean {
  const match = /^([A-T])(\d{2})\d{0,2}$/.exec(code);
  if (!match) return false;
  const division = Number(match[2]);
  return SECTIONS.some(([letter, first, last]) => letter === match[1] && division >= first && division <= last);
}

/** Path of an industry code in the tree, section first: C3841 → C, C38, C384, C3841. */
export const industryPath = (code: string): string[] =>
  [code.slice(0, 1), code.slice(0, 3), code.slice(0, 4), code.slice(0, 5)].filter(
    (step, i, all) => step !== all[i - 1],
  );

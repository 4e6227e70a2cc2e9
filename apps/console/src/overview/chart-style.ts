/** Colours that charts are drawn with: a canvas reads no style sheet. The same as in theme.css. */
export const INK = '#16282a';
export const SOFT = '#465a5c';
export const BRAND = '#0f5c57';
export const LINE = '#e8e5dc';

/** A number's axis, with faint lines across. */
export const axisOf = (): object => ({
  type: 'value',
  axisLabel: { color: SOFT, fontFamily: 'inherit' },
  splitLine: { lineStyle: { color: LINE } },
});

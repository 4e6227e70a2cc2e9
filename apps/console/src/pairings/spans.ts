/** A range of UTF-16 units of one text, and the evidence it belongs to. */
export interface LinkedRange {
  start: number;
  end: number;
  /** The same on both sides: lighting one up lights the other. */
  link: string;
}

/** A stretch of text that belongs to the same evidence throughout; none for plain text. */
export interface Segment {
  text: string;
  links: string[];
  /** The links that begin here, so that each piece of evidence can be reached once. */
  starts: string[];
}

/** Cuts a text where evidence begins or ends. Ranges may overlap, and may lie outside the text when it has changed. */
export function segmentsOf(text: string, ranges: readonly LinkedRange[]): Segment[] {
  const valid = ranges
    .map(({ start, end, link }) => ({ start: Math.max(0, start), end: Math.min(text.length, end), link }))
    .filter(({ start, end }) => start < end);
  const cuts = [...new Set([0, text.length, ...valid.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1] ?? text.length;
    const here = valid.filter(({ start, end }) => start <= from && end >= to);
    return {
      text: text.slice(from, to),
      links: [...new Set(here.map(({ link }) => link))],
      starts: [...new Set(here.filter(({ start }) => start === from).map(({ link }) => link))],
    };
  });
}

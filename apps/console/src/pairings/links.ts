import { evidenceOf } from '../api/views.js';
import type { Comparison, Pairing, Span } from '../api/views.js';
import type { LinkedRange } from './spans.js';

/** A piece of evidence with a place in one or both texts. */
export interface EvidenceLink {
  link: string;
  kind: 'phrase' | 'keyword' | 'indicator';
  text: string;
  outcome: Comparison['outcome'] | null;
  need: Span | null;
  supply: Span | null;
}

/** Everything in a pairing's evidence that can be pointed at, phrases first. */
export function linksOf(pairing: Pick<Pairing, 'signals'>): EvidenceLink[] {
  const phrases = evidenceOf(pairing, 'shared-phrases')?.phrases ?? [];
  const keywords = evidenceOf(pairing, 'keywords')?.found ?? [];
  const comparisons = evidenceOf(pairing, 'indicators')?.comparisons ?? [];
  return [
    ...phrases.map(({ text, need, supply }, i): EvidenceLink => {
      return { link: `p${i}`, kind: 'phrase', text, outcome: null, need, supply };
    }),
    ...keywords
      .filter(({ text }) => !phrases.some((one) => one.text === text))
      .map(({ text, need, supply }, i): EvidenceLink => {
        return { link: `k${i}`, kind: 'keyword', text, outcome: null, need, supply };
      }),
    ...comparisons.map(({ asked, stated, outcome }, i): EvidenceLink => {
      return {
        link: `i${i}`,
        kind: 'indicator',
        text: asked.text,
        outcome,
        need: asked.span,
        supply: stated?.span ?? null,
      };
    }),
  ];
}

/** The ranges of one side by the JSON pointer of the field they lie in. */
export function rangesByField(links: readonly EvidenceLink[], side: 'need' | 'supply'): Map<string, LinkedRange[]> {
  const found = new Map<string, LinkedRange[]>();
  for (const one of links) {
    const span = one[side];
    if (!span) continue;
    const range = { start: span.start, end: span.end, link: one.link };
    const alike = found.get(span.path);
    if (alike) alike.push(range);
    else found.set(span.path, [range]);
  }
  return found;
}

import { normalize } from '../text/normalize.js';
import { locate } from './shared-phrases.js';
import { signal } from './signal.js';

/** Share of the need's declared keywords that the supply uses anywhere, each weighed alike. */
export const keywords = signal({
  name: 'keywords',
  version: 1,
  prior: 0.04,
  read({ record: need }, supply, context) {
    const asked = (['keywords', 'keywordsEn'] as const).flatMap((name) =>
      (need.content[name] ?? []).map((text, i) => ({
        text,
        span: { path: `/${name}/${i}`, start: 0, end: text.length },
      })),
    );
    if (asked.length === 0) return null;
    const fields = context.lexicalForm(supply).fields();
    const places = asked.map((keyword) => ({ ...keyword, supply: locate(normalize(keyword.text), fields) }));
    const found = places.flatMap(({ text, span, supply: place }) =>
      place ? [{ text, need: span, supply: place }] : [],
    );
    const missing = places.flatMap(({ text, span, supply: place }) => (place ? [] : [{ text, span }]));
    return { value: found.length / asked.length, evidence: () => ({ kind: 'keywords', found, missing }) };
  },
});

import { normalize } from '../text/normalize.js';
import type { Signal } from './signal.js';

/** Share of the need's declared keywords that the supply uses anywhere, each weighed alike. */
export const keywords: Signal = {
  name: 'keywords',
  version: 1,
  read({ record: need }, supply, context) {
    const asked = [...(need.content.keywords ?? []), ...(need.content.keywordsEn ?? [])];
    if (asked.length === 0) return null;
    const fields = context.lexicalForm(supply).fields();
    const uses = (keyword: string): boolean => fields.some(({ text }) => text.includes(keyword));
    const found = asked.filter((keyword) => uses(normalize(keyword)));
    const missing = asked.filter((keyword) => !found.includes(keyword));
    return { value: found.length / asked.length, evidence: () => ({ kind: 'keywords', found, missing }) };
  },
};

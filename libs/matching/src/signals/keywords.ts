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
    const uses = (keyword: string): boolean => fields.some(({ text }) => holds(text, keyword));
    const found = asked.filter((keyword) => uses(normalize(keyword)));
    const missing = asked.filter((keyword) => !found.includes(keyword));
    return { value: found.length / asked.length, evidence: () => ({ kind: 'keywords', found, missing }) };
  },
};

/** A keyword of letters counts as a word of its own, not inside another. */
const holds = (text: string, keyword: string): boolean => {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    const joined = (a: string, b: string) => /[a-z0-9]/.test(a) && /[a-z0-9]/.test(b);
    const end = at + keyword.length;
    if (!joined(text.charAt(at - 1), text.charAt(at)) && !joined(text.charAt(end - 1), text.charAt(end))) return true;
  }
  return false;
};

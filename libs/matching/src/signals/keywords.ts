import { textsOf } from '../records.js';
import { normalize } from '../text/normalize.js';
import type { Signal } from './signal.js';

/** Share of the need's declared keywords that the supply uses anywhere, each weighed alike. */
export const keywords: Signal = {
  name: 'keywords',
  version: 1,
  read({ record: need }, { record: supply }) {
    const asked = [...(need.content.keywords ?? []), ...(need.content.keywordsEn ?? [])];
    if (asked.length === 0) return null;
    const { title, body } = textsOf(supply.content);
    const text = normalize(`${title}\n${body}`);
    const found = asked.filter((keyword) => text.includes(normalize(keyword)));
    const missing = asked.filter((keyword) => !found.includes(keyword));
    return { value: found.length / asked.length, evidence: () => ({ kind: 'keywords', found, missing }) };
  },
};

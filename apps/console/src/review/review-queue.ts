import { api, given } from '../api/client.js';
import type { PairingSummary } from '../api/views.js';

/** Needs looked at for one batch, and pairings taken of each. */
const NEEDS = 100;
const OF_EACH = 3;
/** Questions under way at a time. */
const AT_ONCE = 4;

/** Pairings of published needs that wait for a decision, the likeliest first. */
export async function nextBatch(decided: ReadonlySet<string>): Promise<PairingSummary[]> {
  const { items: needs } = await given(api.GET('/api/v1/needs', { params: { query: { limit: NEEDS } } }));
  const found: PairingSummary[] = [];
  const waiting = needs.map(({ record }) => record.id);
  const ask = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const params = { path: { id }, query: { limit: OF_EACH } };
      const { items } = await given(api.GET('/api/v1/needs/{id}/pairings', { params }));
      found.push(...items);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found
    .filter(({ id }) => !decided.has(id))
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || b.score - a.score || (a.id < b.id ? -1 : 1));
}

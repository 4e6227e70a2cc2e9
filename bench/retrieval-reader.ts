/** A process that searches an index and nothing else; started by the benchmark `retrieval`. */
import { connect } from '@lancedb/lancedb';
import { CandidateIndex } from '#index';
import type { CandidateQuery } from '#index';
import { timed } from './timed.js';

export interface Asked {
  place: string;
  model: { id: string; dimensions: number };
  queries: CandidateQuery[];
}
export interface Answered {
  times: Record<'hybrid' | 'vectors' | 'terms' | 'exact', number[]>;
  /** Of the 100 nearest by an exact scan, the share among the candidates, query by query. */
  recall: number[];
  residentMib: number;
}

const WARM_UP = 20;
const NEAREST = 100;
/** An exact scan of 1,000,000 takes a second. */
const SCANNED = 120;

process.once('message', (asked) => {
  answer(asked as Asked).then(
    (answered) => process.send?.(answered),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
  );
});

async function answer({ place, model, queries }: Asked): Promise<Answered> {
  const index = await CandidateIndex.open(place, model);
  const found: string[][] = [];
  const times = async (ask: (query: CandidateQuery) => Promise<unknown>, asked = queries): Promise<number[]> =>
    (await timed(asked, ask)).slice(WARM_UP);
  const hybrid = await times(async (query) => void found.push(await index.candidates('achievement', query)));
  const residentMib = process.memoryUsage().rss / 2 ** 20;
  const vectors = await times((query) => index.candidates('achievement', { ...query, terms: [] }));
  const terms = await times((query) => index.candidates('achievement', { ...query, vector: null }));
  const connection = await connect(place);
  const name = (await connection.tableNames()).find((table) => table.startsWith('supplies_'));
  const table = await connection.openTable(name ?? '');
  const nearest: string[][] = [];
  const exact = await times(
    async ({ vector, excludeOrganizationId = '' }) => {
      const search = table
        .query()
        .nearestTo(vector ?? [])
        .distanceType('dot')
        .where(`organization_id <> '${excludeOrganizationId}'`)
        .bypassVectorIndex();
      const rows = (await search.select(['id', '_distance']).limit(NEAREST).toArray()) as { id: string }[];
      nearest.push(rows.map(({ id }) => id));
    },
    queries.slice(0, SCANNED),
  );
  const recall = nearest.map((ids, i) => {
    const candidates = new Set(found[i]);
    return ids.filter((id) => candidates.has(id)).length / ids.length;
  });
  return { times: { hybrid, vectors, terms, exact }, recall: recall.slice(WARM_UP), residentMib };
}

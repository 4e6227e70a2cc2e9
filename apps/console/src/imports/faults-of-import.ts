import { api, given } from '../api/client.js';
import type { ImportFaults } from '../api/views.js';

const AT_ONCE = 1000;

/** Some of the rows that were not taken in, in the order of the file. @throws ApiProblem */
export const partOfFaults = async (id: string, limit: number, offset: number): Promise<ImportFaults> =>
  (await given(api.GET('/intake/v1/imports/{id}/faults', { params: { path: { id }, query: { limit, offset } } })))
    .items;

/** All of them. @throws ApiProblem */
export async function allFaults(id: string): Promise<ImportFaults> {
  const all: ImportFaults = [];
  for (;;) {
    const part = await partOfFaults(id, AT_ONCE, all.length);
    all.push(...part);
    if (part.length < AT_ONCE) return all;
  }
}

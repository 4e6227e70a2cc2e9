import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { paths } from './schema.js';

export type DuijieClient = Client<paths>;
/** One step of the feed: put `record`, or drop the record where it is null. */
export type Change = paths['/api/v1/changes']['get']['responses'][200]['content']['application/json']['items'][number];

export interface DuijieOptions {
  /** Where the service is, such as https://duijie.example. */
  baseUrl: string;
  /** `dj_…`, of POST /api/v1/api-keys; without one only what is published can be read. */
  apiKey?: string;
  /** Of messages and summaries. */
  language?: 'zh' | 'en';
}

/** Every route of the service, typed by its OpenAPI document. */
export function duijie({ baseUrl, apiKey, language = 'zh' }: DuijieOptions): DuijieClient {
  return createClient<paths>({
    baseUrl,
    headers: { 'accept-language': language, ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
  });
}

/**
 * What changed for everyone after a cursor, up to now. Keep the cursor of the last one, with what it said, and begin there
 * the next time.
 * @throws Error with the service's words when it refuses
 */
export async function* changesAfter(client: DuijieClient, cursor = '0'): AsyncGenerator<Change> {
  for (let after = cursor; ;) {
    const { data, error } = await client.GET('/api/v1/changes', { params: { query: { after, limit: 200 } } });
    if (!data) throw new Error(`${error.status} ${error.code}: ${error.detail}`);
    yield* data.items;
    if (!data.more) return;
    after = data.next;
  }
}

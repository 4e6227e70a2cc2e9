import autocannon from 'autocannon';
import type { Result } from 'autocannon';
import getPort from 'get-port';
import { joinDatabase } from '#storage';
import { Client } from 'pg';
import { spawnBuilt } from '../test/support/built-service.js';
import { until } from '../test/support/until.js';
import type { Benchmark } from './main.js';
import { stockedService } from './stocked-service.js';

/** Fewer than the service works on at once: nothing is to wait its turn. */
const CONNECTIONS = 16;
const POOL = 10;
const SECONDS = 5;
const WARM_UP_SECONDS = 3;
const GOAL = 0.6;

/** Requests a second of needs' pairing lists, beside a bare route that sends the same bytes from the same database. */
export const api: Benchmark = async (options) => {
  const [supplies, needs] = [Number(options['supplies'] ?? 300), Number(options['needs'] ?? 20)];
  const [runs, duration] = [Number(options['runs'] ?? 5), Number(options['seconds'] ?? SECONDS)];
  const { service, needIds } = await stockedService(supplies, needs);
  const port = await getPort();
  const { url: databaseUrl } = await joinDatabase({ DATA_DIR: service.dataDir, DATABASE_URL: undefined });
  const lists = needIds.map((id) => ({ id, path: `/api/v1/needs/${id}/pairings` }));
  let bytes = 0;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const bare = spawnBuilt('bench/bare-route.js', [databaseUrl, String(port), String(POOL)], {});
  try {
    await client.query('CREATE TABLE bench_lists (id uuid PRIMARY KEY, body text NOT NULL)');
    for (const { id, path } of lists) {
      const answer = await fetch(service.url + path, { headers: service.headers });
      const body = await answer.text();
      if (!answer.ok) throw new Error(`${answer.status}: ${body}`);
      bytes += Buffer.byteLength(body) / lists.length;
      await client.query('INSERT INTO bench_lists VALUES ($1, $2)', [id, body]);
    }
    const bareUrl = `http://127.0.0.1:${port}`;
    const isUp = (): Promise<boolean> =>
      fetch(`${bareUrl}/lists/${needIds[0]}`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('the bare route answers', isUp);
    const ours = (seconds: number): Promise<Result> =>
      fire(
        service.url,
        lists.map(({ path }) => path),
        seconds,
        service.headers,
      );
    const theirs = (seconds: number): Promise<Result> =>
      fire(
        bareUrl,
        needIds.map((id) => `/lists/${id}`),
        seconds,
        {},
      );
    await ours(WARM_UP_SECONDS);
    await theirs(WARM_UP_SECONDS);
    const [api, peer]: Result[][] = [[], []];
    for (let run = 0; run < runs; run++) {
      api?.push(await ours(duration));
      peer?.push(await theirs(duration));
    }
    const rates = (results: Result[] = []): number[] => results.map(({ requests }) => requests.average);
    const p99 = (results: Result[] = []): number[] => results.map(({ latency }) => latency.p99);
    const bareRates = rates(peer);
    return {
      title:
        `Pairing lists of ${needs} needs over ${supplies} supplies, ${CONNECTIONS} connections, ` +
        `${Math.round(bytes / 1024)} KiB an answer`,
      rows: [
        { what: 'api, requests/s', times: rates(api) },
        { what: 'bare route, requests/s', times: bareRates },
        { what: 'api, p99 ms', times: p99(api) },
        { what: 'bare route, p99 ms', times: p99(peer) },
        { what: 'api / bare route', times: rates(api).map((rate, i) => rate / (bareRates[i] ?? NaN)), least: GOAL },
      ],
    };
  } finally {
    await client.end();
    bare.kill();
    await service.dispose();
  }
};

/** Asks for the paths in turn on all connections. @throws Error unless every answer is one of success */
async function fire(
  url: string,
  paths: readonly string[],
  duration: number,
  headers: Record<string, string>,
): Promise<Result> {
  const requests = paths.map((path) => ({ method: 'GET' as const, path }));
  const result = await autocannon({ url, connections: CONNECTIONS, duration, headers, requests });
  const { non2xx, errors } = result;
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refusals and ${errors} errors`);
  return result;
}

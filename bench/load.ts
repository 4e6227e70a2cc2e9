import autocannon from 'autocannon';
import type { Request, Result } from 'autocannon';
import type { Benchmark } from './main.js';
import { residentMib } from './resident.js';
import { stockedService } from './stocked-service.js';
import type { StockedService } from './stocked-service.js';

const CONNECTIONS = 16;
const MEASURED_SECONDS = 20;
const SECONDS = 1800;
const SHARE = 0.8;
const RECORDS = 300;
const NEEDS = 20;
/** Of 20 requests. */
const MIX = { list: 13, pairing: 2, search: 2, draft: 2, need: 1 } as const;
const LOOK_EVERY_MS = 10_000;

/** Mixed traffic at four fifths of what the service can do: memory, refusals and the slowest answers. */
export const load: Benchmark = async (options) => {
  const seconds = Number(options['seconds'] ?? SECONDS);
  const stocked = await stockedService(Number(options['supplies'] ?? RECORDS), Number(options['needs'] ?? NEEDS));
  const { service } = stocked;
  try {
    const requests = await mixed(stocked);
    const fire = (duration: number, overallRate?: number): Promise<Result> =>
      autocannon({
        ...{ url: service.url, connections: CONNECTIONS, headers: service.headers, duration, requests },
        ...(overallRate === undefined ? {} : { overallRate }),
      });
    const most = await fire(MEASURED_SECONDS);
    await service.settled();
    const memory: number[] = [await residentMib(service.url, service.headers)];
    const looking = setInterval(() => {
      void residentMib(service.url, service.headers).then((mib) => memory.push(mib));
    }, LOOK_EVERY_MS);
    const rate = Math.max(1, Math.floor(SHARE * most.requests.average));
    const { requests: answered, latency, non2xx, errors, timeouts } = await fire(seconds, rate);
    clearInterval(looking);
    memory.push(await residentMib(service.url, service.headers));
    const quarter = Math.ceil(memory.length / 4);
    const mean = (these: readonly number[]): number => these.reduce((sum, one) => sum + one, 0) / these.length;
    return {
      title: `${seconds} s of lists, pairings, searches, drafts and published needs at ${rate} requests a second`,
      rows: [
        { what: 'most, requests/s', times: [most.requests.average] },
        { what: 'answered, requests/s', times: [answered.average] },
        { what: 'p50, ms', times: [latency.p50] },
        { what: 'p99, ms', times: [latency.p99] },
        { what: 'refusals, errors and timeouts', times: [non2xx + errors + timeouts] },
        { what: 'memory in the first quarter, MiB', times: [mean(memory.slice(0, quarter))] },
        { what: 'memory in the last quarter, MiB', times: [mean(memory.slice(-quarter))] },
      ],
    };
  } finally {
    await service.dispose();
  }
};

async function mixed({ service, generated, enterpriseId, needIds }: StockedService): Promise<Request[]> {
  const oneOf = <T>(choices: readonly T[], i: number): T => choices[i % choices.length]!;
  const pairingIds: string[] = [];
  const words: string[] = [];
  for (const id of needIds) {
    const { body } = await service.get<{ items: { id: string; need: { title: string } }[] }>(
      `/api/v1/needs/${id}/pairings?all=true`,
    );
    pairingIds.push(...body.items.map((item) => item.id));
    words.push(...body.items.slice(0, 1).map(({ need }) => need.title.slice(0, 4)));
  }
  const get = (path: string): Request => ({ method: 'GET', path });
  const post = (publish: boolean): Request => ({
    method: 'POST',
    path: '/intake/v1/needs',
    headers: { ...service.headers, 'content-type': 'application/json' },
    setupRequest: (request) => ({
      ...request,
      body: JSON.stringify({ organizationId: enterpriseId, publish, content: generated.next('need') }),
    }),
  });
  const makers: Record<keyof typeof MIX, (i: number) => Request> = {
    list: (i) => get(`/api/v1/needs/${oneOf(needIds, i)}/pairings`),
    pairing: (i) => get(`/api/v1/pairings/${oneOf(pairingIds, i)}`),
    search: (i) => get(`/api/v1/supplies?q=${encodeURIComponent(oneOf(words, i))}`),
    draft: () => post(false),
    need: () => post(true),
  };
  // Spread over the cycle that every connection goes through.
  return Object.entries(MIX)
    .flatMap(([name, count]) =>
      Array.from({ length: count }, (_one, i) => ({ at: (i + 0.5) / count, name: name as keyof typeof MIX, i })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ name, i }) => makers[name](i));
}

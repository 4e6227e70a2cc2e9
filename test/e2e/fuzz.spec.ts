/**
 * Bad input over HTTP: requests made from the service's own OpenAPI documents, as documented, nearly so and hostile,
 * by callers of every role, on things that are there.
 *
 * 1 no answer is a 5xx, none is missing, each comes in time
 * 2 every refusal is problem+json in the language asked for, and shows nothing of the inside
 * 3 requests reach deep code: operations succeed too, but those that cannot, named with the reason
 * 4 memory stays bounded, no error is logged, no job fails, the queue drains, the service is well
 * 5 a large file that is refused leaves its connection to the requests after it, and a form without end is refused
 *
 * FUZZ_REQUESTS: how many, by default 50,000. FUZZ_SEED: other requests. FUZZ_ONLY: part of the
 * names of the operations that are asked, such as `imports`.
 */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BuiltService, ROOT } from '../support/built-service.js';
import { FuzzClient } from '../support/fuzz/client.js';
import type { FuzzAnswer } from '../support/fuzz/client.js';
import { operationsOf } from '../support/fuzz/operations.js';
import type { Operation } from '../support/fuzz/operations.js';
import { Pool } from '../support/fuzz/pool.js';
import { populate } from '../support/fuzz/populated.js';
import type { FuzzCaller } from '../support/fuzz/populated.js';
import { requestsOf } from '../support/fuzz/requests.js';
import type { FuzzRequest, Makings } from '../support/fuzz/requests.js';
import { Tally } from '../support/fuzz/tally.js';
import { until } from '../support/until.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 50_000);
const ONLY = process.env['FUZZ_ONLY'] ?? '';
/** What one round makes, the next finds. */
const ROUNDS = 5;
const AT_ONCE = 16;
/** A request takes milliseconds; this is for a machine that does much else. */
const PATIENCE_MS = 30_000;
const MINUTE = 60_000;

/** Far beyond what a service keeps that does not grow with requests. */
const GROWTH_MIB = 400;

/** What cannot succeed here. */
const NEVER: Readonly<Record<string, string>> = {
  'POST /api/v1/setup': 'there is an operator already',
  'GET /api/v1/session/oidc/{id}/start': 'no provider is configured',
  'GET /api/v1/session/oidc/{id}/callback': 'no provider is configured',
  'POST /api/v1/session/password': 'asks for the password of the very account that is signed in',
};
/** Whoever asks may be signed out there. */
const SIGNS_OUT = ['/api/v1/session', '/api/v1/session/password'];
/** They keep the processor busy for long, or give others much to do: fewer of them. */
const SLOW: readonly (readonly [RegExp, number])[] = [
  [/engine\/(versions\/.*promote|rollback)/, 8],
  [/common-needs\/runs$|imports\/(template|headers)$|shadow$/, 3],
  [/\/exports\/|\/review-queue|\/duplicates$|\/tags$/, 3],
];

/** Sorts of things that paths name by an id. */
const KINDS = new Set([
  ...['organizations', 'needs', 'achievements', 'experts', 'facilities', 'services', 'imports', 'accounts', 'api-keys'],
  ...['pairings', 'cases', 'files', 'reminders', 'common-needs', 'webhooks'],
]);
/** Of the operations that can succeed, those that do: some need two things that only rarely fit. */
const LEAST_REACHED = 0.85;

/** What no answer may show. */
const INSIDE = /node_modules|\bat .+\.[jt]s:\d+|\bSELECT\b.+\bFROM\b|QueryFailedError|ECONNREFUSED/;

let service: BuiltService;
let client: FuzzClient;
let operations: Operation[];
let makings: Makings;
let callers: FuzzCaller[];
const pool = new Pool();
const tally = new Tally();
/** Sessions that a request opened, so that another may end them. */
const spare: Record<string, string>[] = [];

beforeAll(async () => {
  service = await BuiltService.start({ TRUST_PROXY: 'loopback', WEBHOOK_ATTEMPTS: '1', WORKER_CONCURRENCY: '1' });
  callers = await populate(service, pool);
  const documents = await Promise.all(['/api', '/intake'].map((at) => service.get<object>(`${at}/openapi.json`)));
  operations = operationsOf(documents.map(({ body }) => body));
  client = new FuzzClient(service.url, AT_ONCE, PATIENCE_MS);
  const template = await fetch(`${service.url}/intake/v1/imports/template?kind=need`, { headers: service.headers });
  makings = {
    pool,
    callers: fc.oneof(...callers.map(({ headers, weight }) => ({ arbitrary: fc.constant(headers), weight }))),
    files: {
      '.xlsx': Buffer.from(await template.arrayBuffer()),
      '.csv': Buffer.from('标题,描述,单位\n耐磨涂层,激光熔覆高熵合金涂层,别家单位\n'),
      '.jsonl': (await readFile(join(ROOT, 'samples', 'needs.jsonl'))).subarray(0, 3_000),
    },
  };
}, 2 * MINUTE);
afterAll(async () => {
  client?.close();
  await service?.dispose();
});

const memoryMib = async (): Promise<number> => {
  const { body } = await service.get<string>('/metrics');
  return Number(/^duijie_process_resident_memory_bytes (\S+)/m.exec(body)?.[1]) / 1024 / 1024;
};

/** Why an answer is not as it should be; null when it is. */
function faultOf({ method, headers }: FuzzRequest, { status, headers: said, text }: FuzzAnswer): string | null {
  if (status === 0) return text;
  if (status >= 500) return `${status} ${text}`;
  if (said['x-request-id'] === undefined) return `no x-request-id: ${status} ${text}`;
  if (INSIDE.test(text) && status >= 400) return `shows the inside: ${text}`;
  if (status < 400 || method === 'HEAD') return null;
  if (!said['content-type']?.startsWith('application/problem+json')) return `no problem+json: ${status} ${text}`;
  const problem = JSON.parse(text) as Partial<Record<'code' | 'type' | 'title' | 'detail' | 'status', unknown>>;
  const { code, type, title, detail } = problem;
  const isWhole = [code, type, title, detail].every((part) => typeof part === 'string' && part !== '');
  if (!isWhole || problem.status !== status) return `not all of a problem: ${text}`;
  const asked = headers['accept-language'];
  const isOther = (asked === 'zh' || asked === 'en') && said['content-language'] !== asked;
  return isOther ? `asked in ${asked}: ${text}` : null;
}

/** Of these, requests reach only what they made themselves: all who ask here come in by others. */
const OTHERS_ALONE = ['accounts', 'api-keys'];

/** Ids of what was made, and of what lists show, for requests to come. */
function learn({ path }: Operation, { method }: FuzzRequest, { status, headers, text }: FuzzAnswer): void {
  if (method === 'HEAD' || status >= 300 || !headers['content-type']?.startsWith('application/json')) return;
  const kind = path.split('/').at(-1) ?? '';
  const said = JSON.parse(text) as {
    id?: string;
    csrfToken?: string;
    items?: { id?: string; record?: { id: string } }[];
  };
  if (method === 'POST' && said.id !== undefined && KINDS.has(kind)) pool.add(kind, said.id);
  if (method === 'GET' && KINDS.has(kind) && !OTHERS_ALONE.includes(kind)) {
    for (const { id, record } of said.items?.slice(0, 3) ?? []) pool.add(kind, id ?? record?.id ?? '');
  }
  const cookie = headers['set-cookie']?.[0]?.split(';')[0];
  if (method === 'POST' && path === '/api/v1/session' && cookie)
    spare.push({ cookie, 'x-csrf-token': said.csrfToken ?? '' });
}

const inSession = fc.nat().map((n) => spare[n % spare.length] ?? {});

/** What is wrong with an operation's answers, by the smallest request that shows it. */
async function faultsOf(operation: Operation, runs: number, seed: number): Promise<string[]> {
  const own = SIGNS_OUT.includes(operation.path) ? { ...makings, callers: inSession } : makings;
  const property = fc.asyncProperty(requestsOf(operation, own), async (request) => {
    const answer = await client.ask(request);
    tally.add(operation.name, answer);
    learn(operation, request, answer);
    const fault = faultOf(request, answer);
    if (fault !== null) throw new Error(fault);
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: runs });
  if (!failed) return [];
  const shown = counterexample?.map(({ method, path, headers, body }) => {
    const content =
      body === null ? '' : `\n${isUtf8(body) ? body.toString() : body.toString('base64')}`.slice(0, 60_000);
    return `${method} ${path} ${JSON.stringify(headers)}${content}`;
  });
  return [`${operation.name}\n${shown?.join('\n')}\n→ ${String((errorInstance as Error).message).slice(0, 1_000)}`];
}

/** Every operation in its turn, some at the same time. */
async function round(n: number): Promise<string[]> {
  const shares = operations.map(({ name, body, takesFile }) => {
    const [, slowness = 1] = SLOW.find(([names]) => names.test(name)) ?? [];
    return (body || takesFile ? 2 : 1) / slowness;
  });
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const waiting = operations
    .map((operation, i) => ({
      operation,
      runs: Math.ceil((REQUESTS / ROUNDS) * ((shares[i] ?? 0) / whole)),
      seed: (SEED * ROUNDS + n) * 1_000 + i,
    }))
    .filter(({ operation }) => operation.name.includes(ONLY));
  const faults: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      faults.push(...(await faultsOf(next.operation, next.runs, next.seed)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return faults;
}

it(
  `1 2 withstands ${REQUESTS} requests of seed ${SEED}`,
  async () => {
    console.log(`FUZZ_SEED=${SEED}`);
    const faults: string[] = await round(0);
    const before = await memoryMib();
    const began = performance.now();
    for (let i = 1; i < ROUNDS; i++) faults.push(...(await round(i)));
    const seconds = (performance.now() - began) / 1000;
    const after = await memoryMib();
    console.log(
      `${tally.table()}\nlater rounds: ${Math.round(seconds)} s; memory ${Math.round(before)} → ${Math.round(after)} MiB`,
    );
    expect(faults.join('\n\n')).toBe('');
    if (ONLY === '') expect(tally.total).toBeGreaterThanOrEqual(REQUESTS);
    // 4
    expect(after - before).toBeLessThan(GROWTH_MIB);
  },
  20 * MINUTE,
);

/** A form with a file of so many bytes, its end included. */
const formOf = (fileName: string, bytes: number): FuzzRequest => ({
  operation: '',
  method: 'POST',
  path: '/intake/v1/imports?kind=need',
  headers: { ...service.headers, 'content-type': 'multipart/form-data; boundary=b' },
  body: Buffer.concat([
    Buffer.from(`--b\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n`),
    Buffer.alloc(bytes, 'a'),
    Buffer.from('\r\n--b--\r\n'),
  ]),
});

it('5 answers what follows a refused file on the same connection', async () => {
  const one = new FuzzClient(service.url, 1, PATIENCE_MS);
  const look = { operation: '', method: 'GET', path: '/health', headers: {}, body: null };
  for (let i = 0; i < 3; i++) {
    expect((await one.ask(formOf('x.exe', 1_000_000))).status).toBe(415);
    expect((await one.ask(look)).status).toBe(200);
  }
  one.close();
});

it('5 refuses a form whose reader comes to no end', async () => {
  for (const bytes of [10, 40_000, 1_000_000]) {
    expect([400, 422]).toContain((await client.ask(formOf('x\n', bytes))).status);
  }
});

it('3 reaches operations', () => {
  if (ONLY !== '') return console.log(`not asked of all operations: FUZZ_ONLY=${ONLY}`);
  const able = operations.map(({ name }) => name).filter((name) => !(name in NEVER));
  const silent = able.filter((name) => !tally.succeeded(name));
  console.log(`never succeeded:\n${silent.join('\n')}`);
  expect(1 - silent.length / able.length).toBeGreaterThan(LEAST_REACHED);
});

it(
  '4 is well afterwards',
  async () => {
    await until(
      'the queue has drained',
      async () => {
        const { queue } = (await service.get<{ queue: Record<string, Record<string, number>> }>('/api/v1/statistics'))
          .body;
        return Object.values(queue).every(({ waiting = 0, active = 0 }) => waiting + active === 0);
      },
      120,
    );
    expect((await service.get('/ready')).status).toBe(200);
    const { pipeline } = (await service.get<{ pipeline: Record<string, number> }>('/api/v1/statistics')).body;
    expect(pipeline['failed'] ?? 0).toBe(0);
    expect(
      service
        .saidSoFar()
        .split('\n')
        .filter((line) => /"level":"(error|fatal)"/.test(line)),
    ).toEqual([]);
  },
  3 * MINUTE,
);

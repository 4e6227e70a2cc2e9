/**
 * What the people who run the platform see of it: the built service, its log at the finest, and a collector of traces.
 *
 * 1 every answer names its request; an id that came along is kept if it is one, and nothing else is
 * 2 a posted need is one trace, from HTTP over its profile and its ranking to their statements
 * 3 the log leads from the request to each job, and every line of either is JSON with its ids
 * 4 no text of a record, no name, address or key of anyone is in the log, in a trace or among the metrics
 * 5 every metric that a panel or an alert asks for exists, with the labels it asks for
 * 6 the monitor's token opens the metrics and nothing else
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService, ROOT } from '../support/built-service.js';
import { until } from '../support/until.js';

const METRICS_TOKEN = 'canary-token-0123456789abcdef';
const REQUEST_ID = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const EMAIL = 'canary.person@mail.example';
const CANARIES = [
  'zkxTitle',
  'zkxSecret',
  '甄隐言',
  '13912340001',
  EMAIL,
  METRICS_TOKEN,
  'zkxOrganization',
  'zkx-agent',
];
const NEED = {
  title: '锂电池隔膜 zkxTitle',
  description: '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到比现有产品更薄的耐热涂层 zkxSecret，收缩率低于 2 %。',
  cooperationModes: ['transfer'],
  contact: { name: '甄隐言', phone: '13912340001', email: EMAIL },
};

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}
interface Line extends Record<string, unknown> {
  message: string;
  requestId?: string;
}

let service: BuiltService;
let collector: Server;
const exported: string[] = [];
let needId = '';

const spans = (): Span[] =>
  exported
    .map((body) => JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] })
    .flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)));
const lines = (): Line[] =>
  service
    .saidSoFar()
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
const metrics = async (token = METRICS_TOKEN): Promise<string> =>
  (await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      exported.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  service = await BuiltService.start({ LOG_LEVEL: 'debug', METRICS_TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const enterprise = await service.keyOf('enterprise', 'zkxOrganization', EMAIL);
  const { status, body } = await service.send<{ id: string }>(
    'POST',
    '/intake/v1/needs',
    { publish: true, content: NEED },
    { ...enterprise, 'x-request-id': REQUEST_ID, 'user-agent': 'zkx-agent' },
  );
  expect(status).toBe(201);
  needId = body.id;
  // Refusals quote what was given, in their answers only.
  await service.get(`/api/v1/search?q=zkxSecret&${EMAIL}=zkxTitle`);
  await service.get('/zkxTitle/13912340001');
  await service.send('POST', '/intake/v1/needs', '{"title": zkxTitle}');
  await service.send('POST', '/api/v1/session', { email: EMAIL, password: 'zkxSecret zkxSecret' });
  await service.settled();
}, 150_000);
afterAll(async () => {
  await service?.dispose();
  await new Promise((resolve) => collector?.close(resolve));
});

describe('1 requests', () => {
  it.each([
    ['a UUID', REQUEST_ID, true],
    ['a UUID without its dashes', REQUEST_ID.replaceAll('-', ''), true],
    ['a telephone number', '13912340001', false],
    ['a line break in disguise', 'abc%0a{"level":"error"}', false],
    ['too long', 'a'.repeat(500), false],
  ])('1 %s', async (_what, given, isKept) => {
    const { headers } = await fetch(`${service.url}/health`, { headers: { 'x-request-id': given } });
    if (isKept) expect(headers.get('x-request-id')).toBe(given);
    else expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });
});

describe('2 traces', () => {
  it('2 one posted need is one trace', async () => {
    const wanted = ['process profile', 'process rank', 'INSERT profiles', 'embed'];
    const root = await until('the spans arrive', () => {
      const found = spans().find(({ name }) => name === 'POST /intake/v1/needs');
      const inTrace = spans().filter(({ traceId }) => traceId === found?.traceId);
      return wanted.every((name) => inTrace.some((span) => span.name === name)) && found;
    });
    const byId = new Map(spans().map((span) => [span.spanId, span]));
    const above = (span: Span | undefined): string[] =>
      span ? [span.name, ...above(byId.get(span.parentSpanId ?? ''))] : [];
    const named = (name: string): Span | undefined =>
      spans().find((span) => span.name === name && span.traceId === root.traceId);
    const http = ['publish profile', 'POST /intake/v1/needs'];
    expect(above(named('INSERT profiles'))).toEqual(['INSERT profiles', 'process profile', ...http]);
    expect(above(named('process rank'))).toEqual(['process rank', 'publish rank', 'process profile', ...http]);
    expect(above(named('INSERT records'))).toEqual(['INSERT records', 'POST /intake/v1/needs']);
  });

  it('2 what runs by itself makes none', () => {
    const roots = spans().filter(({ parentSpanId }) => !parentSpanId);
    expect(roots.filter(({ name }) => !/^(GET|POST) /.test(name))).toEqual([]);
  });
});

describe('3 the log', () => {
  it('3 leads from the request to its jobs', () => {
    const mine = lines().filter(({ requestId }) => requestId === REQUEST_ID);
    expect(mine).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'POST /intake/v1/needs 201', status: 201, route: '/intake/v1/needs' }),
        expect.objectContaining({
          message: 'profile done',
          job: 'profile',
          jobId: expect.anything(),
          recordId: needId,
        }),
        expect.objectContaining({ message: 'rank done', job: 'rank', jobId: expect.anything(), recordId: needId }),
      ]),
    );
  });

  it('3 every line of a request or a job has its ids', () => {
    const of = (context: string): Line[] => lines().filter((line) => line['context'] === context);
    expect(of('HTTP').length).toBeGreaterThan(5);
    expect(of('Jobs').length).toBeGreaterThan(3);
    expect(of('HTTP').filter(({ requestId }) => !requestId)).toEqual([]);
    expect(of('Jobs').filter((line) => !line['job'] || !line['jobId'])).toEqual([]);
  });
});

describe('4 confidential', () => {
  it('4 nothing of anyone is in the log, a trace or a metric', async () => {
    const token = service.headers['authorization']?.split(' ')[1] ?? '';
    const told = { log: service.saidSoFar(), traces: exported.join('\n'), metrics: await metrics() };
    for (const [where, text] of Object.entries(told)) {
      expect(text.length).toBeGreaterThan(1000);
      for (const canary of [...CANARIES, token]) {
        expect({ where, canary, found: text.includes(canary) }).toEqual({ where, canary, found: false });
      }
    }
    expect(told.log.replaceAll(service.url, '')).not.toContain('127.0.0.1');
    expect(told.traces).not.toContain('127.0.0.1');
  });
});

describe('5 what monitoring asks for', () => {
  const file = (path: string): string => readFileSync(join(ROOT, 'docker/monitoring', path), 'utf8');
  /** `name{label="…"}` as written in an expression. */
  const asked = [
    ...`${file('alerts.yml')}\n${file('grafana/dashboards/duijie.json').replaceAll('\\"', '"')}`.matchAll(
      /\b(duijie_\w+)(?:\{([^}]*)\})?/g,
    ),
  ].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, l = '']) => l),
  }));

  it('5 exists, with its labels', async () => {
    expect(asked.length).toBeGreaterThan(40);
    const text = await metrics();
    const declared = new Set([...text.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(([, name = '']) => name));
    const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
    const unknown = asked.filter(({ name }) => !declared.has(name) && !declared.has(base(name)));
    expect(unknown).toEqual([]);
    for (const { name, labels } of asked) {
      const series = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
      expect({ name, series: series.length > 0 }).toEqual({ name, series: true });
      for (const label of labels)
        expect({ name, label, has: series[0]?.includes(`${label}="`) }).toMatchObject({ has: true });
    }
  });

  it('5 counts what happened', async () => {
    const text = await metrics();
    expect(text).toMatch(/^duijie_posted_to_ranked_seconds_count 1$/m);
    expect(text).toMatch(/^duijie_records\{state="ranked"\} 1$/m);
    expect(text).toMatch(/^duijie_check_ok\{check="database"\} 1$/m);
    expect(text).toMatch(/^duijie_gather_failed\{part="totals"\} 0$/m);
    expect(text).toMatch(/^duijie_index_missing_records 0$/m);
    expect(text).toMatch(/^duijie_database_waiting 0$/m);
    // As many series as there are routes and jobs, however many records and callers there are.
    expect(text).not.toContain(needId);
  });
});

describe('6 the monitor', () => {
  it.each([
    ['/metrics', METRICS_TOKEN, 200],
    ['/metrics', `${METRICS_TOKEN}x`, 401],
    ['/metrics', '', 401],
    ['/api/v1/statistics', METRICS_TOKEN, 403],
    ['/intake/v1/needs', METRICS_TOKEN, 403],
    ['/api/v1/api-keys', METRICS_TOKEN, 403],
  ])('6 %s with %s gives %i', async (path, token, expected) => {
    const headers = token ? { authorization: `Bearer ${token}` } : undefined;
    expect((await fetch(service.url + path, { ...(headers && { headers }) })).status).toBe(expected);
  });
});

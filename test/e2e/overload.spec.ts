/**
 * The built service with more to do than it can: hundreds of connections that ask again as soon as they are answered.
 *
 * 1 more changes than can be made: each is made or refused with 503, `Retry-After` and nothing done; none hangs, none is
 *   a 500; meanwhile lists, /health and /ready answer
 * 2 more reads than can be answered: the same, and /health answers
 * 3 when it is over all is as before, and the metrics have counted it
 * 4 SIGTERM meanwhile: what was sent before it is answered or refused, and what was answered with 201 is kept
 */
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Page, Problem } from '../support/built-service.js';

/** Small, so that a test can ask for more than it allows: two changes and eight reads at once. */
const SETTINGS = { DATABASE_POOL: '4', REQUEST_WAIT_SECONDS: '1' };
/** More than wait at most (200 changes, 1,000 reads): some are refused on the fastest machine. */
const WRITERS = 250;
const READERS = 1_200;
const OVERLOAD_MS = 6_000;
/** A machine that does much else takes its time; without bounds it would be half a minute and more. */
const SOON_MS = 20_000;
const HANGS_MS = 40_000;
const RETRY_MS = 50;
const NEED = {
  title: '锂电池隔膜耐热涂层',
  description: '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到比现有产品更薄的耐热涂层，收缩率低于 2 %。',
  cooperationModes: ['transfer'],
};

interface Heard {
  /** 0: no answer, and `text` says why. */
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  sentAt: number;
  took: number;
}

let service: BuiltService;
let organizationId = '';
let needId = '';
let agent: Agent;

beforeAll(async () => {
  service = await BuiltService.start(SETTINGS);
  agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  organizationId = await service.register('青岚新材料有限公司', 'enterprise');
  needId = (await service.post('need', organizationId, NEED)).id;
  const university = await service.register('南溪大学', 'university');
  await service.post('achievement', university, {
    title: '陶瓷涂覆锂电池隔膜',
    description: '氧化铝水性涂层使电池隔膜在 150 ℃ 下收缩率低于 2 %，涂层厚度 2 微米，已在中试线上生产。',
  });
  await service.settled();
}, 120_000);
afterAll(async () => {
  agent?.destroy();
  await service?.dispose();
});

function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Heard> {
  const sentAt = performance.now();
  const text = body && JSON.stringify(body);
  const headers = { ...service.headers, ...(text && { 'content-type': 'application/json' }) };
  return new Promise((resolve) => {
    const done = (status: number, said: IncomingHttpHeaders, heard: string): void => {
      clearTimeout(patience);
      resolve({ status, headers: said, text: heard, sentAt, took: performance.now() - sentAt });
    };
    const asked = request(service.url + path, { agent, method, headers }, (answer) => {
      let heard = '';
      answer.on('data', (piece: Buffer) => (heard += piece.toString()));
      answer.once('end', () => done(answer.statusCode ?? 0, answer.headers, heard));
      answer.once('error', (error: NodeJS.ErrnoException) => done(0, {}, error.code ?? error.message));
    });
    const patience = setTimeout(() => {
      done(0, {}, 'hangs');
      asked.destroy();
    }, HANGS_MS);
    asked.once('error', (error: NodeJS.ErrnoException) => done(0, {}, error.code ?? error.message));
    asked.end(text);
  });
}

const post = (): Promise<Heard> => ask('POST', '/intake/v1/needs', { organizationId, publish: false, content: NEED });
const readList = (): Promise<Heard> => ask('GET', `/api/v1/needs/${needId}/pairings`);
const needs = async (): Promise<number> => (await service.get<Page<object>>('/intake/v1/needs?limit=1')).body.total;

/** So many who ask, and again, until told to stop; all that they heard. */
async function crowd(size: number, once: () => Promise<Heard>, goesOn: () => boolean): Promise<Heard[]> {
  const heard: Heard[] = [];
  const one = async (): Promise<void> => {
    while (goesOn()) {
      const answer = await once();
      heard.push(answer);
      if (answer.status !== 200 && answer.status !== 201) await pause(RETRY_MS);
    }
  };
  await Promise.all(Array.from({ length: size }, one));
  return heard;
}

function during(milliseconds: number): () => boolean {
  const until = performance.now() + milliseconds;
  return () => performance.now() < until;
}

const statuses = (heard: readonly Heard[]): number[] => [...new Set(heard.map(({ status }) => status))].sort();
const slowest = (heard: readonly Heard[]): number => Math.max(...heard.map(({ took }) => took));

function expectRefusals(heard: readonly Heard[], code: string): void {
  for (const { headers, text } of heard.filter(({ status }) => status === 503)) {
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((JSON.parse(text) as Problem).code).toBe(code);
  }
}

it('1 refuses changes that it cannot make, and goes on answering reads', async () => {
  const before = await needs();
  const goesOn = during(OVERLOAD_MS);
  const [posted, lists, health, ready] = await Promise.all([
    crowd(WRITERS, post, goesOn),
    crowd(1, readList, goesOn),
    crowd(1, () => ask('GET', '/health'), goesOn),
    crowd(1, () => ask('GET', '/ready'), goesOn),
  ]);
  expect(statuses(posted)).toEqual([201, 503]);
  expectRefusals(posted, 'overloaded');
  expect(slowest(posted)).toBeLessThan(SOON_MS);
  for (const read of [lists, health]) expect(statuses(read)).toEqual([200]);
  // Whether a busy machine's PostgreSQL answers it within two seconds is another matter.
  expect(ready.length).toBeGreaterThan(0);
  expect(slowest([...lists, ...health, ...ready])).toBeLessThan(SOON_MS);
  expect((await needs()) - before).toBe(posted.filter(({ status }) => status === 201).length);
}, 90_000);

it('2 refuses reads that it cannot answer', async () => {
  const goesOn = during(OVERLOAD_MS);
  const [lists, health] = await Promise.all([
    crowd(READERS, readList, goesOn),
    crowd(1, () => ask('GET', '/health'), goesOn),
  ]);
  expect(statuses(lists)).toEqual([200, 503]);
  expectRefusals(lists, 'overloaded');
  expect(statuses(health)).toEqual([200]);
  expect(slowest([...lists, ...health])).toBeLessThan(SOON_MS);
}, 90_000);

it('3 is as before once it is over', async () => {
  expect([(await post()).status, (await readList()).status, (await ask('GET', '/ready')).status]).toEqual([
    201, 200, 200,
  ]);
  await service.settled();
  const { body } = await service.get<string>('/metrics');
  const told = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(body)?.[1]);
  for (const lane of ['light', 'heavy']) {
    expect(told(`duijie_http_overloaded_total{lane="${lane}"}`)).toBeGreaterThan(0);
    expect(told(`duijie_http_waiting{lane="${lane}"}`)).toBe(0);
  }
});

it('4 finishes what has begun when it is stopped', async () => {
  let isStopped = false;
  const posting = crowd(40, post, () => !isStopped);
  await pause(1000);
  const stoppedAt = performance.now();
  const { code } = await service.stop();
  isStopped = true;
  const heard = await posting;
  expect(code).toBe(0);
  expect(heard.filter(({ text }) => text === 'hangs')).toEqual([]);
  expect(statuses(heard).filter((status) => ![0, 201, 503].includes(status))).toEqual([]);
  const before = heard.filter(({ sentAt }) => sentAt < stoppedAt);
  expect(before.filter(({ status }) => status === 0)).toEqual([]);
  for (const { headers } of heard.filter(({ status }) => status === 503)) {
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }

  const { dataDir } = service;
  service = await BuiltService.start(SETTINGS, dataDir);
  const made = heard.filter(({ status }) => status === 201).map(({ text }) => (JSON.parse(text) as { id: string }).id);
  expect(made.length).toBeGreaterThan(0);
  for (const id of made) expect((await service.get(`/intake/v1/needs/${id}`)).status).toBe(200);
}, 120_000);

/**
 * The built service, and the example receiver of docs/webhooks.md as its page prints it.
 *
 * 1 a receiver that is down for a while gets each event at least once, in order per record, with the same id in every try
 * 2 a wrong signature, an old message and a changed body are refused by the example receiver
 * 3 CloudEvents by what everyone may see: sealed never, on request blind, contacts never; what was sealed while it waited
 *   is not told
 * 4 cases are told to their two sides and operators, and to nobody else
 * 5 a message that is not taken is set aside after the last try, does not hold up other records, and replays with its id
 * 6 addresses inside the network are refused with words, unless the setting allows them; 410 turns a webhook off
 * 7 an operator's webhook is not for others of the same organization; the secret is shown once
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import getPort from 'get-port';
import { BuiltService, ROOT } from '../support/built-service.js';
import type { Page, Problem } from '../support/built-service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

interface WebhookView {
  id: string;
  secret: string;
  active: boolean;
  ended: string | null;
  waiting: number;
  dead: number;
}
interface CloudEvent {
  id: string;
  type: string;
  subject: string;
  data: { record: { content: { title: string } } | null; needId?: string; to?: string };
}
interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
  event: CloudEvent;
}

let service: BuiltService;
let folder: string;
let enterprise: string;
let example: ChildProcess | null = null;
const servers: Server[] = [];

const TYPES = ['record.created', 'record.updated', 'record.withdrawn', 'case.opened', 'case.moved'];

beforeAll(async () => {
  folder = await makeTempDir();
  service = await BuiltService.start({
    ...{ WEBHOOK_PRIVATE_ADDRESSES: 'true', WEBHOOK_RETRY_SECONDS: '0.1', WEBHOOK_ATTEMPTS: '4' },
  });
  enterprise = await service.register('青岚新材料有限公司', 'enterprise');
}, 120_000);
afterEach(async () => {
  example?.kill();
  example = null;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const { id } of (await service.get<Page<WebhookView>>('/api/v1/webhooks')).body.items) {
    expect((await service.send('DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204);
  }
});
afterAll(async () => {
  await service?.dispose();
  await removeTempDir(folder);
});

/** The first block of JavaScript of the document, in a process of its own; gives what it has printed so far. */
async function startExample(port: number, secret: string): Promise<() => string[]> {
  const text = await readFile(join(ROOT, 'docs', 'webhooks.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  expect(code).toContain('createServer');
  const file = join(folder, 'receiver.mjs');
  await writeFile(file, code);
  example = spawn(process.execPath, [file], {
    env: { PORT: String(port), WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  example.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
  await until('the example receiver listens', () =>
    fetch(`http://127.0.0.1:${port}`, { method: 'POST' }).then(
      ({ status }) => status === 401,
      () => false,
    ),
  );
  return () => said.split('\n').filter((line) => line !== '');
}

/** A receiver of this test's own: what it heard, answered as it says. */
async function receive(answer: (heard: Heard, before: Heard[]) => number): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const one = { headers: request.headers, body, event: JSON.parse(body) as CloudEvent };
      const status = answer(one, heard);
      heard.push(one);
      response.writeHead(status).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard };
}

async function subscribe(url: string, types = TYPES, headers: Record<string, string> = {}): Promise<WebhookView> {
  const { status, body } = await service.send<WebhookView>('POST', '/api/v1/webhooks', { url, types }, headers);
  expect([status, body]).toEqual([201, expect.objectContaining({ active: true })]);
  return body;
}
const viewOf = async (id: string): Promise<WebhookView | undefined> =>
  (await service.get<Page<WebhookView>>('/api/v1/webhooks')).body.items.find((one) => one.id === id);
const edit = (id: string, content: object) => service.send('PUT', `/intake/v1/needs/${id}`, { content });
const textOf = (title: string, more: object = {}) => ({
  title: `${title} 电池隔膜耐热陶瓷涂层`,
  description: '电池隔膜在一百五十度下收缩率超过百分之五，希望找到比现有产品更薄的耐热涂层，收缩率低于百分之二。',
  cooperationModes: ['joint-development'],
  ...more,
});
const drained = (id: string) => until('nothing waits', async () => (await viewOf(id))?.waiting === 0, 40);

it('1 2 a receiver that was down', async () => {
  const port = await getPort();
  const webhook = await subscribe(`http://127.0.0.1:${port}/hook`);
  const needs = await Promise.all(
    ['甲', '乙', '丙'].map((name) => service.post('need', enterprise, textOf(`${name}0`))),
  );
  for (const step of [1, 2, 3]) {
    for (const [i, { id }] of needs.entries()) await edit(id, textOf(`${'甲乙丙'[i]}${step}`));
  }
  await service.send('POST', `/intake/v1/needs/${needs[0]?.id}/withdraw`);
  // It was asked, and was not there.
  const tried = await until('a try failed', async () => {
    const { items } = (
      await service.get<Page<{ eventId: string; attempts: number; lastError: string | null }>>(
        `/api/v1/webhooks/${webhook.id}/deliveries?limit=100`,
      )
    ).body;
    return items.length === 13 && items.find(({ lastError }) => lastError !== null);
  });
  expect(tried.lastError).toBe('ECONNREFUSED');
  const lines = await startExample(port, webhook.secret);
  await service.send('POST', `/api/v1/webhooks/${webhook.id}/replay`, {});
  await drained(webhook.id);
  // Given up meanwhile, with so few tries.
  await service.send('POST', `/api/v1/webhooks/${webhook.id}/replay`, {});
  await drained(webhook.id);

  const { items: deliveries } = (
    await service.get<Page<{ eventId: string; type: string; state: string; subjectId: string }>>(
      `/api/v1/webhooks/${webhook.id}/deliveries?limit=100`,
    )
  ).body;
  expect(deliveries.filter(({ state }) => state !== 'delivered')).toEqual([]);
  const got = lines().map((line) => line.split(' '));
  // The example prints an id once however often it came.
  expect(got.map(([id]) => id).sort()).toEqual(deliveries.map(({ eventId }) => eventId).sort());
  expect(got.map(([id]) => id)).toContain(tried.eventId);
  expect(got.length).toBe(13);
});

it('2 bad signatures', async () => {
  const { url, heard } = await receive(() => 204);
  const webhook = await subscribe(url);
  await service.post('need', enterprise, textOf('签名'));
  const { headers, body } = await until('a message came', () => heard[0]);
  expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');

  const port = await getPort();
  await startExample(port, webhook.secret);
  const sent = async (changes: Record<string, string>, text = body): Promise<number> => {
    const own = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]);
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { ...(Object.fromEntries(own) as Record<string, string>), ...changes },
      body: text,
    });
    return answer.status;
  };
  expect(await sent({})).toBe(204);
  const old = String(Math.floor(Date.now() / 1000) - 400);
  const other = `v1,${Buffer.alloc(32, 7).toString('base64')}`;
  for (const [what, status] of [
    ['another signature', await sent({ 'webhook-signature': other })],
    ['another version', await sent({ 'webhook-signature': String(headers['webhook-signature']).replace('v1', 'v0') })],
    ['no signature', await sent({ 'webhook-signature': '' })],
    ['another id', await sent({ 'webhook-id': 'x' })],
    ['an old one', await sent({ 'webhook-timestamp': old })],
    ['a changed body', await sent({}, body.replace('签名', '冒名'))],
  ] as const) {
    expect([what, status]).toEqual([what, 401]);
  }
});

it('1 in order per record, with the same id, whatever fails', async () => {
  // Every third message is refused as a busy server would.
  const { url, heard } = await receive((_one, before) => (before.length % 3 === 1 ? 503 : 204));
  const webhook = await subscribe(url);
  const needs = await Promise.all(['子', '丑'].map((name) => service.post('need', enterprise, textOf(`${name}0`))));
  for (const step of [1, 2, 3, 4]) {
    for (const [i, { id }] of needs.entries()) await edit(id, textOf(`${'子丑'[i]}${step}`));
  }
  await drained(webhook.id);
  await service.send('POST', `/api/v1/webhooks/${webhook.id}/replay`, {});
  await drained(webhook.id);
  for (const { id } of needs) {
    const mine = heard.filter(({ event }) => event.subject === id).map(({ event }) => event);
    const order = [...new Set(mine.map((event) => event.id))];
    expect(order).toHaveLength(5);
    // A try again comes before anything later of the same record.
    const places = mine.map((event) => order.indexOf(event.id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(mine[0]?.type).toBe('duijie.record.created');
    expect(mine.at(-1)?.data.record?.content.title).toMatch(/4 /);
  }
  expect(heard.length).toBeGreaterThan(10);
  for (const { headers, event } of heard) expect(headers['webhook-id']).toBe(event.id);
});

it('3 only what everyone may see', async () => {
  let isOpen = false;
  const { url, heard } = await receive(() => (isOpen ? 204 : 503));
  const webhook = await subscribe(url);
  const contact = { name: '甄隐言', phone: '13912340001' };
  await service.post('need', enterprise, textOf('青岚密件', { confidentiality: 'sealed', contact }));
  await service.post('need', enterprise, textOf('青岚隔膜', { confidentiality: 'on-request', contact }));
  const later = await service.post('need', enterprise, textOf('后来保密', { contact }));
  await until('it was tried', () => heard.length > 0);
  await edit(later.id, textOf('后来保密', { confidentiality: 'sealed', contact }));
  isOpen = true;
  const from = heard.length;
  await service.send('POST', `/api/v1/webhooks/${webhook.id}/replay`, {});
  await drained(webhook.id);
  // What was tried of the later one while it was open named its organization, as it may.
  const all = heard
    .filter(({ event }, i) => i >= from || event.subject !== later.id)
    .map(({ body }) => body)
    .join('\n');
  expect(all).not.toMatch(/密件|甄隐言|13912340001|青岚/);
  expect(all).toContain('██隔膜');
  const ofLater = heard.slice(from).filter(({ event }) => event.subject === later.id);
  expect(ofLater.length).toBeGreaterThan(0);
  expect(ofLater.map(({ event }) => event.data.record)).toEqual(ofLater.map(() => null));
  expect(ofLater.at(-1)?.event.type).toBe('duijie.record.withdrawn');
});

it('4 cases', async () => {
  const needOwner = await service.signedIn('enterprise', '甲方单位', 'hook-need@example.org');
  const supplyOwner = await service.signedIn('researcher', '乙方大学', 'hook-supply@example.org');
  const receivers = await Promise.all([1, 2, 3, 4].map(() => receive(() => 204)));
  const keys = [
    await service.keyOf('enterprise', '甲方单位', 'hook-need-key@example.org'),
    await service.keyOf('researcher', '乙方大学', 'hook-supply-key@example.org'),
    await service.keyOf('enterprise', '别家单位', 'hook-other-key@example.org'),
    service.headers,
  ];
  for (const [i, headers] of keys.entries()) {
    await subscribe(receivers[i]?.url ?? '', ['case.opened', 'case.moved'], headers);
  }
  const need = await service.post('need', needOwner.organizationId, textOf('极片缺陷检测，漏检划痕'));
  await service.post('achievement', supplyOwner.organizationId, textOf('极片缺陷检测装置，识别划痕'));
  await service.settled();
  const { items } = (await service.get<Page<{ id: string }>>(`/api/v1/needs/${need.id}/pairings?all=true`)).body;
  const opened = await service.send<{ id: string }>('POST', '/api/v1/cases', { pairingId: items[0]?.id });
  expect(opened.status).toBe(201);
  await service.send('POST', `/api/v1/cases/${opened.body.id}/moves`, { to: 'met' });
  for (const place of [0, 1, 3]) {
    const { heard } = receivers[place] ?? { heard: [] };
    await until(`webhook ${place} heard both`, () => heard.length === 2);
    expect(heard.map(({ event }) => [event.type, event.subject, event.data.to])).toEqual([
      ['duijie.case.opened', opened.body.id, 'introduced'],
      ['duijie.case.moved', opened.body.id, 'met'],
    ]);
    expect(heard[0]?.event.data.needId).toBe(need.id);
  }
  expect(receivers[2]?.heard).toEqual([]);
});

it('5 dead letters', async () => {
  let isWilling = false;
  const { url, heard } = await receive(({ event }) =>
    event.data.record?.content.title.startsWith('毒') && !isWilling ? 422 : 204,
  );
  const webhook = await subscribe(url);
  await service.post('need', enterprise, textOf('毒一'));
  await until('it was refused', () => heard.length > 0);
  await service.post('need', enterprise, textOf('好一'));
  await until('the other came', () => heard.some(({ body }) => body.includes('好一')));
  await until('it is set aside', async () => (await viewOf(webhook.id))?.dead === 1);
  const bad = heard.filter(({ body }) => body.includes('毒一'));
  expect(bad).toHaveLength(4);
  expect(new Set(bad.map(({ event }) => event.id)).size).toBe(1);
  isWilling = true;
  const answer = await service.send('POST', `/api/v1/webhooks/${webhook.id}/replay`, {});
  expect(answer.body).toEqual({ replayed: 1 });
  await until('it came', async () => (await viewOf(webhook.id))?.dead === 0 && heard.length === 6);
  expect(heard.at(-1)?.event.id).toBe(bad[0]?.event.id);
  expect((await viewOf(webhook.id))?.active).toBe(true);
});

it('6 410 turns it off', async () => {
  const { url, heard } = await receive(() => 410);
  const webhook = await subscribe(url);
  await service.post('need', enterprise, textOf('不再要'));
  await until('it is off', async () => (await viewOf(webhook.id))?.active === false);
  expect((await viewOf(webhook.id))?.ended).toBe('gone');
  await service.post('need', enterprise, textOf('没人听'));
  await service.settled();
  expect(heard).toHaveLength(1);
});

it('6 7 refused addresses and others’ webhooks', async () => {
  const closed = await BuiltService.start();
  try {
    for (const url of [
      'http://127.0.0.1:1/',
      'http://[::1]/',
      'http://169.254.169.254/',
      'http://localhost/',
      'ftp://a.b',
    ]) {
      const { status, body } = await closed.send<Problem>('POST', '/api/v1/webhooks', { url, types: TYPES });
      expect([url, status, body.errors?.[0]?.pointer]).toEqual([url, 422, '/url']);
    }
    const ofOperator = await closed.keyOf('operator', '平台', 'op3@example.org');
    const made = await closed.send<WebhookView>(
      'POST',
      '/api/v1/webhooks',
      { url: 'https://hooks.example.com/', types: TYPES },
      ofOperator,
    );
    expect(made.body.secret).toMatch(/^whsec_.{40,}/);
    const list = await closed.get<Page<WebhookView>>('/api/v1/webhooks');
    expect(list.body.items).toHaveLength(1);
    expect(JSON.stringify(list.body)).not.toContain('whsec_');
    const colleague = await closed.keyOf('enterprise', '平台', 'colleague@example.org');
    const change = await closed.send(
      'PATCH',
      `/api/v1/webhooks/${made.body.id}`,
      { url: 'https://evil.example/' },
      colleague,
    );
    expect(change.status).toBe(404);
  } finally {
    await closed.dispose();
  }
}, 120_000);

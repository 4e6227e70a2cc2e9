/**
 * 1 addresses that are no web address, carry a password or lead inside are refused with words that mend them
 * 2 a message reaches its receiver, with its headers, and the status comes back
 * 3 nothing inside the network is connected to, by address, by any spelling of one, or by name
 * 4 redirects are not followed, long answers not read to their end, closed ports said by code
 */
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { faultOfAddress, sendWebhook } from './webhook-request.js';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});
async function listen(handle: RequestListener): Promise<string> {
  server = createServer(handle);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

it.each([
  ...['', 'x', 'ftp://example.com', 'file:///etc/passwd', 'https://a:b@example.com', 'https://example.com/#x'],
  ...['http://127.0.0.1/', 'http://localhost:80', 'http://a.localhost', 'http://[::1]/', 'http://2130706433/'],
  ...['http://0x7f.1/', 'http://169.254.169.254/latest/meta-data', 'http://[::ffff:10.0.0.1]/', 'http://100.64.0.1'],
])('1 %s', (address) => {
  expect(faultOfAddress(address, false)).not.toBeNull();
});
it('1 fine ones', () => {
  expect(faultOfAddress('https://example.com/hook?a=1', false)).toBeNull();
  expect(faultOfAddress('http://10.1.2.3:8080/hook', true)).toBeNull();
});

it('2 reaches it', async () => {
  const heard: unknown[] = [];
  const url = await listen((request, answer) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      heard.push([request.method, request.url, request.headers['webhook-id'], text]);
      answer.writeHead(204).end();
    });
  });
  expect(await sendWebhook(url, { 'webhook-id': 'one' }, '{"a":"隔膜"}', true)).toEqual({ status: 204 });
  expect(heard).toEqual([['POST', '/hook', 'one', '{"a":"隔膜"}']]);
});

it('3 nothing inside', async () => {
  let asked = 0;
  const url = await listen((_request, answer) => {
    asked++;
    answer.end();
  });
  const { port } = new URL(url);
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0']) {
    const sent = await sendWebhook(`http://${host}:${port}/`, {}, '{}', false);
    expect([host, sent]).toEqual([host, { error: 'ADDRESS_REFUSED' }]);
  }
  expect(asked).toBe(0);
});

it('4 a redirect is an answer like any other', async () => {
  const asked: (string | undefined)[] = [];
  const url = await listen((request, answer) => {
    asked.push(request.url);
    answer.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect(await sendWebhook(url, {}, '{}', true)).toEqual({ status: 302 });
  expect(asked).toEqual(['/hook']);
});

it('4 an answer without end', async () => {
  const url = await listen((_request, answer) => {
    const more = (): void => void (answer.write('x'.repeat(16_384)) ? setImmediate(more) : answer.once('drain', more));
    more();
  });
  expect(await sendWebhook(url, {}, '{}', true)).toEqual({ status: 200 });
});

it('4 a closed port', async () => {
  const url = await listen(() => undefined);
  server?.close();
  expect(await sendWebhook(url, {}, '{}', true)).toEqual({ error: 'ECONNREFUSED' });
});

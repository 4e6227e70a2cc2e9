/**
 * Other sites are refused:
 * 1 a service on loopback answers to loopback names only;
 * 2 a page of another site may not send a request, one of the service itself may;
 * 3 a service that others may reach answers to any name.
 */
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { refuseOtherSites } from './same-origin.js';

async function statusOf(listensOn: string, headers: Record<string, string>): Promise<number> {
  const server = fastify();
  refuseOtherSites(server, listensOn);
  server.setErrorHandler((_error, _request, reply) => reply.status(403).send());
  server.post('/', () => 'ok');
  const { statusCode } = await server.inject({ method: 'POST', url: '/', headers });
  await server.close();
  return statusCode;
}

describe('refuseOtherSites', () => {
  it.each([
    ['localhost:3000', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['evil.example:3000', 403],
    ['localhost.evil.example', 403],
  ])('1 name %s answers %i', async (host, status) => {
    expect(await statusOf('127.0.0.1', { host })).toBe(status);
  });

  it.each([
    ['http://localhost:3000', 200],
    ['http://evil.example', 403],
    ['http://localhost:4000', 403],
    ['null', 403],
  ])('2 origin %s answers %i', async (origin, status) => {
    expect(await statusOf('127.0.0.1', { host: 'localhost:3000', origin })).toBe(status);
  });

  it('3 any name where others may reach it', async () => {
    expect(await statusOf('0.0.0.0', { host: 'match.example.org' })).toBe(200);
    expect(await statusOf('0.0.0.0', { host: 'match.example.org', origin: 'https://match.example.org' })).toBe(200);
    expect(await statusOf('0.0.0.0', { host: 'match.example.org', origin: 'https://evil.example' })).toBe(403);
  });
});

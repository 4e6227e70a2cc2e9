/**
 * Other sites are told apart:
 * 1 a service on loopback answers to loopback names only;
 * 2 a page of another site may not send a request, one of the service itself may;
 * 3 a service that others may reach answers to any name.
 */
import { describe, expect, it } from '@jest/globals';
import { otherSite } from './same-origin.js';

describe('otherSite', () => {
  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])('1 name %s is ours', (host) => {
    expect(otherSite('127.0.0.1', { host })).toBeNull();
  });

  it.each(['evil.example:3000', 'localhost.evil.example', ''])('1 name "%s" is foreign', (host) => {
    expect(otherSite('127.0.0.1', { host })).toBe(host);
  });

  it('2 a page of the service itself', () => {
    expect(otherSite('127.0.0.1', { host: 'localhost:3000', origin: 'http://localhost:3000' })).toBeNull();
  });

  it.each(['http://evil.example', 'http://localhost:4000', 'null'])('2 a page of %s', (origin) => {
    expect(otherSite('127.0.0.1', { host: 'localhost:3000', origin })).toBe(origin);
  });

  it('3 any name where others may reach it, its own pages only', () => {
    const host = 'match.example.org';
    expect(otherSite('0.0.0.0', { host })).toBeNull();
    expect(otherSite('0.0.0.0', { host, origin: `https://${host}` })).toBeNull();
    expect(otherSite('0.0.0.0', { host, origin: 'https://evil.example' })).toBe('https://evil.example');
  });
});

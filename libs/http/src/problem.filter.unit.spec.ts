/**
 * What a fault from below is told as.
 *
 * 1 a database or queue that is away is 503 with Retry-After, whichever way it shows
 * 2 a full disk is 507, and what nobody foresaw is 500
 * 3 a refusal says why, and asks for patience only where there is a time
 */
import { expect, it, jest } from '@jest/globals';
import { DomainError } from '#matching';
import { ProblemFilter } from './problem.filter.js';
import { Logger } from '@nestjs/common';

Logger.overrideLogger(false);

function answerTo(thrown: unknown): { status: number; code: string; retryAfter: string | undefined } {
  let status = 0;
  let code = '';
  const headers: Record<string, string> = {};
  const reply = {
    raw: { headersSent: false, end: jest.fn() },
    header: (name: string, value: string) => ((headers[name] = value), reply),
    status: (given: number) => ((status = given), reply),
    type: () => reply,
    send: (body: { code: string }) => (code = body.code),
  };
  const request = { method: 'GET', url: '/x', routeOptions: { url: '/x' }, headers: {} };
  const http = { getRequest: () => request, getResponse: () => reply };
  new ProblemFilter().catch(thrown, { switchToHttp: () => http } as never);
  return { status, code, retryAfter: headers['retry-after'] };
}
const failedQuery = (code: string): Error => Object.assign(new Error('failed'), { driverError: { code } });
const failedSocket = (code: string): Error => Object.assign(new Error('connect'), { code });

it.each([
  ['PostgreSQL is not there', failedSocket('ECONNREFUSED')],
  ['its name is not', failedSocket('EAI_AGAIN')],
  ['it knows another password by now', failedSocket('28P01')],
  ['it shuts down', failedQuery('57P01')],
  ['it starts', failedQuery('57P03')],
  ['it has no connection left', failedQuery('53300')],
  ['the connection broke under a statement', failedQuery('08006')],
  ['the connection broke, and pg says it in words', new Error('Connection terminated unexpectedly')],
  ['the connection broke in a transaction', new Error('Query runner already released. Cannot run queries anymore.')],
  ['no connection came free', new Error('timeout exceeded when trying to connect')],
  ['Redis is not there', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
])('1 %s', (_when, thrown) => {
  expect(answerTo(thrown)).toEqual({ status: 503, code: 'unavailable', retryAfter: '5' });
});

it('2 a full disk, and the unforeseen', () => {
  expect(answerTo(failedQuery('53100'))).toMatchObject({ status: 507, code: 'storage-full' });
  expect(answerTo(failedSocket('ENOSPC'))).toMatchObject({ status: 507 });
  expect(answerTo(failedSocket('53100'))).toMatchObject({ status: 507 });
  expect(answerTo(failedQuery('42P01'))).toEqual({ status: 500, code: 'internal', retryAfter: undefined });
});

it('3 refusals', () => {
  expect(answerTo(new DomainError('too-many-requests', { seconds: 7 }))).toMatchObject({ retryAfter: '7' });
  expect(answerTo(new DomainError('not-found'))).toMatchObject({ status: 404, retryAfter: undefined });
});

/**
 * real: [the log of jobs]
 * fake: [where lines go]
 *
 * 1 a queue that is away is told of once a minute, and again when the trouble is another
 * 2 only what does not come round by itself is an error when its last try failed
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { JobLog } from './job-log.js';

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  const take = (level: string) => (said: unknown) => void lines.push(`${level}: ${String(said)}`);
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(take('warn'));
  jest.spyOn(Logger.prototype, 'error').mockImplementation(take('error'));
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

it('1 trouble', () => {
  const log = new JobLog();
  for (let i = 0; i < 5; i++) log.troubled(new Error('connect ECONNREFUSED'));
  log.troubled(new Error('READONLY'));
  jest.advanceTimersByTime(61_000);
  log.troubled(new Error('READONLY'));
  expect(lines).toEqual([
    'warn: the queue: connect ECONNREFUSED',
    'warn: the queue: READONLY',
    'warn: the queue: READONLY',
  ]);
});

it('2 last tries', () => {
  const log = new JobLog();
  log.failed('dispatch', {}, new Error('lost'), true, 1);
  log.failed('rank', { recordId: 'r' }, new Error('lost'), false, 1);
  log.failed('rank', { recordId: 'r' }, new Error('lost'), true, 1);
  expect(lines).toEqual([
    'warn: dispatch failed, will be retried: lost',
    'warn: rank failed, will be retried: lost',
    'error: rank failed for good: lost',
  ]);
});

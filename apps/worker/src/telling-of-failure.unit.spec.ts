/**
 * 1 Work that succeeds gives its outcome, and nothing is marked.
 * 2 Work that fails and will be tried again marks nothing.
 * 3 The last failure marks the version that was worked on, with why, and is still a failure of the job.
 */
import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '#jobs';
import type { RecordStore } from '#storage';
import { tellingOfFailure } from './telling-of-failure.js';

const RECORD = { id: 'r1', contentHash: 'h2' };

async function run(last: boolean, work: () => Promise<Outcome>): Promise<{ ended: unknown; marked: string[][] }> {
  const marked: string[][] = [];
  const records = {
    fail: async (...given: string[]) => void marked.push(given),
  } as unknown as RecordStore;
  const ended = await tellingOfFailure(records, RECORD, { attempt: 5, last }, work).catch((error: unknown) => error);
  return { ended, marked };
}
const failing = (): Promise<Outcome> => Promise.reject(new Error('no such dictionary'));

describe('tellingOfFailure', () => {
  it('1 leaves success alone', async () => {
    expect(await run(true, () => Promise.resolve('done'))).toEqual({ ended: 'done', marked: [] });
  });
  it('2 says nothing while there are tries left', async () => {
    expect(await run(false, failing)).toEqual({ ended: new Error('no such dictionary'), marked: [] });
  });
  it('3 marks the version after the last try', async () => {
    const marked = [['r1', 'h2', 'no such dictionary']];
    expect(await run(true, failing)).toEqual({ ended: new Error('no such dictionary'), marked });
  });
});

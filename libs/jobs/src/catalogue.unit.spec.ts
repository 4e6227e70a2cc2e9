/**
 * 1 No deduplication id holds a `:` or is all digits: BullMQ refuses such ids, or takes them for its own.
 * 2 Jobs of two records, and of two names, are two.
 * 3 Every job is retried with a pause, or is one that comes round again by itself.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JOB_NAMES, JOBS } from './catalogue.js';

/** Every job's id for work on one record or import. */
const idsFor = (id: string): string[] => [
  JOBS.profile.deduplicationId({ recordId: id }),
  JOBS.rank.deduplicationId({ recordId: id }),
  JOBS.rerank.deduplicationId({ recordIds: [id] }),
  JOBS.duplicates.deduplicationId({ recordIds: [id] }),
  JOBS.deliver.deduplicationId({ webhookId: id }),
  JOBS.import.deduplicationId({ importId: id }),
  JOBS.mend.deduplicationId({ kind: 'need' }),
  JOBS.project.deduplicationId({}),
  JOBS.dispatch.deduplicationId({}),
  JOBS.sweep.deduplicationId({}),
  JOBS.optimise.deduplicationId({}),
  JOBS['common-needs'].deduplicationId({}),
];

describe('job catalogue', () => {
  it('1 has ids that BullMQ takes', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const ids = idsFor(id);
        expect(ids).toHaveLength(JOB_NAMES.length);
        for (const one of ids) expect(one).not.toMatch(/:|^\d*$/);
      }),
    );
  });

  it('2 tells records and names apart', () => {
    const [one, other] = [idsFor('a'), idsFor('b')];
    expect(new Set(one).size).toBe(one.length);
    expect(other.slice(0, 6).filter((id) => one.includes(id))).toEqual([]);
  });

  it.each(JOB_NAMES)('3 %s comes again after a failure', (name) => {
    const { attempts, backoffMs, everySeconds } = JOBS[name];
    if (attempts > 1) expect(backoffMs).toBeGreaterThan(0);
    else expect(everySeconds).toBeDefined();
  });
});

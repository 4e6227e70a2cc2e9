/**
 * 1 No deduplication id holds a `:` or is all digits: BullMQ refuses such ids, or takes them for its own.
 * 2 Jobs of one record are one whatever its content; of two records, and of two names, they are two.
 * 3 Every job is retried with a pause, or is one that comes round again by itself.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JOB_NAMES, JOBS } from './catalogue.js';

/** Every job's id for work on one record or import. */
const idsFor = (id: string, contentHash: string): string[] => [
  JOBS.profile.deduplicationId({ recordId: id, contentHash }),
  JOBS.rank.deduplicationId({ recordId: id, contentHash }),
  JOBS.duplicates.deduplicationId({ recordId: id, contentHash }),
  JOBS.import.deduplicationId({ importId: id }),
  JOBS.project.deduplicationId({}),
  JOBS.sweep.deduplicationId({}),
  JOBS.optimise.deduplicationId({}),
];

describe('job catalogue', () => {
  it('1 has ids that BullMQ takes', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.stringMatching(/^[0-9a-f]{64}$/), (id, hash) => {
        const ids = idsFor(id, hash);
        expect(ids).toHaveLength(JOB_NAMES.length);
        for (const one of ids) expect(one).not.toMatch(/:|^\d*$/);
      }),
    );
  });

  it('2 tells records and names apart, and contents not', () => {
    const [one, same, other] = [idsFor('a', 'h1'), idsFor('a', 'h2'), idsFor('b', 'h1')];
    expect(same).toEqual(one);
    expect(new Set(one).size).toBe(one.length);
    expect(other.slice(0, 4).filter((id) => one.includes(id))).toEqual([]);
  });

  it.each(JOB_NAMES)('3 %s comes again after a failure', (name) => {
    const { attempts, backoffMs, everySeconds } = JOBS[name];
    if (attempts > 1) expect(backoffMs).toBeGreaterThan(0);
    else expect(everySeconds).toBeDefined();
  });
});

import { createHash } from 'node:crypto';
import type { RecordKind } from '#matching';

/** Every job of the fleet: its payload, and beside it how it is queued. Payloads carry ids, never rows. */
export interface JobPayloads {
  /** Understand one revision of a record: words, tags, vectors. */
  profile: { recordId: string };
  /** Find and store the best partners of one record. */
  rank: { recordId: string };
  /** Rank these anew, whose lists are of an engine that is no longer in force. */
  rerank: { recordIds: readonly string[] };
  /** Bring what changed into the candidate index. */
  project: Record<string, never>;
  /** Look for records that say the same as these. */
  duplicates: { recordIds: readonly string[] };
  /** Find what was committed but never queued, and what is to be ranked anew. */
  sweep: Record<string, never>;
  /** Look for needs that several enterprises of an industry share; now, if a person asked. */
  'common-needs': { asked?: true };
  /** Make one table of the index anew, which was found damaged. */
  mend: { kind: RecordKind };
  /** Compact the index, compare it with PostgreSQL, renew the term statistics. */
  optimise: Record<string, never>;
  /** Give committed changes their place in the feed, and webhooks their messages. */
  dispatch: Record<string, never>;
  /** Send what waits for one webhook. */
  deliver: { webhookId: string };
  /** Take in one bulk file. */
  import: { importId: string };
}
export type JobName = keyof JobPayloads;

export interface JobDeclaration<N extends JobName> {
  /** Two waiting jobs with the same id are one; one that arrives while the first runs, runs after it. */
  deduplicationId: (payload: JobPayloads[N]) => string;
  /** Runs before giving up; waits double from `backoffMs`. */
  attempts: number;
  backoffMs: number;
  /** Jobs of this name that one process runs at a time; `cpu` takes the configured worker concurrency. */
  concurrency: number | 'cpu';
  /** Waits this long before running, so that what is asked again meanwhile is done in one go. */
  delayMs?: number;
  /** Runs by itself this often, or when asked. */
  everySeconds?: number | 'sweep';
}

const digestOf = (ids: readonly string[]): string => createHash('sha256').update(ids.join()).digest('hex');

export const JOBS: { readonly [N in JobName]: JobDeclaration<N> } = {
  profile: {
    deduplicationId: ({ recordId }) => `profile-${recordId}`,
    attempts: 5,
    backoffMs: 500,
    concurrency: 'cpu',
  },
  rank: {
    deduplicationId: ({ recordId }) => `rank-${recordId}`,
    attempts: 5,
    backoffMs: 500,
    concurrency: 'cpu',
  },
  // A queue of its own, one at a time: what was just posted is never behind it.
  rerank: {
    deduplicationId: ({ recordIds }) => `rerank-${digestOf(recordIds)}`,
    attempts: 5,
    backoffMs: 500,
    concurrency: 1,
  },
  // A write to the index costs the same for one row as for hundreds, and rankings read what is not written yet.
  project: { deduplicationId: () => 'project', attempts: 5, backoffMs: 500, concurrency: 1, delayMs: 500 },
  // One at a time: nobody waits for it as for a ranking.
  duplicates: {
    deduplicationId: ({ recordIds }) => `duplicates-${digestOf(recordIds)}`,
    attempts: 5,
    backoffMs: 500,
    concurrency: 1,
  },
  sweep: { deduplicationId: () => 'sweep', attempts: 1, backoffMs: 0, concurrency: 1, everySeconds: 'sweep' },
  // Asked for is another job than due: one that waits anyway must not swallow it.
  'common-needs': {
    deduplicationId: ({ asked }) => (asked ? 'common-needs-asked' : 'common-needs-due'),
    attempts: 2,
    backoffMs: 5000,
    concurrency: 1,
    everySeconds: 'sweep',
  },
  optimise: { deduplicationId: () => 'optimise', attempts: 2, backoffMs: 5000, concurrency: 1, everySeconds: 600 },
  mend: { deduplicationId: ({ kind }) => `mend-${kind}`, attempts: 5, backoffMs: 1000, concurrency: 1 },
  // What is asked for after a commit only makes it sooner.
  dispatch: { deduplicationId: () => 'dispatch', attempts: 1, backoffMs: 0, concurrency: 1, everySeconds: 5 },
  // Messages have waits of their own, longer ones.
  deliver: {
    deduplicationId: ({ webhookId }) => `deliver-${webhookId}`,
    attempts: 2,
    backoffMs: 1000,
    concurrency: 4,
  },
  import: {
    deduplicationId: ({ importId }) => `import-${importId}`,
    attempts: 5,
    backoffMs: 1000,
    concurrency: 2,
  },
};
export const JOB_NAMES = Object.keys(JOBS) as JobName[];

/** How a job ended without error. */
export type Outcome = 'done' | { skipped: string } | { snooze: number };

/** What a job is told of its own run. */
export interface RunningJob {
  /** 1 for the first try. */
  attempt: number;
  /** Whether there will be no further try should this one fail. */
  last: boolean;
}

export type Handler<N extends JobName> = (payload: JobPayloads[N], job: RunningJob) => Promise<Outcome>;
export type Handlers<N extends JobName = JobName> = { [K in N]: Handler<K> };

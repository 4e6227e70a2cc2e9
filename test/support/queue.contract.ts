import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { JOB_NAMES, JobQueue, JOBS, JobWorkers, openBackend } from '#jobs';
import type { Handler, Handlers, JobName, JobPayloads, Outcome, QueueBackend } from '#jobs';
import { currentWork, during } from '#telemetry';
import { until } from './until.js';

/** What a worker told of one run. */
interface Run {
  name: JobName;
  payload: unknown;
  attempt: number;
  at: number;
}
interface Failure {
  message: string;
  last: boolean;
}

/** A payload, with a mark to tell two of one record apart. */
const version = (recordId: string, mark = 'first'): JobPayloads['profile'] & { mark: string } => ({ recordId, mark });

/** A door that a handler waits at until the test opens it. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/**
 * What every queue backend does; call it inside a `describe`. The queues of the backend are emptied before each test.
 *
 * 1 a job is handled once, with its payload, by a worker that has a handler for it
 * 2 jobs with one deduplication id that wait together are one job
 * 3 a job added while one with its id runs, runs once more after it, with the last payload, however many were added
 * 4 a job with a delay waits for it, and adds meanwhile are one job
 * 5 a failing job is tried again, later each time, until the last attempt; then it counts as failed and can be added anew
 * 6 a snoozed job runs again after its time, without using up an attempt
 * 7 many jobs are added at once, with the same deduplication
 * 8 counts tell what waits, runs, is delayed and has failed
 * 9 closing waits for the running job and takes no other; what waits is there for the next worker
 * 10 the job of a worker that vanished is run again by another
 * 11 a scheduled job runs by itself, however often it was scheduled, and again after the queue was emptied
 * 14 a job knows which request asked for it, over other jobs and over a wait behind one of its id
 */
export function describeQueueContract(urlOf: () => string): void {
  let backend: QueueBackend;
  let queue: JobQueue;
  let workers: JobWorkers[];
  let runs: Run[];
  let failures: Failure[];

  beforeAll(async () => {
    backend = await openBackend(urlOf());
  });
  beforeEach(async () => {
    for (const name of JOB_NAMES) {
      const plain = backend.queue(name, {});
      await plain.obliterate({ force: true });
      await plain.close();
    }
    queue = new JobQueue(await openBackend(urlOf()));
    workers = [];
    runs = [];
    failures = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((one) => one.close()));
    await queue.close();
  });
  afterAll(() => backend.close());

  /** Workers of one run at a time, so that jobs of a name are run in the order they were added. */
  async function work(handlers: Partial<Handlers>, concurrency = 1): Promise<JobWorkers> {
    const recorded = Object.entries(handlers).map(([name, handle]) => {
      const recording: Handler<JobName> = (payload, job) => {
        runs.push({ name: name as JobName, payload, attempt: job.attempt, at: Date.now() });
        return (handle as Handler<JobName>)(payload, job);
      };
      return [name, recording];
    });
    const events = {
      finished: () => undefined,
      failed: (_name: JobName, _payload: unknown, { message }: Error, last: boolean) =>
        void failures.push({ message, last }),
      troubled: () => undefined,
    };
    const made = new JobWorkers(backend, Object.fromEntries(recorded) as Partial<Handlers>, events, {
      concurrency,
      lockSeconds: 15,
    });
    workers.push(made);
    await made.ready();
    return made;
  }
  const done = (): Promise<Outcome> => Promise.resolve('done');
  const payloads = (): unknown[] => runs.map(({ payload }) => payload);
  const ran = (count: number, seconds = 20) => until(`${count} runs`, () => runs.length >= count, seconds);
  /** Adds a job behind all that waits and waits until it was run: whatever was to run before it has run. */
  async function drain(): Promise<void> {
    await queue.add('profile', version('marker'));
    await until('the marker runs', () =>
      payloads().some((payload) => (payload as { recordId: string }).recordId === 'marker'),
    );
  }

  it('1 a job is handled with its payload', async () => {
    await queue.add('profile', version('r1'));
    await queue.add('import', { importId: 'i1' });
    await work({ profile: done });
    await drain();
    expect(runs).toMatchObject([
      { name: 'profile', payload: version('r1'), attempt: 1 },
      { name: 'profile', payload: version('marker') },
    ]);
    await work({ import: () => Promise.resolve({ skipped: 'nothing in it' }) });
    await ran(3);
    expect(runs[2]).toMatchObject({ name: 'import', payload: { importId: 'i1' }, attempt: 1 });
    await until('all are done', async () => (await queue.counts()).import.active === 0);
    expect(failures).toEqual([]);
  });

  it('1 a finished job can be added again', async () => {
    await work({ profile: done });
    await queue.add('profile', version('r1'));
    await ran(1);
    await until('it is done', async () => (await queue.counts()).profile.active === 0);
    await queue.add('profile', version('r1'));
    await ran(2);
  });

  it('2 adds that wait together run once', async () => {
    for (let i = 0; i < 3; i++) await queue.add('profile', version('r1'));
    await queue.add('profile', version('r2'));
    await work({ profile: done });
    await drain();
    expect(payloads()).toEqual([version('r1'), version('r2'), version('marker')]);
  });

  it('3 adds while it runs run once more', async () => {
    const door = gate();
    await work({ profile: () => (runs.length === 1 ? door.passed.then(done) : done()) });
    await queue.add('profile', version('r1'));
    await ran(1);
    await queue.add('profile', version('r1', 'second'));
    await queue.add('profile', version('r1', 'third'));
    door.open();
    await ran(2);
    await until('the second run is done', async () => (await queue.counts()).profile.active === 0);
    await drain();
    const ofRecord = payloads().filter((payload) => (payload as { recordId: string }).recordId === 'r1');
    expect(ofRecord[0]).toEqual(version('r1'));
    expect(ofRecord.at(-1)).toEqual(version('r1', 'third'));
    expect(ofRecord.length).toBeLessThanOrEqual(3);
  });

  it('3 adds without a version while it runs run once more', async () => {
    const door = gate();
    await work({ optimise: () => (runs.length === 1 ? door.passed.then(done) : done()), profile: done });
    await queue.add('optimise', {});
    await ran(1);
    for (let i = 0; i < 3; i++) await queue.add('optimise', {});
    door.open();
    await ran(2);
    await until('nothing is left', async () => {
      const { waiting, active, delayed } = (await queue.counts()).optimise;
      return waiting + active + delayed === 0;
    });
    expect(runs).toHaveLength(2);
  });

  it('4 a job with a delay waits for it, and what is asked meanwhile is done in one go', async () => {
    const asked = Date.now();
    for (let i = 0; i < 3; i++) await queue.add('project', {});
    await work({ project: done });
    await ran(1);
    expect(runs[0]!.at - asked).toBeGreaterThanOrEqual((JOBS.project.delayMs ?? 0) - 20);
    await until('nothing is left', async () => {
      const { waiting, active, delayed } = (await queue.counts()).project;
      return waiting + active + delayed === 0;
    });
    expect(runs).toHaveLength(1);
  });

  it('5 retries until the last attempt', async () => {
    await work({ profile: () => Promise.reject(new Error(`attempt ${runs.length}`)) });
    await queue.add('profile', version('r1'));
    await until('the last attempt', () => failures.at(-1)?.last, 30);
    expect(failures).toEqual([1, 2, 3, 4, 5].map((n) => ({ message: `attempt ${n}`, last: n === 5 })));
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    const waits = runs.slice(1).map(({ at }, i) => at - runs[i]!.at);
    [500, 1000, 2000, 4000].forEach((least, i) => expect(waits[i]).toBeGreaterThanOrEqual(least - 20));
    await until('it counts as failed', async () => (await queue.counts()).profile.failed === 1);
    await queue.add('profile', version('r1'));
    await ran(6);
  });

  it('5 a job that succeeds at its second attempt is done', async () => {
    await work({ profile: (_payload, { attempt }) => (attempt === 1 ? Promise.reject(new Error('no')) : done()) });
    await queue.add('profile', version('r1'));
    await ran(2);
    expect(failures).toEqual([{ message: 'no', last: false }]);
    await until('nothing is left', async () => {
      const { waiting, active, delayed, failed } = (await queue.counts()).profile;
      return waiting + active + delayed + failed === 0;
    });
  });

  it('6 a snoozed job', async () => {
    await work({ rank: () => (runs.length <= 6 ? Promise.resolve({ snooze: 100 }) : done()) });
    await queue.add('rank', version('r1'));
    await ran(7);
    expect(runs.map(({ attempt }) => attempt)).toEqual(Array(7).fill(1));
    const waits = runs.slice(1).map(({ at }, i) => at - runs[i]!.at);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(80);
    expect(failures).toEqual([]);
    await until('it is done', async () => {
      const { active, delayed } = (await queue.counts()).rank;
      return active + delayed === 0;
    });
  });

  it('7 many at once', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `r${i}`);
    await queue.add('profile', version('r7'));
    await queue.addAll(
      'profile',
      ids.map((id) => version(id)),
    );
    await queue.addAll(
      'profile',
      ids.map((id) => version(id)),
    );
    await queue.addAll('profile', []);
    await work({ profile: done }, 4);
    await ran(200);
    await until('all are done', async () => {
      const { waiting, active } = (await queue.counts()).profile;
      return waiting + active === 0;
    });
    expect(runs).toHaveLength(200);
    expect(new Set(runs.map(({ payload }) => (payload as { recordId: string }).recordId)).size).toBe(200);
  });

  it('8 counts', async () => {
    const door = gate();
    await queue.addAll(
      'profile',
      ['runs', 'w1', 'w2'].map((id) => version(id)),
    );
    await queue.addAll('rank', [version('snoozed')]);
    await queue.add('sweep', {});
    await work({
      profile: () => door.passed.then(done),
      rank: () => Promise.resolve({ snooze: 60_000 }),
      sweep: () => Promise.reject(new Error('no')),
    });
    const counts = await until('every count is reached', async () => {
      const found = await queue.counts();
      return found.profile.active === 1 && found.rank.delayed === 1 && found.sweep.failed === 1 && found;
    });
    expect(counts.profile).toEqual({ waiting: 2, active: 1, delayed: 0, failed: 0 });
    expect(counts.rank).toEqual({ waiting: 0, active: 0, delayed: 1, failed: 0 });
    expect(counts.sweep).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 });
    expect(counts.import).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    door.open();
  });

  it('9 closing', async () => {
    const door = gate();
    let ended = false;
    const closing = await work({
      profile: async () => {
        await door.passed;
        ended = true;
        return 'done';
      },
    });
    await queue.addAll('profile', [version('r1'), version('r2')]);
    await ran(1);
    const closed = closing.close().then(() => ended);
    door.open();
    expect(await closed).toBe(true);
    expect(payloads()).toEqual([version('r1')]);
    expect((await queue.counts()).profile).toMatchObject({ waiting: 1, active: 0 });
    await work({ profile: done });
    await ran(2);
    expect(payloads()[1]).toEqual(version('r2'));
  });

  it('10 a worker that vanishes', async () => {
    const lockDuration = 1000;
    const taken = gate();
    const never = (): Promise<Outcome> => {
      taken.open();
      return new Promise<Outcome>(() => undefined);
    };
    const vanishing = backend.worker('profile', never, { lockDuration, skipStalledCheck: true });
    vanishing.on('error', () => undefined);
    await queue.add('profile', version('r1'));
    await taken.passed;
    // Closed by force: the job stays marked as running, and nobody renews its lock.
    await vanishing.close(true);
    await work({ profile: done });
    await ran(1, 30);
    expect(runs[0]).toMatchObject({ payload: version('r1') });
    await until('it is done', async () => (await queue.counts()).profile.active === 0);
    expect(failures).toEqual([]);
  });

  it('11 scheduled jobs', async () => {
    for (let i = 0; i < 2; i++) await queue.schedule(3600);
    await work({ sweep: done, optimise: done });
    await until('each ran', () => ['sweep', 'optimise'].every((name) => runs.some((run) => run.name === name)));
    expect(runs).toHaveLength(2);
    const { sweep, optimise } = await queue.counts();
    expect([sweep.waiting + sweep.delayed, optimise.waiting + optimise.delayed]).toEqual([1, 1]);
  });

  it('11 scheduled jobs of a queue that was emptied', async () => {
    await queue.schedule(3600, 50);
    await work({ sweep: done });
    await ran(1);
    const plain = backend.queue('sweep', {});
    await plain.removeJobScheduler('sweep');
    await plain.obliterate({ force: true });
    await plain.close();
    await ran(2);
  });

  it('14 the request behind a job', async () => {
    const requests: unknown[] = [];
    const door = gate();
    const handlers: Partial<Handlers> = {
      profile: async ({ recordId }) => {
        requests.push(['profile', currentWork().job, currentWork().requestId]);
        await queue.add('rank', { recordId });
        if (requests.length === 1) await door.passed;
        return 'done';
      },
      rank: () => {
        requests.push(['rank', currentWork().job, currentWork().requestId]);
        return done();
      },
    };
    await work({ profile: handlers.profile! });
    await during({ requestId: 'first' }, () => queue.add('profile', { recordId: 'r1' }));
    await ran(1);
    await during({ requestId: 'second' }, () => queue.addAll('profile', [{ recordId: 'r1' }]));
    door.open();
    await ran(2);
    await queue.add('profile', { recordId: 'of nobody' });
    await ran(3);
    expect(requests).toEqual([
      ['profile', 'profile', 'first'],
      ['profile', 'profile', 'second'],
      ['profile', 'profile', undefined],
    ]);
    await work({ rank: handlers.rank! });
    await ran(5);
    // Both asked for the ranking of one record while none ran: it is one job, of whoever asked first.
    expect(requests.slice(3)).toEqual([
      ['rank', 'rank', 'first'],
      ['rank', 'rank', undefined],
    ]);
  });
}

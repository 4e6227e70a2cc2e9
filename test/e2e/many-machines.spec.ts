/**
 * Two intakes, three workers and two apis, each a process on a port of its own, over one PostgreSQL, a Redis Cluster of
 * three masters and an index in an object store; records come through both intakes at once.
 *
 * 1 while a worker is killed midway, nothing posted, edited or withdrawn is lost or there twice: every record is ranked as
 *   it last read, and the index shows just that
 * 2 ranking everything once more, at all workers at once, adds no pairing and takes none away
 * 3 both apis show the same lists, in which nothing stands twice
 * 4 the queue is on all masters, and the index in the store alone
 * 5 while the store is away the api is ready, says that it is degraded and shows lists; what is posted then is ranked once
 *   it is back, and no table was made anew
 */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobQueue, openBackend } from '#jobs';
import { hasRedisServer } from '../support/has-redis.js';
import { seeded } from '../eval/resampling.js';
import { faultsIn, settled } from '../faults/checks.js';
import { Fleet } from '../faults/fleet.js';
import { Flow } from '../faults/flow.js';
import { until } from '../support/until.js';

const INTAKES = ['intake', 'intake-2'] as const;
const APIS = ['api', 'api-2'] as const;
const WORKERS = ['worker-1', 'worker-2', 'worker-3'] as const;
/** Few enough that every pairing is on a list: then none may come or go when all are ranked anew. */
const OPERATIONS = 15;
const KILLED_AFTER_MS = 500;

interface Listed {
  items: { supply: { id: string }; rank: number }[];
}

const hasRedis = hasRedisServer();
if (!hasRedis) console.log('no redis-server here: many machines are not tried.');

(hasRedis ? describe : describe.skip)('many machines (skipped without redis-server)', () => {
  let fleet: Fleet;
  let flows: Flow[];
  let queue: JobQueue;

  beforeAll(async () => {
    const members = [...INTAKES, ...APIS, ...WORKERS];
    fleet = await Fleet.start({ members, queue: 'redis cluster', index: 'object store' });
    flows = [1, 2].map((seed) => new Flow(fleet, seeded(seed), INTAKES));
    queue = new JobQueue(await openBackend(fleet.queueUrl));
  }, 240_000);
  afterAll(async () => {
    await queue?.close();
    await fleet?.end();
  });

  const faults = (): Promise<string[]> =>
    faultsIn(fleet, {
      expected: new Map(flows.flatMap(({ expected }) => [...expected])),
      strange: flows.flatMap(({ strange }) => strange),
    });

  /** Each pairing, by the revisions that are paired. */
  async function pairings(): Promise<string[]> {
    const rows: { pairing: string }[] = await fleet.source.query(
      `SELECT concat_ws(' ', need_id, need_revision, supply_id, supply_revision) AS pairing FROM pairings ORDER BY 1`,
    );
    return rows.map(({ pairing }) => pairing);
  }

  async function worked(): Promise<void> {
    const isIdle = async (): Promise<boolean> => {
      const { profile, rank, project } = await queue.counts();
      return [profile, rank, project].every(({ waiting, active, delayed }) => waiting + active + delayed === 0);
    };
    await until('no job is left', isIdle, 60);
    await settled(fleet);
  }

  it('1 nothing lost, nothing doubled', async () => {
    await Promise.all(flows.map((flow) => flow.begin()));
    await Promise.all(flows.map((flow) => flow.some(OPERATIONS)));
    const killed = new Promise((over) => setTimeout(over, KILLED_AFTER_MS)).then(() => fleet.kill('worker-2'));
    await Promise.all([...flows.map((flow) => flow.some(OPERATIONS)), killed]);
    await fleet.ready();
    await settled(fleet);
    expect(await faults()).toEqual([]);
  }, 240_000);

  it('2 ranked once more', async () => {
    await worked();
    const before = await pairings();
    expect(before.length).toBeGreaterThan(20);
    const records: { id: string }[] = await fleet.source.query('SELECT id FROM records WHERE is_matched(records)');
    await queue.addAll(
      'rank',
      records.map(({ id: recordId }) => ({ recordId })),
    );
    await worked();
    expect(await pairings()).toEqual(before);
    expect(await faults()).toEqual([]);
  }, 240_000);

  it('3 two apis, one answer', async () => {
    const needs = await shownNeeds();
    expect(needs.length).toBeGreaterThan(2);
    for (const id of needs) {
      const [one, other] = await Promise.all(APIS.map((api) => listOf(api, id)));
      expect(other).toEqual(one);
      expect(new Set(one).size).toBe(one?.length);
    }
  });

  it('4 spread over the cluster, and kept in the store', async () => {
    expect((await fleet.cluster?.sizes())?.map((keys) => keys > 0)).toEqual([true, true, true]);
    expect(fleet.store?.keys.some((key) => key.endsWith('.manifest'))).toBe(true);
    expect(await readdir(fleet.indexFolder).catch(() => null)).toBeNull();
  });

  it('5 without the store for a while', async () => {
    const store = fleet.store!;
    const [need = ''] = await shownNeeds();
    const before = await listOf('api', need);
    store.isAway = true;
    const health = async (): Promise<string> =>
      ((await (await fetch(`${fleet.urlOf('api')}/ready`)).json()) as { checks: { index: string } }).checks.index;
    await until('the api says that it is degraded', async () => (await health()).startsWith('degraded'));
    expect(await fleet.statusOf('api', '/ready')).toBe(200);
    expect(await listOf('api', need)).toEqual(before);
    await flows[0]!.some(3);
    store.isAway = false;
    await settled(fleet);
    await worked();
    expect(await faults()).toEqual([]);
    expect(fleet.logs).not.toContain('building it anew');
  }, 240_000);

  async function shownNeeds(): Promise<string[]> {
    const needs: { id: string }[] = await fleet.source.query(
      `SELECT id FROM records WHERE kind = 'need' AND is_matched(records) ORDER BY id`,
    );
    return needs.map(({ id }) => id);
  }

  async function listOf(api: (typeof APIS)[number], need: string): Promise<string[]> {
    const answer = await fetch(`${fleet.urlOf(api)}/api/v1/needs/${need}/pairings`, {
      headers: { authorization: `Bearer ${fleet.key}` },
    });
    if (!answer.ok) throw new Error(`${api}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as Listed).items.map(({ supply }) => supply.id);
  }
});

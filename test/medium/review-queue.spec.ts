/**
 * real: [PostgreSQL, ReviewQueueStore, ReviewStore]
 * fake: [profiles and scores, made by hand]
 *
 * 1 two brokers who claim hundreds at once never hold the same pairing, and together hold all of it
 * 2 a claim ends by being given back, by time, by a decision; work renews it
 * 3 a decided pairing does not come back, not even when the record is withdrawn and published again; an edit brings it back
 * 4 who does not hold a pairing that another holds is refused a decision on it
 * 5 what was given back or lapsed does not count against the day's quota; what was decided does
 * 6 hidden and edited records are not offered; the best few of a need are, and the next ones as they are decided
 * 7 reasons of declines are told from three pairs on, superseded ones not
 * 8 with 10,000 needs of 20 pairings each and 10,000 decisions a broker claims within seconds, and a day is planned
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { planReviews } from '#matching';
import { ReviewQueueStore, ReviewStore } from '#storage';
import type { RecordEntity, ReviewBacklog } from '#storage';
import type { DeclineReason, Decision } from '#matching';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { organizationInput, scoredPairing, TestRecords } from '../support/records.js';

const MINUTES = 30;

describe('ReviewQueueStore', () => {
  let database: TestDatabase;
  let test: TestRecords;
  let queue: ReviewQueueStore;
  let reviews: ReviewStore;
  let brokers: [string, string];

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
    queue = new ReviewQueueStore(database.source);
    reviews = new ReviewStore(database.source);
  });
  beforeEach(async () => {
    await test.clear();
    brokers = [await broker('甲'), await broker('乙')];
  });
  afterAll(() => database.close());

  async function broker(name: string): Promise<string> {
    const { id: organizationId } = await test.organizations.create(organizationInput({ name: `${name}经纪` }), 'test');
    const [row]: { id: string }[] = await database.source.query(
      `INSERT INTO accounts (organization_id, email, name, role) VALUES ($1, $2, $3, 'broker') RETURNING id`,
      [organizationId, `${name}@broker.example`, name],
    );
    return row?.id ?? '';
  }
  /** Needs, each paired with all of as many supplies. */
  async function lists(needs: number, supplies: number): Promise<RecordEntity[]> {
    const offered: RecordEntity[] = [];
    for (let i = 0; i < supplies; i++) offered.push(await test.profiled(await test.achievement()));
    const asked: RecordEntity[] = [];
    for (let i = 0; i < needs; i++) {
      const need = await test.profiled(await test.need());
      await test.rank(
        need,
        offered.map((supply, j) => scoredPairing(need, supply, 0.9 - j / 100)),
      );
      asked.push(need);
    }
    return asked;
  }
  const openIn = ({ needs }: ReviewBacklog): string[] => needs.flatMap(({ open }) => open.map(({ id }) => id));
  const openFor = async (account: string | null): Promise<string[]> => openIn(await queue.backlog(account));
  const claim = (account: string, most: number): Promise<string[]> =>
    queue.claim(account, MINUTES, (backlog) =>
      openIn(backlog)
        .slice(0, most)
        .map((id) => ({ id })),
    );
  const decide = (id: string, reviewer: string, decision: Decision = 'not-sure', reason: DeclineReason | null = null) =>
    reviews.create(id, { decision, reason, note: null, reviewer }, 1);
  const lapse = () =>
    database.source.query(`UPDATE review_claims SET expires_at = now() - interval '1 second' WHERE ended_at IS NULL`);

  it('1 no collisions', async () => {
    await lists(60, 4);
    const all = await openFor(null);
    expect(all).toHaveLength(240);
    const held: string[][] = [[], []];
    await Promise.all(
      brokers.map(async (account, i) => {
        for (let got = await claim(account, 7); got.length > 0; got = await claim(account, 7)) held[i]?.push(...got);
      }),
    );
    expect(held.map(({ length }) => length > 7)).toEqual([true, true]);
    expect(held.flat().sort()).toEqual([...all].sort());
    expect((await queue.heldBy(brokers[0])).map(({ pairingId }) => pairingId).sort()).toEqual(held[0]?.sort());
    expect(await openFor(null)).toEqual([]);
  }, 60_000);

  it('1 the database itself refuses a second holder', async () => {
    const [need] = await lists(1, 1);
    await claim(brokers[0], 1);
    const again = database.source.query(
      `INSERT INTO review_claims (need_id, supply_id, account_id, expires_at)
       SELECT need_id, supply_id, $1, now() FROM pairings WHERE need_id = $2`,
      [brokers[1], need?.id],
    );
    await expect(again).rejects.toThrow(/review_claims_open_key/);
  });

  it('2 the ends of a claim', async () => {
    await lists(1, 2);
    const [first = '', second = ''] = await claim(brokers[0], 2);
    expect(await openFor(brokers[0])).toHaveLength(2);
    expect(await openFor(brokers[1])).toEqual([]);
    await expect(queue.release(first, brokers[1])).rejects.toMatchObject({ code: 'not-found' });
    await queue.release(first, brokers[0]);
    expect(await openFor(brokers[1])).toEqual([first]);

    await database.source.query(
      `UPDATE review_claims SET expires_at = now() + interval '1 second' WHERE ended_at IS NULL`,
    );
    await queue.renew(brokers[0], MINUTES);
    const [left] = await queue.heldBy(brokers[0]);
    expect((left?.expiresAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(25 * 60_000);
    await lapse();
    await queue.renew(brokers[0], MINUTES);
    expect(await queue.heldBy(brokers[0])).toEqual([]);
    expect((await claim(brokers[1], 2)).sort()).toEqual([first, second].sort());

    await decide(second, brokers[1]);
    expect((await queue.heldBy(brokers[1])).map(({ pairingId }) => pairingId)).toEqual([first]);
    expect(await openFor(brokers[1])).toEqual([first]);
    expect(await reviews.medianResponseSeconds()).toBeGreaterThan(0);
  });

  it('3 decided until edited', async () => {
    const [need] = (await lists(1, 1)) as [RecordEntity];
    const [id = ''] = await openFor(null);
    await decide(id, brokers[0]);
    expect(await openFor(null)).toEqual([]);
    expect((await queue.backlog(null)).needs).toMatchObject([{ given: 1 }]);

    const [pairing] = (await test.pairings.listFor(need.id, 'need', 1, 0)).pairings;
    const supply = await test.records.find(pairing?.supplyId ?? '', 'achievement');
    const rankAnew = async (record: RecordEntity): Promise<void> => {
      const profiled = await test.profiled(record);
      await test.rank(profiled, [scoredPairing(profiled, supply, 0.9)]);
    };
    await rankAnew(await test.edit(need, { contact: { phone: '13900001111' } }));
    expect(await openFor(null)).toEqual([]);
    await rankAnew(
      await test.edit(await test.records.find(need.id, 'need'), {
        description: '改为寻求耐高压的隔膜涂层，现有涂层容易击穿。',
      }),
    );
    expect(await openFor(null)).toHaveLength(1);
  });

  it('4 who does not hold it', async () => {
    await lists(1, 1);
    const [id = ''] = await claim(brokers[0], 1);
    await expect(decide(id, brokers[1])).rejects.toMatchObject({ code: 'pairing-claimed' });
    await decide(id, brokers[0]);
    // Decided and free again: a second opinion is welcome.
    await decide(id, brokers[1]);
    expect(await reviews.standing()).toHaveLength(2);
  });

  it('5 quotas', async () => {
    await lists(1, 4);
    const [first = '', second = ''] = await claim(brokers[0], 4);
    const taken = async () => (await queue.backlog(null)).takenByAccount.get(brokers[0]) ?? 0;
    expect(await taken()).toBe(4);
    await queue.release(first, brokers[0]);
    await decide(second, brokers[0]);
    expect(await taken()).toBe(3);
    await lapse();
    expect(await taken()).toBe(1);
    expect([...(await queue.backlog(null)).takenBySupply.values()]).toEqual([1]);
  });

  it('6 what is offered', async () => {
    const [need] = (await lists(1, 8)) as [RecordEntity];
    const offered = await openFor(null);
    expect(offered).toHaveLength(5);
    await decide(offered[0] ?? '', brokers[0]);
    const next = await openFor(null);
    expect(next).toHaveLength(5);
    expect(offered.filter((id) => next.includes(id))).toHaveLength(4);
    await test.edit(need, { description: '尚未重新排序。' });
    expect(await openFor(null)).toEqual([]);
    await test.force(need, 'withdrawn');
    expect((await queue.backlog(null)).needs).toEqual([]);
  });

  it('7 decline reasons', async () => {
    const [need] = (await lists(1, 5)) as [RecordEntity];
    const ids = await openFor(null);
    for (const id of ids.slice(0, 2)) await decide(id, brokers[0], 'decline', 'price');
    for (const reviewer of brokers) await decide(ids[0] ?? '', reviewer, 'decline', 'price');
    expect(await reviews.declineReasonsOf(need.id, 3)).toEqual([]);
    await decide(ids[2] ?? '', brokers[1], 'decline', 'price');
    await decide(ids[3] ?? '', brokers[1], 'decline', 'region');
    expect(await reviews.declineReasonsOf(need.id, 3)).toEqual([{ reason: 'price', pairs: 3 }]);
    await decide(ids[2] ?? '', brokers[1], 'recommend');
    expect(await reviews.declineReasonsOf(need.id, 3)).toEqual([]);
  });

  it('8 a province’s queue', async () => {
    const [enterprise, university] = [await test.organizationOf('need'), await test.organizationOf('achievement')];
    await database.source.query(
      `INSERT INTO records (id, kind, organization_id, revision, state, content, content_hash, confidentiality, pipeline_state)
       SELECT (CASE WHEN i < 10000 THEN 'a' ELSE 'b' END || '0000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
         CASE WHEN i < 10000 THEN 'need' ELSE 'achievement' END,
         CASE WHEN i < 10000 THEN $1::uuid ELSE $2::uuid END, 1, 'published',
         jsonb_build_object('title', '需求与成果', 'description', repeat('说明', 300)), 'h', 'public', 'ranked'
       FROM generate_series(0, 19999) i`,
      [enterprise, university],
    );
    await database.source.query(
      `INSERT INTO record_revisions (record_id, revision, action, state, content) SELECT id, 1, 'create', state, content FROM records`,
    );
    await database.source.query(
      `INSERT INTO pairings (supply_kind, need_id, supply_id, need_revision, supply_revision, score, probability, signals, gaps, engine_digest)
       SELECT 'achievement', ('a0000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
         ('b0000000-0000-0000-0000-' || lpad((10000 + (n * 7 + k * 487) % 10000)::text, 12, '0'))::uuid,
         1, 1, s, s, '[]', '[]', 'engine-1'
       FROM generate_series(0, 9999) n, generate_series(0, 19) k, LATERAL (SELECT (hashint4(n * 20 + k)::bigint & 65535) / 65536.0 AS s)`,
    );
    await database.source.query(
      `INSERT INTO reviews (pairing_id, need_id, supply_id, need_revision, supply_revision, engine_digest, score, signals, decision, reviewer)
       SELECT DISTINCT ON (need_id) id, need_id, supply_id, 1, 1, engine_digest, score, '[]', 'not-sure', $1
       FROM pairings ORDER BY need_id, score DESC`,
      [brokers[0]],
    );
    await database.source.query('ANALYZE records; ANALYZE pairings; ANALYZE reviews; ANALYZE record_revisions');
    const timed = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
      const start = performance.now();
      const done = await work();
      return [performance.now() - start, done];
    };
    const planOf = (backlog: ReviewBacklog, accounts: { id: string; left: number }[]) =>
      planReviews({
        pairings: backlog.needs.flatMap(({ needId, open }) =>
          open.map(({ id, supplyId, probability }) => ({ id, needId, supplyId, expectedValue: probability })),
        ),
        needs: backlog.needs.map(({ needId, given }) => ({ id: needId, given })),
        brokers: accounts,
        floor: 3,
        supplyLeft: () => 20,
      });
    const [claiming, claimed] = await timed(() =>
      queue.claim(
        brokers[0],
        MINUTES,
        (backlog) => planOf(backlog, [{ id: brokers[0], left: 10 }]).byBroker.get(brokers[0]) ?? [],
      ),
    );
    const [reading, backlog] = await timed(() => queue.backlog(null));
    const day = Array.from({ length: 20 }, (_, i) => ({ id: `broker ${i}`, left: 60 }));
    const [planning, plan] = await timed(async () => planOf(backlog, day));
    expect([claimed.length, [...plan.byBroker.values()].flat().length]).toEqual([10, 1200]);
    expect(backlog.needs).toHaveLength(10_000);
    console.log(`claim ${claiming.toFixed(0)} ms, read ${reading.toFixed(0)} ms, plan ${planning.toFixed(0)} ms`);
    expect(Math.max(claiming, reading)).toBeLessThan(20_000);
    expect(planning).toBeLessThan(60_000);
  }, 240_000);
});

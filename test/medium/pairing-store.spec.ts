/**
 * real: [PostgreSQL, PairingStore]
 * fake: [profiles and scores, made by hand]
 *
 * 1 a record's list is replaced as a whole; both sides see it, best first, with their ranks
 * 2 equal scores stand in the order of ids
 * 3 a record that moved on is refused and nothing changes
 * 4 a partner that moved on, or is hidden, is left out
 * 5 a pairing beyond both lists is dropped, one on either list is kept; no list shows more than its length
 * 6 what a newcomer has to beat is the last of a full list
 * 7 withdrawing removes every pairing of a record and makes its partners due
 * 8 partners whose lists may lack someone become due; a record edited meanwhile stays pending
 * 9 both sides of a pairing ranked at once leave one pairing; withdrawn at once, or while ranked, they leave none
 * 10 a supply that fits many needs better gives way to a near equal, not to one far behind; nothing leaves the list,
 *   ranks by score stay, and the order of arrival changes nothing; with a cap of 0 scores alone decide
 * 11 counts over all lists say what the lists say one by one; withdrawn records are in none
 * 12 with 10,000 needs of 20 pairings each, a list is read quickly, also one of supplies that stand on every list
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exposureAt, extentOf, fitOf, thresholdFor } from '#matching';
import { LIST_LENGTH, PairingStore } from '#storage';
import type { RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { scoredPairing, TestRecords } from '../support/records.js';

describe('PairingStore', () => {
  let database: TestDatabase;
  let test: TestRecords;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(() => test.clear());
  afterAll(() => database.close());

  const needs = (count: number) => many(count, async () => test.profiled(await test.need()));
  const supplies = (count: number) => many(count, async () => test.profiled(await test.achievement()));
  /** Partner and ranks on both sides, a line per pairing. */
  async function listOf(record: RecordEntity): Promise<string[]> {
    const side = record.kind === 'need' ? 'need' : 'supply';
    const { pairings, total } = await test.pairings.listFor(record.id, side, 100, 0);
    expect(pairings).toHaveLength(total);
    return pairings.map(({ needId, supplyId, score, needRank, supplyRank }) => {
      const partner = side === 'need' ? supplyId : needId;
      return `${partner} ${score} need#${needRank} supply#${supplyRank}`;
    });
  }
  const pipelineState = async ({ id, kind }: RecordEntity) => (await test.records.find(id, kind)).pipelineState;

  it('1 a list is seen from both sides', async () => {
    const [n1, n2] = await needs(2);
    const [s1, s2] = await supplies(2);
    expect(await test.rank(n1, [scoredPairing(n1, s1, 0.4), scoredPairing(n1, s2, 0.8)])).toBe(true);
    expect(await test.rank(n2, [scoredPairing(n2, s1, 0.6)])).toBe(true);
    expect(await listOf(n1)).toEqual([`${s2.id} 0.8 need#1 supply#1`, `${s1.id} 0.4 need#2 supply#2`]);
    expect(await listOf(s1)).toEqual([`${n2.id} 0.6 need#1 supply#1`, `${n1.id} 0.4 need#2 supply#2`]);
    expect(await test.records.find(n1.id, 'need')).toMatchObject({ pipelineState: 'ranked', rankedBy: 'engine-1' });
  });

  it('9 what the other side stored while a record was ranked is kept', async () => {
    const [n1] = await needs(1);
    const [s1, s2] = await supplies(2);
    await test.rank(n1, [scoredPairing(n1, s2, 0.4)]);
    // The ranking of s1 began before n1 could be seen, and ends after n1's own ranking stored the pair.
    await test.rank(n1, [scoredPairing(n1, s1, 0.8), scoredPairing(n1, s2, 0.4)]);
    const anchor = { recordId: s1.id, contentHash: s1.contentHash, side: 'supply' as const };
    const nothing = { pairings: [], considered: [], lowered: [] };
    expect(await test.pairings.replaceFor(anchor, nothing, 'engine-1')).toBe(true);
    expect(await listOf(s1)).toEqual([`${n1.id} 0.8 need#1 supply#1`]);
  });

  it('1 a new list takes the place of the old one, and a pairing kept keeps its id', async () => {
    const [n1] = await needs(1);
    const [s1, s2, s3] = await supplies(3);
    await test.rank(n1, [scoredPairing(n1, s1, 0.4), scoredPairing(n1, s2, 0.8)]);
    const [, kept] = (await test.pairings.listFor(n1.id, 'need', 20, 0)).pairings;
    const engineDigest = 'engine-2';
    const again = [scoredPairing(n1, s1, 0.7, { engineDigest }), scoredPairing(n1, s3, 0.5, { engineDigest })];
    await test.rank(n1, again, [], engineDigest);
    expect(await listOf(n1)).toEqual([`${s1.id} 0.7 need#1 supply#1`, `${s3.id} 0.5 need#2 supply#1`]);
    expect(await test.pairings.find(kept!.id)).toMatchObject({
      supplyId: s1.id,
      score: 0.7,
      probability: 0.7,
      engineDigest,
    });
    expect(await listOf(s2)).toEqual([]);
  });

  it('1 pages of a list', async () => {
    const [n1] = await needs(1);
    const partners = await supplies(5);
    await test.rank(
      n1,
      partners.map((supply, i) => scoredPairing(n1, supply, 0.9 - i / 10)),
    );
    const page = await test.pairings.listFor(n1.id, 'need', 2, 3);
    expect(page.total).toBe(5);
    expect(page.pairings.map(({ supplyId, needRank }) => [supplyId, needRank])).toEqual([
      [partners[3].id, 4],
      [partners[4]!.id, 5],
    ]);
    expect((await test.pairings.listFor(n1.id, 'need', 2, 9)).pairings).toEqual([]);
  });

  it('2 equal scores', async () => {
    const [n1] = await needs(1);
    const partners = await supplies(4);
    await test.rank(
      n1,
      [...partners].reverse().map((supply) => scoredPairing(n1, supply, 0.5)),
    );
    const expected = partners.map(({ id }) => id).sort();
    expect(await listOf(n1)).toEqual(expected.map((id, i) => `${id} 0.5 need#${i + 1} supply#1`));
  });

  it('3 a record edited, withdrawn or sealed since', async () => {
    const [n1] = await needs(1);
    const [s1, s2] = await supplies(2);
    await test.rank(n1, [scoredPairing(n1, s1, 0.4)]);
    const before = await listOf(n1);
    await test.edit(n1, { title: '另一个需求' });
    expect(await test.rank(n1, [scoredPairing(n1, s2, 0.9)])).toBe(false);
    expect(await listOf(n1)).toEqual(before);
    expect(await pipelineState(n1)).toBe('pending');

    for (const end of ['sealed', 'withdrawn']) {
      const [need] = await needs(1);
      if (end === 'sealed') await test.edit(need, { confidentiality: 'sealed' });
      else await test.records.move(need.id, 'need', 'withdraw', 'api');
      expect(await test.rank(need, [scoredPairing(need, s2, 0.9)])).toBe(false);
      expect(await listOf(s2)).toEqual([]);
      expect(await pipelineState(need)).toBe('idle');
    }
  });

  it('3 a record posted again with the same content since keeps its list', async () => {
    const [n1] = await needs(1);
    const [s1] = await supplies(1);
    await test.rank(n1, [scoredPairing(n1, s1, 0.4)]);
    await test.edit(n1, {});
    await test.rank(n1, [scoredPairing(n1, s1, 0.4)]);
    expect(await listOf(n1)).toHaveLength(1);
    expect(await pipelineState(n1)).toBe('pending');
  });

  it('4 partners edited or hidden since', async () => {
    const [n1] = await needs(1);
    const [same, edited, sealed, withdrawn] = await supplies(4);
    await test.edit(edited, { title: '改过' });
    await test.edit(sealed, { confidentiality: 'sealed' });
    await test.records.move(withdrawn.id, 'achievement', 'withdraw', 'api');
    const all = [same, edited, sealed, withdrawn];
    expect(
      await test.rank(
        n1,
        all.map((supply) => scoredPairing(n1, supply, 0.5)),
      ),
    ).toBe(true);
    expect(await listOf(n1)).toEqual([`${same.id} 0.5 need#1 supply#1`]);
    expect(await test.pairings.count()).toBe(1);
  });

  it('5 a need shows its best 20; the 21st stays only while it is on the supply’s list', async () => {
    const others = await needs(LIST_LENGTH.supply);
    const [n1] = await needs(1);
    const best = await supplies(LIST_LENGTH.need);
    const [wanted, unwanted] = await supplies(2);
    // The last supply has ten better needs, the one before it none.
    for (const other of others) await test.rank(other, [scoredPairing(other, unwanted, 0.9)]);
    await test.rank(n1, [
      ...best.map((supply, i) => scoredPairing(n1, supply, 0.8 - i / 100)),
      scoredPairing(n1, wanted, 0.2),
      scoredPairing(n1, unwanted, 0.1),
    ]);
    const list = await listOf(n1);
    expect(list).toHaveLength(LIST_LENGTH.need);
    expect(list.at(-1)).toContain(best.at(-1)!.id);
    expect(await listOf(wanted)).toEqual([`${n1.id} 0.2 need#21 supply#1`]);
    const onUnwanted = await listOf(unwanted);
    expect(onUnwanted).toHaveLength(LIST_LENGTH.supply);
    expect(onUnwanted.join()).not.toContain(n1.id);
    expect(await test.pairings.count()).toBe(LIST_LENGTH.supply + LIST_LENGTH.need + 1);
  });

  it('5 a supply shows its best 10; the 11th stays while it is on the need’s list', async () => {
    const [s1] = await supplies(1);
    const partners = await needs(LIST_LENGTH.supply + 1);
    await test.rank(
      s1,
      partners.map((need, i) => scoredPairing(need, s1, 0.9 - i / 100)),
    );
    const list = await listOf(s1);
    expect(list).toHaveLength(LIST_LENGTH.supply);
    const last = partners.at(-1)!;
    expect(list.join()).not.toContain(last.id);
    expect(await listOf(last)).toEqual([`${s1.id} 0.8 need#1 supply#11`]);
  });

  it('6 the score to beat', async () => {
    const [full, short] = await needs(2);
    const partners = await supplies(LIST_LENGTH.need);
    await test.rank(
      full,
      partners.map((supply, i) => scoredPairing(full, supply, 0.9 - i / 100)),
    );
    await test.rank(short, [scoredPairing(short, partners[0], 0.5)]);
    const toBeat = await test.pairings.scoresToBeat('need', [full.id, short.id]);
    expect([...toBeat.keys()]).toEqual([full.id]);
    expect(toBeat.get(full.id)).toBeCloseTo(0.9 - 0.19);
    const partnersOf = await test.pairings.partnersOf(short.id, 'need', 'engine-1');
    expect([...partnersOf]).toEqual([[partners[0].id, 0.5]]);
    expect([...(await test.pairings.partnersOf(short.id, 'need', 'engine-2'))]).toEqual([[partners[0].id, null]]);
  });

  it('7 a withdrawn supply leaves every list at once', async () => {
    const [n1, n2, stranger] = await needs(3);
    const [gone, stays] = await supplies(2);
    await test.rank(n1, [scoredPairing(n1, gone, 0.9), scoredPairing(n1, stays, 0.5)]);
    await test.rank(n2, [scoredPairing(n2, gone, 0.9)]);
    await test.rank(stranger, [scoredPairing(stranger, stays, 0.3)]);
    await test.profiles.markClean(await test.profiles.dirty(10));

    const { followUp } = await test.records.move(gone.id, 'achievement', 'withdraw', 'api');
    expect([await listOf(n1), await listOf(n2)]).toEqual([[`${stays.id} 0.5 need#1 supply#1`], []]);
    expect(await test.pairings.count()).toBe(2);
    const due = [n1, n2].map(({ id: recordId }) => ({ recordId }));
    expect(followUp.rank).toHaveLength(2);
    expect(followUp.rank).toEqual(expect.arrayContaining(due));
    expect(followUp.project).toBe(true);
    expect((await test.profiles.dirty(10)).map(({ recordId }) => recordId)).toEqual([gone.id]);
    const states = await Promise.all([n1, n2, stranger].map(pipelineState));
    expect(states).toEqual(['profiled', 'profiled', 'ranked']);
  });

  it('8 partners named as due', async () => {
    const [n1, n2, edited] = await needs(3);
    const [s1] = await supplies(1);
    for (const need of [n1, n2, edited]) await test.rank(need, []);
    await test.edit(edited, { title: '改过' });
    await test.rank(s1, [scoredPairing(n1, s1, 0.5)], [n1.id, edited.id]);
    expect(await Promise.all([n1, n2, edited].map(pipelineState))).toEqual(['profiled', 'ranked', 'pending']);
  });

  it('9 both sides at once', async () => {
    const anchors = await needs(4);
    const partners = await supplies(4);
    const pairs = anchors.flatMap((need) => partners.map((supply) => scoredPairing(need, supply, 0.5)));
    const stored = await Promise.all([
      ...anchors.map((need) =>
        test.rank(
          need,
          pairs.filter(({ needId }) => needId === need.id),
        ),
      ),
      ...partners.map((supply) =>
        test.rank(
          supply,
          pairs.filter(({ supplyId }) => supplyId === supply.id),
        ),
      ),
    ]);
    expect(stored).toEqual(stored.map(() => true));
    expect(await test.pairings.count()).toBe(16);
  });

  it('9 both sides withdrawn at once', async () => {
    const anchors = await needs(3);
    const partners = await supplies(3);
    for (const need of anchors)
      await test.rank(
        need,
        partners.map((supply) => scoredPairing(need, supply, 0.5)),
      );
    for (const supply of partners)
      await test.rank(
        supply,
        anchors.map((need) => scoredPairing(need, supply, 0.5)),
      );
    await Promise.all([...anchors, ...partners].map(({ id, kind }) => test.records.move(id, kind, 'withdraw', 'api')));
    expect(await test.pairings.count()).toBe(0);
    expect(await Promise.all([...anchors, ...partners].map(pipelineState))).toEqual(Array(6).fill('idle'));
  });

  it('9 supplies withdrawn while needs that list them are ranked', async () => {
    const anchors = await needs(3);
    const partners = await supplies(3);
    const rankAll = () =>
      anchors.map((need) =>
        test.rank(
          need,
          partners.map((supply) => scoredPairing(need, supply, 0.5)),
        ),
      );
    await Promise.all(rankAll());
    await Promise.all([
      ...rankAll(),
      ...partners.map(({ id, kind }) => test.records.move(id, kind, 'withdraw', 'api')),
    ]);
    expect(await test.pairings.count()).toBe(0);
  });
});

describe('both sides', () => {
  let database: TestDatabase;
  let test: TestRecords;
  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(() => test.clear());
  afterAll(() => database.close());

  const needs = (count: number) => many(count, async () => test.profiled(await test.need()));
  const supplies = (count: number) => many(count, async () => test.profiled(await test.achievement()));
  const shownOn = async ({ id }: RecordEntity, store = test.pairings) =>
    (await store.listFor(id, 'need', 100, 0)).pairings.map(({ supplyId, needRank, supplyRank, shownRank }) => ({
      supplyId,
      ranks: [needRank, supplyRank, shownRank],
    }));

  it('10 gives way to a near equal', async () => {
    const all = await needs(12);
    const [wanted, near, far] = await supplies(3);
    const last = all.at(-1)!;
    const lists = all.map((need, i) => [
      scoredPairing(need, wanted, 0.9 - i / 100),
      ...(need === last ? [scoredPairing(need, near, 0.77), scoredPairing(need, far, 0.5)] : []),
    ]);
    const expected = [
      { supplyId: near.id, ranks: [2, 1, 1] },
      { supplyId: wanted.id, ranks: [1, 12, 2] },
      { supplyId: far.id, ranks: [3, 1, 3] },
    ];
    for (const order of [all.map((_need, i) => i), [11, ...all.keys()].slice(0, 12), [...all.keys()].reverse()]) {
      await database.source.query('TRUNCATE pairings');
      for (const i of order) await test.rank(all[i]!, lists[i]!);
      await test.rank(
        wanted,
        lists.flatMap((list) => list.slice(0, 1)),
      );
      expect(await shownOn(last)).toEqual(expected);
      expect((await shownOn(all[0])).map(({ ranks }) => ranks)).toEqual([[1, 1, 1]]);
    }
    const [page] = (await test.pairings.listFor(last.id, 'need', 1, 1)).pairings;
    expect(page).toMatchObject({ supplyId: wanted.id, shownRank: 2 });
    expect(await test.pairings.find(page!.id)).toMatchObject({ needRank: 1, supplyRank: 12, shownRank: 2 });
    const uncapped = await shownOn(last, new PairingStore(database.source, 0));
    expect(uncapped.map(({ supplyId }) => supplyId)).toEqual([wanted.id, near.id, far.id]);
  });

  it('11 counts over all lists', async () => {
    const all = await needs(14);
    const [empty] = await needs(1);
    const partners = await supplies(9);
    const [withdrawn, unlisted, thin] = [partners.pop()!, partners.pop()!, partners[0]];
    await database.source.query(
      `UPDATE records SET content = jsonb_set(content, '{description}', to_jsonb(repeat('长', 200))) WHERE id <> $1`,
      [thin.id],
    );
    // Some needs have nothing above 0.3; some of these are led by the supply that says next to nothing.
    const scoreOf = (n: number, s: number): number => ((n * 37 + s * 11) % 89) / (n % 3 === 0 ? 300 : 100) + n / 1e5;
    for (const [n, need] of all.entries()) {
      const pairings = [...partners, withdrawn].map((supply, s) => scoredPairing(need, supply, scoreOf(n, s)));
      await test.rank(need, n === 4 ? pairings.map((one) => ({ ...one, degraded: 'no-model' as const })) : pairings);
    }
    await test.rank(empty, []);
    await test.records.move(withdrawn.id, 'achievement', 'withdraw', 'api');
    await database.source.query(`UPDATE records SET pipeline_state = 'ranked' WHERE kind = 'need'`);

    const abstainBelow = { a: -1.5, perLength: 0.5, withField: 1 };
    const exposure = new Map([...partners, unlisted].map(({ id }) => [id, 0]));
    const fits: string[] = [];
    for (const need of [...all, empty]) {
      const { pairings } = await test.pairings.listFor(need.id, 'need', 100, 0);
      for (const { supplyId, shownRank } of pairings) {
        exposure.set(supplyId, exposure.get(supplyId)! + exposureAt(shownRank));
      }
      const extent = await test.pairings.headOf(need.id, 'need');
      expect(extent).toMatchObject(extentOf((await test.records.find(need.id, 'need')).content));
      fits.push(fitOf(await test.pairings.placesOf(need.id, 'need'), thresholdFor(abstainBelow, extent!)));
    }
    const counted = (fit: string): number => fits.filter((one) => one === fit).length;
    expect([counted('none'), counted('unknown'), counted('found')].every((count) => count > 0)).toBe(true);
    const sorted = [...exposure.values()].sort((a, b) => a - b);
    const total = sorted.reduce((sum, one) => sum + one, 0);
    const statistics = await test.pairings.statistics(abstainBelow);
    expect(statistics).toMatchObject({
      needs: { ranked: 15, paired: 14, withoutFit: counted('none'), unjudged: counted('unknown') },
      supplies: { profiled: 8, listed: 7 },
    });
    expect(statistics.exposure!.largest).toBeCloseTo(sorted.at(-1)!, 9);
    expect(statistics.exposure!.mean).toBeCloseTo(total / 8, 9);
    expect(statistics.exposure!.topPercentShare).toBeCloseTo(sorted.at(-1)! / total, 9);
    const gini = sorted.reduce((sum, one, i) => sum + (2 * (i + 1) - 9) * one, 0) / 8 / total;
    expect(statistics.exposure!.gini).toBeCloseTo(gini, 9);
    expect((await test.pairings.statistics(null)).needs).toMatchObject({ withoutFit: 0, unjudged: 15 });
  });

  it('11 nothing at all', async () => {
    expect(await test.pairings.statistics(null)).toEqual({
      needs: { ranked: 0, paired: 0, withoutFit: 0, unjudged: 0 },
      supplies: { profiled: 0, listed: 0 },
      exposure: null,
    });
  });

  it('12 a list is read quickly', async () => {
    const [enterprise, university] = [await test.organizationOf('need'), await test.organizationOf('achievement')];
    // Twenty supplies stand on every list of the first 2,000 needs, the worst there is; elsewhere all are spread.
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
      `INSERT INTO pairings (supply_kind, need_id, supply_id, need_revision, supply_revision, score, probability, signals, gaps, engine_digest)
       SELECT 'achievement', ('a0000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,
         ('b0000000-0000-0000-0000-' || lpad((10000 + CASE WHEN n < 2000 THEN k ELSE (n * 7 + k * 487) % 10000 END)::text, 12, '0'))::uuid,
         1, 1, (hashint4(n * 20 + k)::bigint & 65535) / 65536.0, 0.5, '[]', '[]', 'engine-1'
       FROM generate_series(0, 9999) n, generate_series(0, 19) k`,
    );
    await database.source.query('ANALYZE records; ANALYZE pairings');
    const took = async (numbers: readonly number[]): Promise<number> => {
      const times: number[] = [];
      for (const n of numbers) {
        const id = `a0000000-0000-0000-0000-${String(n).padStart(12, '0')}`;
        const started = performance.now();
        expect((await test.pairings.listFor(id, 'need', 20, 0)).pairings).toHaveLength(20);
        times.push(performance.now() - started);
      }
      return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    };
    await took([1, 5000]);
    const usual = await took([2001, 3333, 5001, 7777, 9999]);
    const flooded = await took([10, 400, 900, 1400, 1999]);
    const started = performance.now();
    await test.pairings.statistics({ a: -2, perLength: 0.4, withField: 1 });
    const counted = performance.now() - started;
    console.log(`a list ${usual.toFixed(1)} ms, flooded ${flooded.toFixed(1)} ms, counts ${counted.toFixed(0)} ms`);
    expect(usual).toBeLessThan(150);
    expect(flooded).toBeLessThan(1500);
  }, 120_000);
});

/** So many things made one after the other, typed so that naming them needs no check. */
async function many(count: number, make: () => Promise<RecordEntity>): Promise<Many> {
  const made: RecordEntity[] = [];
  for (let i = 0; i < count; i++) made.push(await make());
  return made as unknown as Many;
}
type Many = RecordEntity[] & [RecordEntity, RecordEntity, RecordEntity, RecordEntity];

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
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LIST_LENGTH } from '#storage';
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

/** So many things made one after the other, typed so that naming them needs no check. */
async function many(count: number, make: () => Promise<RecordEntity>): Promise<Many> {
  const made: RecordEntity[] = [];
  for (let i = 0; i < count; i++) made.push(await make());
  return made as unknown as Many;
}
type Many = RecordEntity[] & [RecordEntity, RecordEntity, RecordEntity, RecordEntity];

/**
 * real: [PostgreSQL, CaseStore, ReviewStore]
 * fake: [profiles and scores, made by hand]
 *
 * 1 accepting a pairing opens one case, however often; a second by hand is refused while the first is open
 * 2 each move leaves who, when and why; an illegal one changes nothing; a new case may follow one that ended
 * 3 notes, files and reminders come back as they went in; interest ends with the case
 * 4 of two moves at once one wins
 * 5 a list is of the organization's cases, with counts by stage of all of them
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseStage } from '#matching';
import { CaseStore, ReviewStore } from '#storage';
import type { CaseMove, RecordEntity } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { scoredPairing, TestRecords } from '../support/records.js';

describe('CaseStore', () => {
  let database: TestDatabase;
  let test: TestRecords;
  let cases: CaseStore;
  let reviews: ReviewStore;
  let need: RecordEntity;
  let pairingIds: string[];

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
    cases = new CaseStore(database.source);
    reviews = new ReviewStore(database.source);
  });
  beforeEach(async () => {
    await test.clear();
    need = await test.profiled(await test.need());
    const supplies = [await test.profiled(await test.achievement()), await test.profiled(await test.achievement())];
    await test.rank(
      need,
      supplies.map((supply, i) => scoredPairing(need, supply, 0.9 - i / 10)),
    );
    pairingIds = (await test.pairings.listFor(need.id, 'need', 2, 0)).pairings.map(({ id }) => id);
  });
  afterAll(() => database.close());

  const open = (i = 0): Promise<string> => cases.open(pairingIds[i] ?? '', 'broker-1', null);
  const move = (id: string, to: CaseStage, changes: Partial<CaseMove> = {}): Promise<void> =>
    cases.move(id, { to, note: null, reason: null, amountFen: null, contractNumber: null, ...changes }, 'broker-1');

  it('1 opened by accepting', async () => {
    const input = { decision: 'accept', reason: null, note: null } as const;
    const review = await reviews.create(pairingIds[0] ?? '', { ...input, reviewer: 'broker-1' }, 1);
    const id = (await cases.ofPair(review.needId, review.supplyId)) ?? '';
    await reviews.create(pairingIds[0] ?? '', { ...input, reviewer: 'broker-2' }, 1);
    expect(await cases.ofPair(review.needId, review.supplyId)).toBe(id);
    expect(await cases.find(id)).toMatchObject({
      stage: 'introduced',
      need: { id: need.id, title: need.content.title, interest: null },
      openedBy: { accountId: 'broker-1', name: null },
    });
    await expect(open()).rejects.toMatchObject({ code: 'case-open', params: { caseId: id } });
    await expect(cases.open(crypto.randomUUID(), 'broker-1', null)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('2 from introduction to registration', async () => {
    const id = await open();
    await expect(move(id, 'registered')).rejects.toMatchObject({ code: 'illegal-case-move' });
    await move(id, 'met', { note: '5 月 8 日在对方实验室。' });
    await move(id, 'negotiating');
    await move(id, 'contract-signed', { amountFen: 120_000_000_00 });
    await move(id, 'registered', { contractNumber: '2026440100012345' });
    const registered = { stage: 'registered', amountFen: 120_000_000_00, contractNumber: '2026440100012345' };
    expect(await cases.find(id)).toMatchObject(registered);
    const steps = (await cases.transitions(id)).map(({ from, to, note, by }) => [from, to, note, by.accountId]);
    expect(steps).toEqual([
      [null, 'introduced', null, 'broker-1'],
      ['introduced', 'met', '5 月 8 日在对方实验室。', 'broker-1'],
      ['met', 'negotiating', null, 'broker-1'],
      ['negotiating', 'contract-signed', null, 'broker-1'],
      ['contract-signed', 'registered', null, 'broker-1'],
    ]);
    await expect(move(id, 'ended', { reason: 'terms' })).rejects.toMatchObject({ code: 'illegal-case-move' });
    expect(await open()).not.toBe(id);
  });

  it('3 what is put into it', async () => {
    const id = await open();
    await cases.addNote(id, 'broker-1', 'broker', '对方财务下周回复。');
    const content = Buffer.from([0, 255, 10, 13]);
    const fileId = await cases.addFile(id, 'broker-1', 'both-sides', {
      name: '协议.pdf',
      contentType: 'application/pdf',
      content,
    });
    const reminderId = await cases.addReminder(id, 'broker-1', 'broker', { dueOn: '2026-12-01', text: '催合同' });
    await cases.setInterest(id, 'supply', 'interested', 'someone');
    expect(await cases.notes(id)).toMatchObject([{ text: '对方财务下周回复。', audience: 'broker' }]);
    expect(await cases.files(id)).toMatchObject([{ id: fileId, name: '协议.pdf', bytes: 4, audience: 'both-sides' }]);
    expect(await cases.fileContent(id, fileId)).toEqual(content);
    await cases.setReminderDone(id, reminderId, true, 'broker-1');
    expect(await cases.reminders([id])).toMatchObject([
      { dueOn: '2026-12-01', text: '催合同', doneAt: expect.any(Date) },
    ]);
    await cases.setReminderDone(id, reminderId, false, 'broker-1');
    expect(await cases.reminders([id])).toMatchObject([{ doneAt: null }]);
    expect((await cases.find(id)).supply.interest).toBe('interested');
    await move(id, 'ended', { reason: 'supply-declined' });
    await expect(cases.setInterest(id, 'need', 'interested', 'someone')).rejects.toMatchObject({ code: 'case-over' });
    await expect(cases.fileContent(await open(1), fileId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('4 at once', async () => {
    const id = await open();
    const moves = await Promise.allSettled([move(id, 'met'), move(id, 'met'), move(id, 'met')]);
    expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await cases.transitions(id)).toHaveLength(2);
  });

  it('5 lists', async () => {
    const [first, second] = [await open(0), await open(1)];
    await move(first, 'met');
    const page = { stage: null, limit: 10, offset: 0 };
    const { cases: all, ...counts } = await cases.list('all', page);
    expect(all.map(({ id }) => id)).toEqual([first, second]);
    expect(counts).toEqual({ total: 2, byStage: { met: 1, introduced: 1 } });
    const mine = { organizationId: need.organizationId };
    expect((await cases.list(mine, { ...page, stage: 'introduced' })).cases.map(({ id }) => id)).toEqual([second]);
    const strange = { organizationId: crypto.randomUUID() };
    expect(await cases.list(strange, page)).toEqual({ total: 0, byStage: {}, cases: [] });
  });
});

/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process]
 * fake: []
 *
 * 1 a posted need and posted achievements end up paired, the fitting one first, with its reason, on both sides
 * 2 it does not matter whether the supply or the need came first
 * 3 an edited supply moves on the need's list, and an edited need changes its list
 * 4 a withdrawn supply leaves every list, every search and the index
 * 5 a record that becomes sealed is gone with the answer to the request that sealed it
 * 6 an organization is never paired with itself
 * 7 records committed but never queued are found by the sweep
 * 8 an edit that overtakes its own first version in the queue is paired without any sweep
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateIndex } from '#index';
import { QUEUE_BACKEND } from '#jobs';
import type { QueueBackend } from '#jobs';
import type { AchievementContent, NeedContent } from '#matching';
import { DataSource } from '#storage';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

const NEED: NeedContent = {
  title: '锂电池隔膜高温收缩问题',
  description: '动力电池用聚乙烯隔膜在150 ℃热收缩过大，寻求耐高温陶瓷涂层及涂覆工艺，收缩率小于3%。',
};
const FITTING: AchievementContent = {
  title: '耐高温陶瓷涂覆锂电池隔膜',
  description: '在聚乙烯隔膜表面涂覆氧化铝陶瓷涂层，150 ℃热收缩率低于2%，已完成中试。',
};
const UNRELATED: AchievementContent = {
  title: '水稻病虫害无人机监测系统',
  description: '利用多光谱无人机影像识别水稻稻瘟病与稻飞虱，给出植保用药处方图。',
};

describe('from posting to pairing', () => {
  let service: TestService;
  let enterprise: string;
  let university: string;

  beforeAll(async () => {
    service = await TestService.startAlone();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    await service.startAnew();
    enterprise = await service.organization('青岚电池有限公司', 'enterprise');
    university = await service.organization('南溪大学', 'university');
  });

  const postNeed = async (content: NeedContent = NEED, organizationId = enterprise): Promise<string> =>
    (await service.send('POST', '/intake/v1/needs', { organizationId, publish: true, content })).id;
  const postAchievement = async (content: AchievementContent, organizationId = university): Promise<string> =>
    (await service.send('POST', '/intake/v1/achievements', { organizationId, publish: true, content })).id;
  const editAchievement = (id: string, content: AchievementContent): Promise<unknown> =>
    service.send('PUT', `/intake/v1/achievements/${id}`, { organizationId: university, content });
  const suppliesOf = async (needId: string): Promise<string[]> =>
    (await service.listOfNeed(needId)).map(({ supplyId }) => supplyId);
  const list = (needId: string, supplyIds: string[]): Promise<boolean> =>
    until(`the need's list is ${supplyIds.join()}`, async () => (await suppliesOf(needId)).join() === supplyIds.join());

  it('1 the fitting achievement comes first, with its reason', async () => {
    const unrelated = await postAchievement(UNRELATED);
    const fitting = await postAchievement(FITTING);
    const need = await postNeed();
    await service.settled();
    const listed = await service.get<{
      pipelineState: string;
      degraded: string | null;
      items: { id: string; supplyId: string; needRank: number; supplyRank: number; summary: string; score: number }[];
    }>(`/api/v1/needs/${need}/pairings`);
    expect(listed).toMatchObject({ pipelineState: 'ranked', degraded: null });
    expect(listed.items.map(({ supplyId, needRank }) => [supplyId, needRank])).toEqual([
      [fitting, 1],
      [unrelated, 2],
    ]);
    expect(listed.items[0]!.score).toBeGreaterThan(listed.items[1]!.score * 1.5);
    expect(listed.items[0]!.summary).toContain('隔膜');
    const fromSupply = await service.get<typeof listed>(`/api/v1/supplies/${fitting}/pairings`);
    expect(fromSupply.items).toMatchObject([{ id: listed.items[0]!.id, supplyRank: 1 }]);
    const whole = await service.get<{ signals: { signal: string; value: number | null }[] }>(
      `/api/v1/pairings/${listed.items[0]!.id}`,
    );
    const semantic = whole.signals.find(({ signal }) => signal === 'semantic-body');
    expect(semantic?.value).toBeGreaterThan(0.5);
  });

  it('2 a supply posted before, and one posted after, enter the same list', async () => {
    const before = await postAchievement(FITTING);
    await service.ranked(before);
    const need = await postNeed();
    await service.ranked(need);
    expect(await suppliesOf(need)).toEqual([before]);
    const after = await postAchievement({ ...FITTING, title: NEED.title, description: NEED.description });
    await list(need, [after, before]);
    expect((await service.listOfSupply(after)).map(({ needId }) => needId)).toEqual([need]);
  });

  it('2 the pairing of two records is the same whichever came first', async () => {
    const pairingOf = async (post: (() => Promise<string>)[]): Promise<unknown> => {
      const ids: string[] = [];
      for (const one of post) {
        ids.push(await one());
        await service.settled();
      }
      const all = (await Promise.all(ids.map((id) => service.listOfNeed(id)))).flat();
      expect(all).toHaveLength(1);
      const { needId, supplyId, score, signals, gaps, engineDigest } = all[0]!;
      await service.followUp(await service.records.move(needId, 'need', 'withdraw', 'test'));
      await service.followUp(await service.records.move(supplyId, 'achievement', 'withdraw', 'test'));
      return { score, signals, gaps, engineDigest };
    };
    const needFirst = await pairingOf([() => postNeed(), () => postAchievement(FITTING)]);
    const supplyFirst = await pairingOf([() => postAchievement(FITTING), () => postNeed()]);
    expect(supplyFirst).toEqual(needFirst);
  });

  it('3 an edited supply moves', async () => {
    const need = await postNeed();
    const first = await postAchievement(FITTING);
    const second = await postAchievement({ ...UNRELATED, description: `${UNRELATED.description}电池供电。` });
    await list(need, [first, second]);
    await editAchievement(first, UNRELATED);
    await editAchievement(second, FITTING);
    await list(need, [second, first]);
    await service.settled();
    const [best] = await service.listOfNeed(need);
    expect(best).toMatchObject({ supplyRevision: 2, supply: { content: { title: FITTING.title } } });
  });

  it('3 an edited need has another list', async () => {
    const [battery, rice] = [await postAchievement(FITTING), await postAchievement(UNRELATED)];
    const need = await postNeed();
    await list(need, [battery, rice]);
    const content = { title: '水稻稻瘟病早期监测', description: '农场求购无人机多光谱监测稻瘟病的系统。' };
    await service.send('PUT', `/intake/v1/needs/${need}`, { organizationId: enterprise, content });
    await list(need, [rice, battery]);
    expect((await service.ranked(need)).revision).toBe(2);
    for (const pairing of await service.listOfNeed(need)) expect(pairing.needRevision).toBe(2);
  });

  it('4 a withdrawn supply', async () => {
    const [gone, stays] = [await postAchievement(FITTING), await postAchievement(UNRELATED)];
    const needs = [await postNeed(), await postNeed({ ...NEED, title: '隔膜涂覆' })];
    for (const need of needs) await list(need, [gone, stays]);
    await service.settled();
    const index = service.app.get(CandidateIndex);
    expect([...(await index.hashes('achievement')).keys()].sort()).toEqual([gone, stays].sort());

    await service.send('POST', `/intake/v1/achievements/${gone}/withdraw`);
    for (const need of needs) expect(await suppliesOf(need)).toEqual([stays]);
    const search = `/api/v1/supplies?q=${encodeURIComponent('锂电池隔膜')}`;
    const found = await service.get<{ items: { record: { id: string } }[] }>(search);
    expect(found.items.map(({ record }) => record.id)).not.toContain(gone);
    expect(await service.statusOf(`/api/v1/supplies/${gone}`)).toBe(404);
    expect(await service.statusOf(`/api/v1/supplies/${gone}/pairings`)).toBe(404);
    await until('the index has dropped it', async () => !(await index.hashes('achievement')).has(gone));
    await service.settled();
    expect([...(await index.hashes('achievement')).keys()]).toEqual([stays]);
    for (const need of needs) expect(await suppliesOf(need)).toEqual([stays]);
  });

  it('5 a sealed edit', async () => {
    const supply = await postAchievement(FITTING);
    const need = await postNeed();
    await list(need, [supply]);
    const pairing = (await service.listOfNeed(need))[0]!.id;
    await editAchievement(supply, { ...FITTING, confidentiality: 'sealed' });
    expect(await service.statusOf(`/api/v1/supplies/${supply}`)).toBe(404);
    expect(await service.statusOf(`/api/v1/supplies/${supply}/pairings`)).toBe(404);
    expect(await service.statusOf(`/api/v1/pairings/${pairing}`)).toBe(404);
    for (const path of [
      `/api/v1/needs/${need}/pairings`,
      '/api/v1/supplies',
      `/api/v1/supplies?q=${encodeURIComponent(FITTING.title)}`,
    ]) {
      expect(await service.get<{ total: number }>(path)).toMatchObject({ total: 0, items: [] });
    }
    const matches = await service.send<object>('POST', '/api/v1/match', { as: 'need', text: FITTING.title });
    expect(JSON.stringify(matches)).not.toContain(supply);
  });

  it('6 the same organization', async () => {
    const own = await postAchievement(FITTING, enterprise);
    const other = await postAchievement(UNRELATED);
    const need = await postNeed();
    await service.settled();
    expect(await suppliesOf(need)).toEqual([other]);
    expect(await service.listOfSupply(own)).toEqual([]);
  });

  it('7 the sweep finds what was never queued', async () => {
    const supply = (
      await service.records.create(
        'achievement',
        { organizationId: university, externalId: null, content: FITTING },
        'published',
        'test',
      )
    ).record.id;
    const need = (
      await service.records.create(
        'need',
        { organizationId: enterprise, externalId: null, content: NEED },
        'published',
        'test',
      )
    ).record.id;
    const age = (seconds: number): Promise<unknown> =>
      service.app
        .get(DataSource)
        .query('UPDATE records SET pipeline_at = now() - make_interval(secs => $1)', [seconds]);
    // Younger than the sweep's grace: most likely on its way, so it is left alone.
    await service.queue.add('sweep', {});
    await service.queue.add('optimise', {});
    await until('the sweep has run', async () => {
      const { sweep, optimise } = await service.queue.counts();
      return sweep.waiting + sweep.active + optimise.waiting + optimise.active === 0;
    });
    expect((await service.records.find(need, 'need')).pipelineState).toBe('pending');
    await age(60);
    await service.queue.add('sweep', {});
    await list(need, [supply]);
    await service.settled();
    expect((await service.listOfSupply(supply)).map(({ needId }) => needId)).toEqual([need]);
  });

  it.each(['profile', 'rank'] as const)('8 an edit whose first version still waits for its %s job', async (name) => {
    const need = await postNeed();
    await service.ranked(need);
    const jobs = service.app.get<QueueBackend>(QUEUE_BACKEND).queue(name, {});
    try {
      // What a busy worker does: nothing of this name runs until both versions are queued.
      await jobs.pause();
      const supply = await postAchievement(UNRELATED);
      // Intake answers when the profile job is queued; the rank job is queued when the profile job is done.
      const queued = (): Promise<unknown> =>
        until(`its ${name} job is queued`, async () => {
          const { waiting, active } = (await service.queue.counts()).profile;
          return name === 'profile' || waiting + active === 0;
        });
      await queued();
      await editAchievement(supply, FITTING);
      await queued();
      const { revision, pipelineState } = await service.records.find(supply, 'achievement');
      expect([revision, pipelineState]).toEqual([2, name === 'profile' ? 'pending' : 'profiled']);
      await jobs.resume();
      await service.ranked(supply, 8);
      expect((await service.listOfNeed(need)).map(({ supplyRevision }) => supplyRevision)).toEqual([2]);
    } finally {
      await jobs.resume();
      await jobs.close();
    }
  });
});

/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process]
 * fake: []
 *
 * 1 a need lists the people behind its achievements, found by ORCID or by name, and others of its field, whichever of the
 *   three was posted last; an expert of another field, and one who is not to be had, are not offered
 * 2 a facility appears when the gap appears and goes when the need lowers what it asks, when the achievement is withdrawn
 *   or gets there, when the facility is withdrawn, is not to be had or expires; the achievement's gap names it meanwhile
 * 3 a chemical pilot plant is never offered to a need of chips
 * 4 achievements, their order, scores and probabilities are the same with and without other kinds; those have no
 *   probability, and take part in neither abstention, statistics of lists nor the review queue
 * 5 nothing hidden is told by a link: sealed, on request, withdrawn or edited achievements link nobody, at once
 * 6 lists of each kind are paged by kind, and read from the other side; a review of an expert opens a case
 * 7 matching on the spot tells the same as a stored need
 * 8 once everything is ranked nothing is due again
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  AchievementContent,
  ExpertContent,
  FacilityContent,
  NeedContent,
  RecordKind,
  ServiceContent,
} from '#matching';
import { KIND_NAMES } from '#matching';
import { DataSource, ReviewQueueStore, ReviewStore } from '#storage';
import { SweepProcessor } from '../../apps/worker/src/sweep.processor.js';
import { TestService } from '../support/service.js';

const NEED: NeedContent = {
  title: '功率芯片低温烧结封装工艺',
  description:
    '车规级碳化硅功率芯片封装需要低温烧结银互连工艺，要求剪切强度高于 40 MPa，温度循环 1000 次不开裂，空洞率低于 2 %。',
  technicalFields: ['1.2'],
  industries: ['C3973'],
  leastTrl: 7,
  cooperationModes: ['joint-development'],
};
const SINTERING: AchievementContent = {
  title: '纳米银低温烧结互连技术',
  description:
    '面向碳化硅功率芯片封装的纳米银低温烧结互连工艺，剪切强度达到 55 MPa，空洞率低于 1.5 %，温度循环 1200 次不开裂。',
  technicalFields: ['1.2'],
  trl: 4,
  team: [{ name: '周衡', orcid: '0000-0002-1825-0097' }, { name: '沈知远' }],
};
const RICE: AchievementContent = {
  title: '水稻病虫害无人机监测系统',
  description: '利用多光谱无人机影像识别水稻稻瘟病与稻飞虱，给出植保用药处方图，已在三个县的农场连续应用两年。',
  technicalFields: ['2.7'],
  trl: 8,
};
const PERSON: ExpertContent = {
  name: '周衡',
  title: '电子封装可靠性',
  description:
    '长期研究电子封装互连材料的失效机理与可靠性评价，主持过多项车规级模块的失效分析项目，可提供诊断与改进方案。',
  technicalFields: ['4.1'],
};
const PILOT: FacilityContent = {
  title: '先进封装中试线',
  description:
    '提供功率芯片封装的中试服务，配备银烧结、真空回流、引线键合与可靠性试验设备，可承接小批量试制与工艺验证。',
  technicalFields: ['1.2'],
  bridgesFrom: 4,
  bridgesTo: 7,
};
const CHEMICAL: FacilityContent = {
  ...PILOT,
  title: '精细化工中试基地',
  description: '提供精细化学品合成、分离与干燥的中试服务，配备反应釜、精馏塔与防爆厂房，可承接吨级放大与工艺安全评估。',
  technicalFields: ['4.5'],
  industries: ['C2614'],
};
const AWAY = { availability: 'unavailable', availableFrom: '2030-01-01' } as const;
const TESTING: ServiceContent = {
  title: '封装可靠性检测服务',
  description: '提供功率芯片封装的剪切强度、空洞率、温度循环与功率循环试验，出具检测报告，样品到达后十个工作日内完成。',
  serviceKind: 'testing',
};

interface Item {
  id: string;
  supplyId: string;
  supplyKind: string;
  score: number;
  probability: number | null;
  needRank: number;
  summary: string;
  links: {
    kind: string;
    achievementId: string;
    title: string;
    pairingId: string;
    by?: string;
    from?: number;
    to?: number;
  }[];
  gaps: { kind: string; stated?: number | null; closedBy?: { id: string; title: string; pairingId: string } }[];
  partner?: { id: string };
}
interface Answer {
  total: number;
  fit: string;
  items: Item[];
  beside: { experts: Item[]; facilities: Item[]; services: Item[] };
}

describe('supplies beside achievements', () => {
  let service: TestService;
  let enterprise: string;
  let university: string;
  let base: string;

  beforeAll(async () => {
    service = await TestService.startAlone();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    await service.startAnew();
    enterprise = await service.organization('青岚电子有限公司', 'enterprise');
    university = await service.organization('南溪大学', 'university');
    base = await service.organization('东湖中试研究院', 'institute');
  });

  type Content = NeedContent | AchievementContent | ExpertContent | FacilityContent | ServiceContent;
  const pathOf = (kind: RecordKind): string => `/intake/v1/${KIND_NAMES[kind].plural}`;
  const ownerOf = (kind: RecordKind): string =>
    ({ need: enterprise, achievement: university, expert: university, facility: base, service: base })[kind];
  const post = async (kind: RecordKind, content: Content, organizationId = ownerOf(kind)): Promise<string> => {
    const made = await service.send<{ id: string; state: string }>('POST', pathOf(kind), {
      ...{ organizationId, publish: true, content },
    });
    if (made.state !== 'published') throw new Error(`${kind} is ${made.state}`);
    return made.id;
  };
  const edit = (kind: RecordKind, id: string, content: Content): Promise<unknown> =>
    service.send('PUT', `${pathOf(kind)}/${id}`, { organizationId: ownerOf(kind), content });
  const withdraw = (kind: RecordKind, id: string): Promise<unknown> =>
    service.send('POST', `${pathOf(kind)}/${id}/withdraw`);
  const answer = (need: string, query = 'all=true'): Promise<Answer> =>
    service.get(`/api/v1/needs/${need}/pairings?${query}`);
  const idsOf = (items: readonly Item[]): string[] => items.map(({ supplyId }) => supplyId);
  const expertsOf = async (need: string): Promise<string[]> => idsOf((await answer(need)).beside.experts);
  const facilitiesOf = async (need: string): Promise<string[]> => idsOf((await answer(need)).beside.facilities);

  it('1 people behind and others', async () => {
    const achievement = await post('achievement', SINTERING);
    const need = await post('need', NEED);
    const byOrcid = await post('expert', { ...PERSON, orcid: '0000-0002-1825-0097' }, base);
    const byName = await post('expert', { ...PERSON, name: '沈知远', title: '功率模块失效分析' });
    await post('expert', { ...PERSON, name: '沈知远', title: '车规模块寿命评价' }, base);
    const sameField = await post('expert', { ...PERSON, name: '方启', technicalFields: ['1.2'] }, base);
    await post('expert', { ...PERSON, name: '许闲', technicalFields: ['1.2'], ...AWAY }, base);
    await service.settled();
    const { items, beside } = await answer(need);
    const [listed] = items;
    expect(new Set(idsOf(beside.experts).slice(0, 2))).toEqual(new Set([byOrcid, byName]));
    expect(idsOf(beside.experts).slice(2)).toEqual([sameField]);
    const of = (id: string): Item => beside.experts.find(({ supplyId }) => supplyId === id)!;
    const link = { kind: 'behind', achievementId: achievement, title: SINTERING.title, pairingId: listed!.id };
    expect(of(byOrcid)).toMatchObject({ links: [{ ...link, by: 'orcid' }], score: listed!.score, probability: null });
    expect(of(byName)).toMatchObject({ links: [{ ...link, by: 'name' }], score: listed!.score });
    expect(of(byOrcid).summary).toMatch(/^该专家是成果《纳米银低温烧结互连技术》团队成员/);
    expect(of(sameField)).toMatchObject({ links: [] });
  });

  it('1 it does not matter which of need, achievement and expert comes last', async () => {
    const kinds = ['need', 'achievement', 'expert'] as const;
    const contents = { need: NEED, achievement: SINTERING, expert: PERSON };
    for (const last of kinds) {
      const ids: Partial<Record<RecordKind, string>> = {};
      for (const kind of [...kinds.filter((kind) => kind !== last), last]) {
        ids[kind] = await post(kind, contents[kind]);
        await service.settled();
      }
      const [expert, ...others] = (await answer(ids.need!)).beside.experts;
      expect([last, expert?.supplyId, expert?.links[0]?.achievementId]).toEqual([last, ids.expert, ids.achievement]);
      expect(others).toEqual([]);
      for (const kind of kinds) await withdraw(kind, ids[kind]!);
      await service.settled();
    }
  });

  it('2 a facility comes and goes with the gap', async () => {
    const achievement = await post('achievement', SINTERING);
    const facility = await post('facility', PILOT);
    const need = await post('need', { ...NEED, leastTrl: 4 });
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);

    await edit('need', need, NEED);
    await service.settled();
    const { items, beside } = await answer(need);
    const [listed] = items;
    expect(beside.facilities).toMatchObject([
      {
        supplyId: facility,
        probability: null,
        links: [{ kind: 'bridges', achievementId: achievement, from: 4, to: 7, pairingId: listed!.id }],
      },
    ]);
    expect(beside.facilities[0]!.summary).toMatch(/^可将成果《纳米银低温烧结互连技术》由 TRL 4 提升到 7/);
    const closedBy = { id: facility, title: PILOT.title, pairingId: beside.facilities[0]!.id };
    expect(listed!.gaps).toContainEqual({ kind: 'maturity', asked: 7, stated: 4, closedBy });
    expect(listed!.summary).toContain('中试平台《先进封装中试线》可弥合');

    await edit('need', need, { ...NEED, leastTrl: undefined });
    expect(await facilitiesOf(need)).toEqual([]);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);
    await edit('need', need, NEED);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([facility]);

    await edit('achievement', achievement, { ...SINTERING, trl: 7 });
    expect(await facilitiesOf(need)).toEqual([]);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);
    await edit('achievement', achievement, { ...SINTERING, trl: 5 });
    await service.settled();
    expect((await answer(need)).beside.facilities).toMatchObject([{ supplyId: facility, links: [{ from: 5, to: 7 }] }]);

    await edit('facility', facility, { ...PILOT, ...AWAY });
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);
    await edit('facility', facility, PILOT);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([facility]);

    await withdraw('achievement', achievement);
    expect(await facilitiesOf(need)).toEqual([]);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);
    await service.send('POST', `${pathOf('achievement')}/${achievement}/publish`);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([facility]);

    await withdraw('facility', facility);
    const after = await answer(need);
    expect(after.beside.facilities).toEqual([]);
    expect(after.items[0]!.gaps.find(({ kind }) => kind === 'maturity')).toEqual({
      kind: 'maturity',
      asked: 7,
      stated: 5,
    });
  });

  it('2 an expired facility is gone', async () => {
    await post('achievement', SINTERING);
    const facility = await post('facility', PILOT);
    const need = await post('need', NEED);
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([facility]);
    await service.app
      .get(DataSource)
      .query(`UPDATE records SET content = content || '{"validUntil": "2020-01-01"}' WHERE id = $1`, [facility]);
    expect(await facilitiesOf(need)).toEqual([]);
    expect((await answer(need)).items[0]!.gaps.some(({ closedBy }) => closedBy)).toBe(false);
    await service.app.get(SweepProcessor).process();
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([]);
  });

  it('3 field', async () => {
    await post('achievement', SINTERING);
    const need = await post('need', NEED);
    await post('facility', CHEMICAL);
    const pilot = await post('facility', PILOT);
    // What an owner does not declare the text tells, here of chemistry.
    await post('facility', { ...CHEMICAL, technicalFields: undefined, industries: undefined });
    await service.settled();
    expect(await facilitiesOf(need)).toEqual([pilot]);
  });

  it('4 achievements are as if alone', async () => {
    await post('achievement', SINTERING);
    await post('achievement', RICE);
    const need = await post('need', NEED);
    await service.settled();
    const plain = ({ items, ...answered }: Answer): object => ({
      ...answered,
      beside: null,
      items: items.map(({ gaps: _gaps, summary: _summary, ...item }) => item),
    });
    const statistics = () => service.get<{ supplies: object; needs: object }>('/api/v1/statistics/lists');
    const [alone, counted] = [await answer(need), await statistics()];
    expect(alone.items).toHaveLength(2);
    for (const [kind, content] of [
      ['expert', { ...PERSON, description: NEED.description }],
      ['expert', PERSON],
      ['facility', { ...PILOT, description: NEED.description }],
      ['service', { ...TESTING, title: NEED.title, description: NEED.description }],
    ] as const) {
      await post(kind, content);
    }
    await service.settled();
    const among = await answer(need);
    expect([among.beside.experts, among.beside.facilities, among.beside.services].map((one) => one.length)).toEqual([
      2, 1, 1,
    ]);
    expect(among.beside.services[0]!.score).toBeGreaterThan(among.items[0]!.score);
    expect(plain(among)).toEqual(plain(alone));
    expect(await statistics()).toEqual(counted);
    for (const one of Object.values(among.beside).flat()) expect(one.probability).toBeNull();
    const backlog = await service.app.get(ReviewQueueStore).backlog(null);
    expect(backlog.needs.flatMap(({ open }) => open.map(({ id }) => id)).toSorted()).toEqual(
      among.items.map(({ id }) => id).toSorted(),
    );
  });

  it('5 nothing hidden is linked', async () => {
    const achievement = await post('achievement', SINTERING);
    const need = await post('need', NEED);
    const expert = await post('expert', PERSON);
    const facility = await post('facility', PILOT);
    await service.settled();
    const before = await answer(need);
    const [{ id: expertPairing }, { id: facilityPairing }] = [before.beside.experts[0]!, before.beside.facilities[0]!];
    const isShown = async (id: string): Promise<boolean> => (await service.statusOf(`/api/v1/pairings/${id}`)) === 200;
    expect([idsOf(before.beside.experts), await isShown(expertPairing), await isShown(facilityPairing)]).toEqual([
      [expert],
      true,
      true,
    ]);
    const untold = async (): Promise<void> => {
      const { beside } = await answer(need);
      expect([beside.experts, beside.facilities]).toEqual([[], []]);
      expect([await isShown(expertPairing), await isShown(facilityPairing)]).toEqual([false, false]);
      for (const supply of [expert, facility]) {
        expect(await service.get(`/api/v1/supplies/${supply}/pairings`)).toMatchObject({ total: 0, items: [] });
      }
    };
    // Edited: nobody is behind it any more, and it is ready. At once, not when the ranking gets there.
    await edit('achievement', achievement, { ...SINTERING, team: [], trl: 8 });
    await untold();
    await service.settled();
    await untold();
    await edit('achievement', achievement, SINTERING);
    await service.settled();
    expect([await expertsOf(need), await facilitiesOf(need)]).toEqual([[expert], [facility]]);

    await edit('achievement', achievement, { ...SINTERING, confidentiality: 'sealed' });
    await untold();
    await service.settled();
    await untold();
    // On request: its blind summary is listed and bridged, but who is behind it is not told.
    await edit('achievement', achievement, { ...SINTERING, confidentiality: 'on-request' });
    await service.settled();
    const blind = await answer(need);
    expect([idsOf(blind.items), idsOf(blind.beside.experts)]).toEqual([[achievement], []]);
    expect(idsOf(blind.beside.facilities)).toEqual([facility]);
    expect(JSON.stringify(blind.beside)).not.toContain('周衡');
  });

  it('5 an expert who becomes open on request is not told to be behind anything', async () => {
    await post('achievement', SINTERING);
    const need = await post('need', NEED);
    const expert = await post('expert', PERSON);
    await service.settled();
    expect(await expertsOf(need)).toEqual([expert]);
    await edit('expert', expert, { ...PERSON, confidentiality: 'on-request' });
    expect(await expertsOf(need)).toEqual([]);
    await service.settled();
    expect(await expertsOf(need)).toEqual([]);
  });

  it('5 what nothing fits is withheld with what it links', async () => {
    // Long enough for its not fitting to be told.
    const description = `${RICE.description}系统由巡田航线规划、影像拼接、病斑分割与处方生成四个模块组成，单架次覆盖六百亩，识别准确率超过九成。`;
    await post('achievement', { ...RICE, description, trl: 3, team: [{ name: '周衡' }], technicalFields: ['1.2'] });
    const need = await post('need', NEED);
    await post('expert', PERSON);
    await post('facility', PILOT);
    const testing = await post('service', TESTING);
    await service.settled();
    const told = await answer(need, '');
    expect(told).toMatchObject({ fit: 'none', total: 0, items: [] });
    expect([told.beside.experts, told.beside.facilities]).toEqual([[], []]);
    expect(idsOf(told.beside.services)).toEqual([testing]);
    expect(idsOf((await answer(need)).beside.experts)).toHaveLength(1);
  });

  it('6 lists by kind, from both sides, and a review', async () => {
    await post('achievement', SINTERING);
    const need = await post('need', NEED);
    const experts = [];
    for (let i = 0; i < 7; i++) {
      experts.push(
        await post(
          'expert',
          { ...PERSON, name: `方启${i}`, title: `封装可靠性方向${i}`, technicalFields: ['1.2'] },
          base,
        ),
      );
    }
    await service.settled();
    const whole = await answer(need);
    expect(whole.beside.experts).toHaveLength(5);
    const page = await answer(need, 'all=true&kind=expert&limit=2&offset=2');
    expect([page.total, idsOf(page.items)]).toEqual([5, idsOf(whole.beside.experts).slice(2, 4)]);
    expect(page.items.map(({ needRank }) => needRank)).toEqual([3, 4]);
    expect(await answer(need, 'all=true&kind=service')).toMatchObject({ total: 0, items: [], fit: whole.fit });
    const [first] = whole.beside.experts;
    const fromExpert = await service.get<Answer>(`/api/v1/supplies/${first!.supplyId}/pairings`);
    expect(fromExpert.items).toMatchObject([{ id: first!.id, supplyKind: 'expert', probability: null }]);
    const decided = await service.send<{ caseId: string | null }>('POST', `/api/v1/pairings/${first!.id}/reviews`, {
      decision: 'accept',
    });
    expect(decided.caseId).not.toBeNull();
    expect(idsOf((await answer(need)).beside.experts)).not.toContain(first!.supplyId);
    expect(idsOf((await answer(need, 'all=true&decided=true')).beside.experts)).toContain(first!.supplyId);
    // Nothing to learn a score of achievements from.
    expect(await service.app.get(ReviewStore).all()).toEqual([]);
  });

  it('7 matching on the spot', async () => {
    const achievement = await post('achievement', SINTERING);
    const [expert, facility] = [await post('expert', PERSON), await post('facility', PILOT)];
    const testing = await post('service', TESTING);
    await service.settled();
    const { title, description, technicalFields, leastTrl } = NEED;
    const found = await service.send<Answer>('POST', '/api/v1/match', {
      ...{ title, text: description, technicalFields, leastTrl, all: true },
    });
    const partners = (items: readonly Item[]) =>
      items.map(({ partner, links }) => [partner!.id, links.map((one) => one.achievementId)]);
    expect(partners(found.beside.experts)).toEqual([[expert, [achievement]]]);
    expect(partners(found.beside.facilities)).toEqual([[facility, [achievement]]]);
    expect(partners(found.beside.services)).toEqual([[testing, []]]);
    const gap = found.items[0]!.gaps.find(({ kind }) => kind === 'maturity');
    expect(gap?.closedBy).toEqual({ id: facility, title: PILOT.title, pairingId: null });
    const asSupply = await service.send<{ beside: null; items: Item[] }>('POST', '/api/v1/match', {
      ...{ as: 'facility', text: PILOT.description },
    });
    expect(asSupply.beside).toBeNull();
  });

  it('8 comes to rest', async () => {
    for (let i = 0; i < 3; i++) {
      await post('achievement', { ...SINTERING, title: `${SINTERING.title}（第${i}代）`, trl: 4 + i });
      await post('need', { ...NEED, title: `${NEED.title}（${i}号线）` });
      await post('expert', { ...PERSON, title: `${PERSON.title}方向${i}` });
      await post('facility', { ...PILOT, title: `${PILOT.title}${i}` });
    }
    await service.settled(60);
    const stamps = (): Promise<{ at: Date }[]> =>
      service.app.get(DataSource).query('SELECT pipeline_at AS at FROM records ORDER BY id');
    const before = await stamps();
    await service.app.get(SweepProcessor).process();
    await service.settled();
    expect(await stamps()).toEqual(before);
  });
});

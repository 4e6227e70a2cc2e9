/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process]
 * fake: []
 *
 * 1 a need posted again in other words, or under the same title, is shown on both records and to the broker; both stay
 * 2 another need, and the same words with another order of magnitude, are not
 * 3 a record that may not be shown is in no answer, while the suspicion is still in its table
 * 4 a person's word is kept and audited: `different` is not shown again, `same` is shown as decided; a text that changes
 *   is asked about anew
 * 5 a draft is told what it duplicates, in time for a form, and nothing is stored; its own record is none
 * 6 an edit replaces the suspicions of a record
 * 7 the sweep finds records never checked
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateIndex } from '#index';
import type { NeedContent } from '#matching';
import { DataSource } from '#storage';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

const NEED: NeedContent = {
  title: '电泳涂装废水回用陶瓷膜污堵',
  description:
    '我厂电泳线每天排水80吨，用孔径 0.1 μm 的陶瓷膜过滤后回用，三周就污堵，通量从120降到40 L/(m²·h)，碱洗后恢复不到七成。寻求抗污染的膜材料或清洗工艺，通量恢复率不低于90 %。',
};
const PARAPHRASE: NeedContent = {
  title: '求电泳废水回用用陶瓷膜的抗污堵技术',
  description:
    '公司电泳涂装线日排废水约80吨，以0.1μm陶瓷膜过滤回用，运行三周后膜孔堵塞，通量由120降到40 L/(m²·h)，碱液清洗只能恢复七成左右。希望找到耐污染膜或新的清洗办法，使通量恢复率达到90%。',
};
const OTHER_SIZE: NeedContent = { ...NEED, description: NEED.description.replace('0.1 μm', '5 μm') };
const UNRELATED: NeedContent = {
  title: '注塑机械手取件速度慢',
  description: '薄壁餐盒注塑周期4秒，机械手取件占1.5秒，希望缩短到0.8秒以内且不刮花。',
};

interface Duplicate {
  id: string;
  likeness: number;
  sameTitle: boolean;
  verdict: string | null;
  phrases: { text: string; own: { path: string; start: number; end: number } }[];
}

describe('duplicates', () => {
  let service: TestService;
  let source: DataSource;
  let enterprise: string;
  let rival: string;

  beforeAll(async () => {
    service = await TestService.startAlone();
    source = service.app.get(DataSource);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    await service.quiet();
    await source.query('TRUNCATE organizations, records, audit_entries, record_revisions, profiles CASCADE');
    await service.app.get(CandidateIndex).clear();
    await service.signIn();
    const organization = async (name: string): Promise<string> =>
      (await service.send('POST', '/intake/v1/organizations', { name, kind: 'enterprise' })).id;
    enterprise = await organization('澄浦涂装有限公司');
    rival = await organization('皖泽表面处理有限公司');
  });

  const post = async (content: NeedContent, organizationId = enterprise): Promise<string> => {
    const { id } = await service.send('POST', '/intake/v1/needs', { organizationId, publish: true, content });
    await service.settled();
    return id;
  };
  const edit = async (id: string, content: NeedContent, organizationId = enterprise): Promise<void> => {
    await service.send('PUT', `/intake/v1/needs/${id}`, { organizationId, content });
    await service.settled();
  };
  const duplicatesOf = async (id: string): Promise<Duplicate[]> =>
    (await service.get<{ duplicates: Duplicate[] }>(`/intake/v1/needs/${id}`)).duplicates;
  const idsOf = async (id: string): Promise<string[]> => (await duplicatesOf(id)).map((one) => one.id);
  const draft = (content: object, beside: object = {}): Promise<{ items: Duplicate[] }> =>
    service.send('POST', '/intake/v1/needs/duplicates', { content, ...beside });
  const judge = (one: string, other: string, verdict: string): Promise<unknown> =>
    service.send('POST', `/api/v1/records/${one}/duplicates/${other}/verdict`, { verdict });
  const undecided = async (): Promise<number> => (await service.get<{ total: number }>('/api/v1/duplicates')).total;

  it('1 a paraphrase and a title used again are shown, and nothing is merged', async () => {
    const first = await post(NEED);
    const paraphrase = await post(PARAPHRASE, rival);
    const titled = await post({ ...UNRELATED, title: NEED.title }, rival);
    const found = await duplicatesOf(first);
    expect(found.map(({ id, sameTitle }) => [id, sameTitle])).toEqual([
      [titled, true],
      [paraphrase, false],
    ]);
    expect(await idsOf(paraphrase)).toEqual([first]);
    const phrase = found[1]!.phrases[0]!;
    const text = phrase.own.path === '/title' ? NEED.title : NEED.description;
    expect(text.slice(phrase.own.start, phrase.own.end).toLowerCase()).toBe(phrase.text);
    expect(await undecided()).toBe(2);
    const supply = await service.send('POST', '/intake/v1/achievements', {
      organizationId: rival,
      publish: true,
      content: { title: '抗污染陶瓷膜', description: '用于电泳废水回用的亲水改性陶瓷膜，通量恢复率92%。' },
    });
    await service.settled();
    const [pairing] = (await service.listOfSupply(supply.id)).filter(({ needId }) => needId === first);
    const shown = await service.get<{ duplicates: { need: Duplicate[]; supply: Duplicate[] } }>(
      `/api/v1/pairings/${pairing!.id}`,
    );
    expect(shown.duplicates.need.map(({ id }) => id)).toEqual([titled, paraphrase]);
    expect(shown.duplicates.supply).toEqual([]);
    for (const id of [first, paraphrase, titled])
      expect((await service.records.find(id, 'need')).state).toBe('published');
  });

  it('2 another need and another order of magnitude', async () => {
    const first = await post(NEED);
    await post(OTHER_SIZE, rival);
    await post(UNRELATED, rival);
    expect(await idsOf(first)).toEqual([]);
  });

  it('3 what may not be shown', async () => {
    const first = await post(NEED);
    const hidden = await post(PARAPHRASE, rival);
    expect(await idsOf(first)).toEqual([hidden]);
    await source.query(`UPDATE records SET confidentiality = 'sealed' WHERE id = $1`, [hidden]);
    expect(await source.query('SELECT count(*)::int AS n FROM duplicates')).toEqual([{ n: 1 }]);
    expect(await idsOf(first)).toEqual([]);
    expect(await service.get(`/api/v1/records/${first}/duplicates`)).toEqual({ items: [] });
    expect(await service.statusOf(`/api/v1/records/${hidden}/duplicates`)).toBe(404);
    expect(await undecided()).toBe(0);
    expect((await draft(PARAPHRASE)).items.map(({ id }) => id)).toEqual([first]);
    await expect(judge(first, hidden, 'same')).rejects.toThrow('404');
    const sealed = await post({ ...PARAPHRASE, confidentiality: 'sealed' }, rival);
    expect(await idsOf(sealed)).toEqual([]);
    expect(JSON.stringify(await draft(NEED))).not.toContain(sealed);
  });

  it('4 a word is kept until a text changes', async () => {
    const first = await post(NEED);
    const second = await post(PARAPHRASE, rival);
    await judge(second, first, 'different');
    expect([await idsOf(first), await idsOf(second), await undecided()]).toEqual([[], [], 0]);
    // Not the text: the same question is not asked again.
    await edit(second, { ...PARAPHRASE, budgetMax: 5_000_000 }, rival);
    expect([await idsOf(first), await undecided()]).toEqual([[], 0]);
    await edit(second, { ...PARAPHRASE, description: `${PARAPHRASE.description}可提供水样。` }, rival);
    expect([await idsOf(first), await undecided()]).toEqual([[second], 1]);
    await judge(first, second, 'same');
    expect(await duplicatesOf(first)).toMatchObject([{ id: second, verdict: 'same' }]);
    expect(await undecided()).toBe(0);
    const audited: { actor: string; action: string }[] = await source.query(
      `SELECT actor, action FROM audit_entries WHERE subject_kind = 'duplicate-verdict' ORDER BY id`,
    );
    expect(audited).toEqual([
      { actor: service.accountId, action: 'duplicate different' },
      { actor: service.accountId, action: 'duplicate same' },
    ]);
    await expect(judge(first, enterprise, 'same')).rejects.toThrow('404');
  });

  it('5 a draft', async () => {
    const first = await post(NEED);
    await post(UNRELATED, rival);
    await draft(PARAPHRASE);
    const before = performance.now();
    const { items } = await draft(PARAPHRASE);
    expect(performance.now() - before).toBeLessThan(300);
    expect(items.map(({ id, verdict }) => [id, verdict])).toEqual([[first, null]]);
    expect((await draft({ title: NEED.title })).items).toMatchObject([{ id: first, sameTitle: true }]);
    expect((await draft(NEED, { id: first })).items).toEqual([]);
    expect((await draft({ title: '稻飞虱' })).items).toEqual([]);
    expect(await source.query('SELECT count(*)::int AS n FROM records')).toEqual([{ n: 2 }]);
  });

  it('6 an edit', async () => {
    const first = await post(NEED);
    const second = await post(PARAPHRASE, rival);
    await edit(second, UNRELATED, rival);
    expect(await idsOf(first)).toEqual([]);
    const third = await post(UNRELATED);
    expect([await idsOf(second), await idsOf(first)]).toEqual([[third], []]);
  });

  it('7 records never checked', async () => {
    const first = await post(NEED);
    const second = await post(PARAPHRASE, rival);
    await source.query('DELETE FROM duplicates');
    await source.query('UPDATE profiles SET duplicates_checked = NULL');
    await service.queue.add('sweep', {});
    await until('the pair is found again', async () => (await idsOf(first)).length > 0);
    expect(await idsOf(first)).toEqual([second]);
  });
});

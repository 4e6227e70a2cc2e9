/**
 * real: [PostgreSQL, queue, index, model, HTTP, the whole service in this process]; fake: [].
 * 1 needs of three enterprises that ask for the same are proposed; a sealed one, and one of a university, take no part
 * 2 what people edit, split, merge and dismiss survives the next grouping; a new need is only suggested
 * 3 neither a proposal nor a published list names an enterprise, nor by its short forms, whatever people wrote; the same
 *   is not published twice; lists compare
 * 4 a need that is no longer public leaves the next list, and the words taken from it leave at once
 * 5 the database refuses to change a published list
 * 6 an edit of what somebody else has changed since is refused
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from '#storage';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface CommonNeed {
  id: string;
  state: string;
  title: string;
  description: string;
  revision: number;
  enterprises: number;
  suggestions: number;
  settled: boolean;
  members: { record: { id: string }; suggested: boolean }[];
}
interface List {
  number: number;
  digest: string;
  items: { id: string; title: string; enterprises: number }[];
}

const NAMES = [
  '澄浦储能有限公司',
  '皖泽电池股份有限公司',
  '霁原新能源有限公司',
  '砚溪动力有限公司',
  '朔汀汽车有限公司',
];
/** Organizations on the platform that ask for nothing; texts name some of them by short forms. */
const CALLED = [...'栖沐瑶逐衡汀岫墨'].flatMap((first) => [...'岚川坡浪陂'].map((second) => first + second));
const OTHERS = CALLED.map((called, i) => {
  const kind = ['动力电池有限公司', '储能科技股份有限公司', '涂装集团有限公司', '流体部件有限责任公司'][i % 4];
  return `${['', '合肥', '深圳市'][i % 3]}${called}${kind}`;
});
const FROST = [
  ['动力电池低温续航衰减', '零下二十度放电只剩六成容量，低温充电析锂鼓包。要求零下三十度保持八成容量，同栖岚。'],
  ['锂电池冬季低温容量骤降', '零下二十度放电只剩六成容量，低温充电析锂鼓包。希望改进沐川低温电解液配方。'],
  ['磷酸铁锂电池低温放电差', '零下二十度放电只剩六成容量，低温充电析锂，阻抗翻倍。要求零下三十度保持八成容量。'],
  ['电池低温容量衰减', '零下二十度放电容量下降，低温充电析锂。希望改进低温电解液配方。'],
  ['低温电池放电容量不足', '零下二十度放电只剩六成容量，低温充电析锂。要求零下三十度保持八成容量。'],
] as const;
const ELSE = [
  ['纱线断头自动识别', '细纱断头靠挡车工巡回发现，毛羽粗细节事后才知道。'],
  ['对虾养殖病害预警', '溶氧夜间骤降来不及处理，弧菌检测送实验室要两天。'],
  ['高炉渣显热回收', '水淬渣耗水大，冲渣蒸汽腐蚀厂房。'],
] as const;

describe('common needs', () => {
  let service: TestService;
  const enterprises: string[] = [];
  const frost: string[] = [];

  const post = async (organizationId: string, [title, description]: readonly [string, string], more = {}) => {
    const content = { title, description, industries: ['C3841'], ...more };
    return (await service.send('POST', '/intake/v1/needs', { organizationId, publish: true, content })).id;
  };
  const group = async (): Promise<void> => {
    await service.settled();
    const { run: before } = await service.get<{ run: { startedAt: string } | null }>(
      '/api/v1/common-needs/runs/latest',
    );
    await service.app.get(DataSource).query(`UPDATE common_need_runs SET made_of = ''`);
    await service.queue.add('common-needs', { asked: true });
    await until('a grouping has ended', async () => {
      const { run } = await service.get<{ run: { startedAt: string; outcome: string | null } | null }>(
        '/api/v1/common-needs/runs/latest',
      );
      return run?.outcome === 'done' && run.startedAt !== before?.startedAt;
    });
  };
  const list = async (state = 'proposed'): Promise<CommonNeed[]> =>
    (await service.get<{ items: CommonNeed[] }>(`/api/v1/common-needs?state=${state}`)).items;
  const find = (id: string): Promise<CommonNeed> => service.get(`/api/v1/common-needs/${id}`);
  const membersOf = ({ members }: CommonNeed, suggested = false): string[] =>
    members
      .filter((one) => one.suggested === suggested)
      .map(({ record }) => record.id)
      .sort();
  const patch = async (id: string, body: object): Promise<{ status: number; body: CommonNeed }> => {
    const answer = await fetch(`${service.url}/api/v1/common-needs/${id}`, {
      method: 'PATCH',
      headers: { ...service.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as CommonNeed };
  };

  beforeAll(async () => {
    service = await TestService.startAlone();
    for (const name of NAMES) {
      const organization = { name, kind: 'enterprise', region: '440300' };
      enterprises.push((await service.send('POST', '/intake/v1/organizations', organization)).id);
    }
    for (const name of OTHERS) {
      await service.send('POST', '/intake/v1/organizations', { name, kind: 'enterprise', region: '340100' });
    }
    const university = { name: '沐川大学', kind: 'university', region: '440300' };
    const ofUniversity = (await service.send('POST', '/intake/v1/organizations', university)).id;
    for (const i of [0, 1, 2]) frost.push(await post(enterprises[i]!, FROST[i]!));
    await post(enterprises[3]!, FROST[3], { confidentiality: 'sealed' });
    await post(ofUniversity, FROST[4]);
    for (const [i, text] of ELSE.entries()) await post(enterprises[i]!, text, { industries: ['C1711'] });
    await group();
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
  });

  it('1 proposed', async () => {
    const [one, ...rest] = await list();
    expect(rest).toEqual([]);
    expect([one!.enterprises, one!.settled]).toEqual([3, false]);
    expect(membersOf(await find(one!.id))).toEqual([...frost].sort());
    expect(one!.title).toContain('低温');
    expect(one!.description).toContain('低温');
    for (const name of [...NAMES.map((full) => full.slice(0, 2)), ...CALLED])
      expect(one!.title + one!.description).not.toContain(name);
  });

  it('2 6 people decide, and the next grouping only suggests', async () => {
    const one = (await list())[0]!;
    const title = '低温电池：澄浦与砚溪动力共同关心';
    expect((await patch(one.id, { revision: 99, title })).status).toBe(409);
    const edited = await patch(one.id, { revision: one.revision, title, remove: [frost[2]] });
    expect([edited.status, membersOf(edited.body)]).toEqual([200, frost.slice(0, 2).sort()]);
    const late = await post(enterprises[4]!, FROST[4]);
    await group();
    const after = await find(one.id);
    expect([after.title, membersOf(after), membersOf(after, true)]).toEqual([title, frost.slice(0, 2).sort(), [late]]);
    const taken = (await patch(one.id, { revision: after.revision, add: [late] })).body;
    const split = await service.send<CommonNeed>('POST', `/api/v1/common-needs/${one.id}/split`, {
      ...{ revision: taken.revision, needIds: [late] },
    });
    expect(split.title).toBe(FROST[4][0]);
    await group();
    expect(membersOf(await find(split.id))).toEqual([late]);
    expect(membersOf(await find(one.id))).toEqual(frost.slice(0, 2).sort());
    const apart = await find(one.id);
    const merged = await service.send<CommonNeed>('POST', `/api/v1/common-needs/${one.id}/merge`, {
      ...{ revision: apart.revision, otherId: split.id },
    });
    await group();
    expect(membersOf(await find(one.id))).toEqual([...frost.slice(0, 2), late].sort());
    expect(merged.title).toBe(title);
  }, 90_000);

  it('3 4 5 published without names, compared, immutable', async () => {
    const publish = (): Promise<List> => service.send<List>('POST', '/api/v1/common-need-lists');
    const one = (await list())[0]!;
    const before = await find(one.id);
    const description = `${[...NAMES, ...OTHERS, ...CALLED, '澄浦', '皖泽电池'].join('、')}都提出：低温析锂。`;
    await patch(one.id, { revision: before.revision, state: 'confirmed', description });
    const first = await publish();
    expect(first.items).toHaveLength(1);
    const answer = await fetch(`${service.url}/api/v1/common-need-lists/1`);
    const anonymous = await answer.text();
    for (const name of [...NAMES.map((full) => full.slice(0, 2)), ...CALLED]) expect(anonymous).not.toContain(name);
    expect(anonymous).toContain('低温析锂');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const missing = await fetch(`${service.url}/api/v1/common-need-lists/2`);
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
    await expect(publish()).rejects.toThrow('409');
    const gone = membersOf(await find(one.id))[0]!;
    await service.send('POST', `/intake/v1/needs/${gone}/withdraw`);
    const second = await publish();
    expect([second.number, second.items]).toEqual([2, []]);
    const compared = await service.get<{ removed: { id: string }[]; added: object[] }>(
      '/api/v1/common-need-lists/2/comparison?from=1',
    );
    expect([compared.removed.map(({ id }) => id), compared.added]).toEqual([[one.id], []]);
    const source = service.app.get(DataSource);
    await expect(source.query(`UPDATE common_need_lists SET digest = ''`)).rejects.toThrow('never changed');
    await expect(source.query('TRUNCATE common_need_lists')).rejects.toThrow('never changed');
    await expect(source.query('DELETE FROM common_need_lists')).rejects.toThrow('never changed');
  });

  it('2 4 what is dismissed stays so; words taken from a need that is sealed are gone at once', async () => {
    const ids: string[] = [];
    for (const i of [0, 1, 2])
      ids.push(await post(enterprises[i]!, ['注塑制品翘曲变形', `壁厚不均冷却后翘曲，模温调不好。第${i}条线。`]));
    await group();
    const one = (await list()).find(({ title }) => title.includes('翘曲'))!;
    expect(one.enterprises).toBe(3);
    expect((await patch(one.id, { revision: one.revision, state: 'dismissed' })).status).toBe(200);
    await group();
    expect((await list()).filter(({ title }) => title.includes('翘曲'))).toEqual([]);
    expect((await list('dismissed')).map(({ id, title }) => [id, title])).toEqual([[one.id, one.title]]);
    const content = { title: '注塑制品翘曲变形', description: '壁厚不均', confidentiality: 'sealed' };
    await service.send('PUT', `/intake/v1/needs/${ids[0]}`, { organizationId: enterprises[0], content });
    const now = await find(one.id);
    expect([now.title, now.description, now.enterprises]).toEqual(['', '', 2]);
  });
});

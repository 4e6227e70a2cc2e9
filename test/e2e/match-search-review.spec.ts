/**
 * Matching on the spot, search, and brokers' reviews, over HTTP against the built service.
 *
 * 1 a text is matched in either direction, with reasons, and nothing is stored
 * 2 what a match is asked with is checked
 * 3 search by words puts the fitting record first, also over filters; without words the newest come first
 * 4 filters take a code with everything below it; a page has the total of all
 * 5 a review is recorded with its reason code and its account; a second by the same account supersedes the first, which stays
 * 6 a decline without a reason is refused, naming /reason, in Chinese by default and in English when asked for
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Page, Problem } from '../support/built-service.js';

interface Summary {
  id: string;
  kind: string;
  title: string;
}
interface Match {
  rank: number;
  score: number;
  summary: string;
  signals: { evidence: { kind: string } | null }[];
  partner: Summary;
}
interface Matches {
  degraded: string | null;
  items: Match[];
}
type Found = Page<{ score: number | null; record: Summary }>;
interface Review {
  id: string;
  decision: string;
  reason: string | null;
  reviewer: string;
  supersedes: string | null;
}

let service: BuiltService;
const titles = ({ items }: Found): string[] => items.map(({ record }) => record.title);
const search = async (side: 'needs' | 'supplies', query: Record<string, string>): Promise<Found> =>
  (await service.get<Found>(`/api/v1/${side}?${new URLSearchParams(query)}`)).body;

beforeAll(async () => {
  service = await BuiltService.start();
  const university = await service.register('岭东工业大学', 'university', '440100');
  const institute = await service.register('湘岳研究院', 'university', '430100');
  const enterprise = await service.register('澜石铸造有限公司', 'enterprise', '440600');
  await service.post('achievement', university, {
    title: '球墨铸铁缩松缺陷的冒口优化设计',
    description: '以凝固模拟优化冒口与冷铁，缩松废品率由 9 % 降至 2 %。',
    technicalFields: ['8.4'],
    industries: ['C3391'],
  });
  await service.post('achievement', institute, {
    title: '铝合金压铸真空抽气工艺',
    description: '高真空压铸使气孔率低于 0.5 %，铸件可热处理。',
    technicalFields: ['8.4', '4.1'],
    industries: ['C3392'],
  });
  await service.post('achievement', institute, {
    title: '水稻稻瘟病抗性分子标记',
    description: '与抗病位点紧密连锁的标记，用于育种早代筛选。',
    technicalFields: ['2.7'],
    region: '430900',
  });
  await service.post('need', enterprise, {
    title: '球铁壳体缩松废品率高',
    description: '厚大部位缩松，机加工后才发现，希望优化冒口设计。',
    technicalFields: ['8.4'],
  });
  await service.settled();
});
afterAll(() => service?.dispose());

describe('match', () => {
  const text = '我厂球墨铸铁件热节处缩松严重。希望重新设计冒口，把废品率压到 3 % 以下。';

  it('1 a need finds supplies, an achievement finds needs, nothing is stored', async () => {
    const counted = async () => {
      const { needs, supplies, pairings, pipeline } = (await service.get<Record<string, unknown>>('/api/v1/statistics'))
        .body;
      const kept = await Promise.all(
        ['needs', 'achievements'].map(async (kind) => (await service.get<Found>(`/intake/v1/${kind}`)).body.total),
      );
      return { needs, supplies, pairings, pipeline, kept };
    };
    const before = await counted();

    const asNeed = await service.send<Matches>('POST', '/api/v1/match', { text });
    expect(asNeed.status).toBe(200);
    expect(asNeed.body.degraded).toBeNull();
    const [best] = asNeed.body.items;
    expect(best).toMatchObject({ rank: 1, partner: { title: '球墨铸铁缩松缺陷的冒口优化设计' } });
    expect(best?.summary).toContain('缩松');
    expect(best?.signals.map(({ evidence }) => evidence?.kind)).toContain('shared-phrases');
    const scores = asNeed.body.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));

    const asAchievement = await service.send<Matches>('POST', '/api/v1/match', { as: 'achievement', text, limit: 1 });
    expect(asAchievement.body.items.map(({ partner }) => partner.title)).toEqual(['球铁壳体缩松废品率高']);

    expect(await counted()).toEqual(before);
  });

  it('2 every fault at once', async () => {
    const { status, body } = await service.send<Problem>('POST', '/api/v1/match', {
      text: '',
      technicalFields: ['99'],
      limit: 0,
      colour: 'red',
    });
    expect(status).toBe(422);
    const pointers = body.errors?.map(({ pointer }) => pointer);
    expect(new Set(pointers)).toEqual(new Set(['/text', '/technicalFields/0', '/limit', '/colour']));
  });
});

describe('search', () => {
  it('3 by words', async () => {
    expect(titles(await search('supplies', { q: '铸铁件缩松' }))[0]).toBe('球墨铸铁缩松缺陷的冒口优化设计');
    expect(titles(await search('supplies', { q: '稻瘟病 育种' }))[0]).toBe('水稻稻瘟病抗性分子标记');
    expect(titles(await search('needs', { q: '冒口优化' }))).toEqual(['球铁壳体缩松废品率高']);
    expect(titles(await search('supplies', { q: '铸铁件缩松', region: '43' }))[0]).toBe('铝合金压铸真空抽气工艺');
  });

  it('3 without words', async () => {
    const found = await search('supplies', {});
    expect(titles(found)).toEqual([
      '水稻稻瘟病抗性分子标记',
      '铝合金压铸真空抽气工艺',
      '球墨铸铁缩松缺陷的冒口优化设计',
    ]);
    expect(found.items.map(({ score }) => score)).toEqual([null, null, null]);
  });

  it.each([
    [{ technicalField: '8' }, 2],
    [{ technicalField: '4.1' }, 1],
    [{ industry: 'C339' }, 2],
    [{ industry: 'C3391' }, 1],
    [{ region: '43' }, 2],
    [{ region: '4309' }, 1],
    [{ technicalField: '8', region: '44' }, 1],
    [{ technicalField: '1' }, 0],
  ])('4 %j finds %i, with words and without', async (filter: Record<string, string>, count) => {
    expect((await search('supplies', filter)).total).toBe(count);
    expect((await search('supplies', { ...filter, q: '铸件 育种' })).total).toBe(count);
  });

  it('4 pages', async () => {
    const pages = await Promise.all(['0', '1', '2'].map((offset) => search('supplies', { limit: '1', offset })));
    expect(pages.map(({ total }) => total)).toEqual([3, 3, 3]);
    expect(new Set(pages.flatMap(titles)).size).toBe(3);
  });
});

describe('review', () => {
  let pairing: string;
  beforeAll(async () => {
    const [need] = (await search('needs', {})).items;
    const { body } = await service.get<Page<{ id: string }>>(`/api/v1/needs/${need?.record.id}/pairings`);
    pairing = body.items[0]?.id ?? '';
    brokers = [await service.keyOf('broker', '湘岳技术转移中心', 'zhou@test.example')];
    brokers.push(await service.keyOf('broker', '湘岳技术转移中心', 'tao@test.example'));
  });
  let brokers: Record<string, string>[];
  const review = <T>(body: object, language = 'zh', broker = 0) =>
    service.send<T>('POST', `/api/v1/pairings/${pairing}/reviews`, body, {
      'accept-language': language,
      ...brokers[broker],
    });

  it('5 decided, and decided again', async () => {
    const first = await review<Review>({ decision: 'decline', reason: 'too-early' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ decision: 'decline', reason: 'too-early', supersedes: null });
    const second = await review<Review>({ decision: 'recommend' });
    expect(second.body).toMatchObject({ decision: 'recommend', reason: null, supersedes: first.body.id });
    const other = await review<Review>({ decision: 'not-sure', note: '等样件' }, 'zh', 1);
    expect(other.body.supersedes).toBeNull();
    expect(second.body.reviewer).toBe(first.body.reviewer);
    expect(other.body.reviewer).not.toBe(first.body.reviewer);

    const { body } = await service.get<{ items: Review[] }>(`/api/v1/pairings/${pairing}/reviews`);
    expect(body.items.map(({ id }) => id)).toEqual([other.body.id, second.body.id, first.body.id]);
    expect(first.body).toEqual({ ...body.items[2], caseId: null });
  });

  it.each([
    ['zh', '原因代码'],
    ['en', 'reason code'],
  ])('6 a decline without a reason, %s', async (language, words) => {
    const { status, headers, body } = await review<Problem>({ decision: 'decline' }, language);
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('content-language')).toBe(language);
    expect(body.errors).toEqual([{ pointer: '/reason', detail: expect.stringContaining(words) }]);
  });

  it('6 other mistakes', async () => {
    const pointersOf = async (body: object) => (await review<Problem>(body)).body.errors?.map(({ pointer }) => pointer);
    expect(await pointersOf({ decision: 'decline', reason: 'other' })).toEqual(['/note']);
    expect(await pointersOf({ decision: 'accept', reason: 'price' })).toEqual(['/reason']);
    // Who decided is the account that asks, whatever the body says.
    expect(await pointersOf({ decision: 'accept', reviewer: '别人' })).toEqual(['/reviewer']);
    expect(await pointersOf({ decision: 'decline', reason: 'ugly' })).toEqual(['/reason']);
  });
});

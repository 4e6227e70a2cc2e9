/**
 * The client in clients/typescript against the built service.
 *
 * 1 it posts, reads and searches with a key, and hears of refusals in the language asked for
 * 2 it mirrors what is published by the feed: the mirror has what the lists have
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { changesAfter, duijie } from '../../clients/typescript/src/client.js';
import type { Change, DuijieClient } from '../../clients/typescript/src/client.js';
import { BuiltService } from '../support/built-service.js';

let service: BuiltService;
let client: DuijieClient;

beforeAll(async () => {
  service = await BuiltService.start();
  const apiKey = service.headers['authorization']?.replace('Bearer ', '') ?? '';
  client = duijie({ baseUrl: service.url, apiKey, language: 'en' });
}, 120_000);
afterAll(() => service?.dispose());

it('1 posts and reads', async () => {
  const organization = await client.POST('/intake/v1/organizations', {
    body: { name: '青岚新材料', kind: 'enterprise' },
  });
  const organizationId = organization.data?.id ?? '';
  const content = {
    title: '隔膜耐热涂层',
    description: '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到比现有产品更薄的耐热涂层，收缩率低于 2 %。',
    cooperationModes: ['joint-development' as const],
  };
  const posted = await client.POST('/intake/v1/needs', { body: { organizationId, publish: true, content } });
  expect(posted.data).toMatchObject({ state: 'published', content });
  const found = await client.GET('/api/v1/needs', { params: { query: { limit: 5 } } });
  expect(found.data?.items.map(({ record }) => record.title)).toEqual([content.title]);

  const refused = await client.POST('/intake/v1/needs', { body: { content: { title: '', description: '' } } });
  expect(refused.error).toMatchObject({ status: 422, code: 'invalid', detail: expect.stringMatching(/^The input/) });
  const anonymous = await duijie({ baseUrl: service.url }).GET('/api/v1/webhooks');
  expect(anonymous.error).toMatchObject({ status: 401, detail: expect.stringContaining('请先登录') });
});

it('2 mirrors', async () => {
  const owner = await service.register('沐阳坡大学', 'university');
  const posted = [];
  for (let i = 0; i < 5; i++)
    posted.push(
      await service.post('achievement', owner, {
        title: `隔膜陶瓷涂层之 ${i}`,
        description: '以纳米氧化铝制成隔膜耐热涂层，比现有涂层更薄，180 ℃ 收缩率低于 1 %，已完成中试。',
        cooperationModes: ['joint-development'],
      }),
    );
  await service.send('POST', `/intake/v1/achievements/${posted[2]?.id}/withdraw`);
  const mirror = new Map<string, NonNullable<Change['record']>>();
  let cursor = '0';
  const read = async (): Promise<number> => {
    let steps = 0;
    for await (const change of changesAfter(duijie({ baseUrl: service.url }), cursor)) {
      if (change.record) mirror.set(change.id, change.record);
      else mirror.delete(change.id);
      cursor = change.cursor;
      steps++;
    }
    return steps;
  };
  expect(await read()).toBe(7);
  expect(await read()).toBe(0);
  const { data } = await client.GET('/api/v1/supplies', { params: { query: { limit: 100 } } });
  const listed = data?.items.map(({ record }) => record.id).sort();
  expect([...mirror.values()].flatMap(({ id, kind }) => (kind === 'achievement' ? [id] : [])).sort()).toEqual(listed);
  expect(listed).toHaveLength(4);
});

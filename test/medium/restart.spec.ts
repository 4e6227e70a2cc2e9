/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process, stopped and started]
 * fake: []
 *
 * 1 lists, records and settings of the queue survive a restart; a second start on the folder is refused meanwhile
 * 2 an index deleted while the service was stopped is mended by the start, and found records come back
 * 3 without a model records are paired by terms, and every answer says no-model
 * 4 started again with the model, everything is profiled anew and no answer is degraded any more
 * 5 started without the model again, the vectors are kept and lists are made by terms until it is back; what was
 *   withdrawn meanwhile is then in no index
 * 6 work that was committed but neither queued nor done when the service stopped is done after the next start
 * 7 restored elsewhere from a copy without the index, ranking everything anew gives the same lists
 */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateIndex } from '#index';
import { DataSource } from '#storage';
import { achievementContent, needContent } from '../support/records.js';
import { TestService } from '../support/service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

describe('the service stopped and started again', () => {
  let folder: string;
  let service: TestService | null = null;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await stop();
    await removeTempDir(folder);
  });

  async function stop(): Promise<void> {
    await service?.stop();
    service = null;
  }
  async function restart(settings: Record<string, string> = {}): Promise<TestService> {
    await stop();
    service = await TestService.start(folder, settings);
    return service;
  }

  /** A need and two supplies, posted and ranked. */
  async function postAll(running: TestService): Promise<{ need: string; supplies: string[] }> {
    const organization = async (name: string, kind: string): Promise<string> =>
      (await running.send('POST', '/intake/v1/organizations', { name, kind })).id;
    const [enterprise, university] = [
      await organization('青岚', 'enterprise'),
      await organization('南溪', 'university'),
    ];
    const supplies: string[] = [];
    for (const content of [
      achievementContent(),
      achievementContent({ title: '隔膜热收缩测试仪', description: '测量锂电池隔膜在加热时的收缩。' }),
    ]) {
      const body = { organizationId: university, publish: true, content };
      supplies.push((await running.send('POST', '/intake/v1/achievements', body)).id);
    }
    const body = { organizationId: enterprise, publish: true, content: needContent() };
    const need = (await running.send('POST', '/intake/v1/needs', body)).id;
    await running.settled();
    return { need, supplies };
  }
  const degradations = async (running: TestService, need: string): Promise<(string | null)[]> =>
    (await running.listOfNeed(need)).map(({ degraded }) => degraded);
  async function modelsOf(running: TestService): Promise<(string | null)[]> {
    const rows: { model: string | null }[] = await running.app
      .get(DataSource)
      .query('SELECT DISTINCT model FROM profiles');
    return rows.map(({ model }) => model);
  }

  it('1 lists survive', async () => {
    const first = await restart();
    const { need } = await postAll(first);
    const before = await first.listOfNeed(need);
    expect(before).toHaveLength(2);
    await expect(TestService.start(folder)).rejects.toThrow('Another Duijie is using the data folder');
    expect(await first.statusOf('/health')).toBe(200);

    const second = await restart();
    expect(await second.listOfNeed(need)).toEqual(before);
    expect((await second.get<{ total: number }>(`/api/v1/needs/${need}/pairings`)).total).toBe(2);
    await second.settled();
    expect(await second.listOfNeed(need)).toEqual(before);
  });

  it('2 a deleted index', async () => {
    const { need, supplies } = await postAll(await restart());
    await stop();
    await rm(join(folder, 'index'), { recursive: true });

    const again = await restart();
    const index = again.app.get(CandidateIndex);
    const held = async (kind: 'need' | 'achievement') => [...(await index.hashes(kind)).keys()].sort();
    await until(
      'the index is mended',
      async () => (await index.count('achievement')) + (await index.count('need')) === 3,
    );
    expect([await held('achievement'), await held('need')]).toEqual([[...supplies].sort(), [need]]);
    const hits = { vector: null, terms: ['隔膜'], limit: 10 };
    expect((await index.candidates('achievement', hits)).sort()).toEqual([...supplies].sort());
    const found = await again.get<{ total: number }>(`/api/v1/supplies?q=${encodeURIComponent('隔膜')}`);
    expect(found.total).toBe(2);
  });

  it('3–5 without the model, with it, and without it again', async () => {
    const without = await restart({ EMBEDDING_MODEL: 'none' });
    const { need, supplies } = await postAll(without);
    expect(await degradations(without, need)).toEqual(['no-model', 'no-model']);
    expect(await modelsOf(without)).toEqual([null]);
    const list = await without.get<{ degraded: string | null; items: { degraded: string | null }[] }>(
      `/api/v1/needs/${need}/pairings`,
    );
    expect(list).toMatchObject({ degraded: 'no-model', items: [{ degraded: 'no-model' }, { degraded: 'no-model' }] });
    expect(await without.send('POST', '/api/v1/match', { text: '锂电池隔膜涂层' })).toMatchObject({
      degraded: 'no-model',
    });
    const ready = await without.get<{ status: string; checks: Record<string, string> }>('/ready');
    expect(ready).toMatchObject({ status: 'ready', checks: { model: 'degraded: EMBEDDING_MODEL=none' } });
    const [best] = await without.listOfNeed(need);
    const { signals } = best!;
    const semantic = signals.filter(({ signal }) => signal.startsWith('semantic'));
    expect(semantic.map(({ value, share }) => [value, share])).toEqual([
      [null, 0],
      [null, 0],
    ]);

    const withModel = await restart();
    await until('nothing is degraded', async () => {
      const all = await degradations(withModel, need);
      return all.length === 2 && all.every((degraded) => degraded === null);
    });
    await withModel.settled();
    expect(await degradations(withModel, need)).toEqual([null, null]);
    const [model, ...others] = await modelsOf(withModel);
    expect(model).toMatch(/^tech-zh-static-384@/);
    expect(others).toEqual([]);
    const [again] = await withModel.listOfNeed(need);
    expect(again!.engineDigest).not.toBe(best!.engineDigest);
    expect(again!.signals.find(({ signal }) => signal === 'semantic-body')?.value).toBeGreaterThan(0);
    const index = withModel.app.get(CandidateIndex);
    await until('the model’s index is filled', async () => (await index.count('achievement')) === 2);
    expect([...(await index.hashes('achievement')).keys()].sort()).toEqual([...supplies].sort());

    const withoutAgain = await restart({ EMBEDDING_MODEL: 'none' });
    await withoutAgain.settled();
    expect(await modelsOf(withoutAgain)).toEqual([model]);
    expect(await withoutAgain.listOfNeed(need)).toHaveLength(2);
    const { revision } = await withoutAgain.get<{ revision: number }>(`/intake/v1/achievements/${supplies[1]}`);
    await withoutAgain.send('POST', `/intake/v1/achievements/${supplies[1]}/withdraw`, { revision });
    await until('it is gone from the list', async () => (await withoutAgain.listOfNeed(need)).length === 1);
    await withoutAgain.settled();

    const withModelAgain = await restart();
    const shown = withModelAgain.app.get(CandidateIndex);
    await until(
      'what was withdrawn meanwhile is out of the model’s index',
      async () => [...(await shown.hashes('achievement')).keys()].join() === supplies[0],
    );
  });

  it('6 work left undone', async () => {
    const first = await restart();
    const { need } = await postAll(first);
    const institute = { name: '东岭研究院', kind: 'institute' };
    const organizationId = (await first.send('POST', '/intake/v1/organizations', institute)).id;
    const input = { organizationId, externalId: null, content: achievementContent({ title: '耐热隔膜' }) };
    const { record } = await first.records.create('achievement', input, 'published', 'test');
    await first.app
      .get(DataSource)
      .query(`UPDATE records SET pipeline_at = now() - interval '1 minute' WHERE id = $1`, [record.id]);
    expect(await first.listOfSupply(record.id)).toEqual([]);

    const second = await restart();
    await second.ranked(record.id);
    expect((await second.listOfNeed(need)).map(({ supplyId }) => supplyId)).toContain(record.id);
  });

  it('7 restored elsewhere', async () => {
    const first = await restart();
    const { need, supplies } = await postAll(first);
    const lists = async (running: TestService): Promise<object[]> => {
      const all = [await running.listOfNeed(need)];
      for (const supply of supplies) all.push(await running.listOfSupply(supply));
      return all.map((list) => list.map(({ id: _id, createdAt: _at, ...pairing }) => pairing));
    };
    const before = await lists(first);
    await stop();

    const elsewhere = await makeTempDir();
    try {
      await cp(folder, elsewhere, { recursive: true, filter: (path) => path !== join(folder, 'index') });
      service = await TestService.start(elsewhere);
      const restored = service;
      const index = restored.app.get(CandidateIndex);
      await until('the index is made anew', async () => (await index.count('achievement')) === supplies.length);
      await restored.app.get(DataSource).query(
        `WITH gone AS (DELETE FROM pairings)
         UPDATE records SET pipeline_state = 'profiled', pipeline_at = now() - interval '1 minute'`,
      );
      await restored.queue.add('sweep', {});
      await restored.settled();
      expect(await lists(restored)).toEqual(before);
    } finally {
      await stop();
      await removeTempDir(elsewhere);
    }
  });
});

/**
 * Starting and stopping the built service: what goes wrong is told in one sentence a language, and no data are lost.
 *
 * 1 a second start on a folder in use says so and exits with 1; the first goes on serving
 * 2 a taken port likewise, and the PostgreSQL it had started is stopped again
 * 3 a DATABASE_URL where nobody answers, or with a wrong password, likewise; the password is not printed
 * 4 faulty settings are all listed at once, and nothing is started
 * 5 without its model the service ranks by terms, and says `degraded` wherever it matters
 * 6 SIGTERM ends it with 0 and its PostgreSQL with it; the next start has the data
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService, postgresOf, runUnstartable } from '../support/built-service.js';
import type { Ended, Page, PostedRecord } from '../support/built-service.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

/** Exactly one line in Chinese and one in English, both with what is to be mended, and no stack. */
function expectOneSentence({ code, stdout, stderr }: Ended, ...named: string[]): void {
  expect([code, stdout]).toEqual([1, '']);
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/[\u4e00-\u9fff].*。$/),
    expect.stringMatching(/^[A-Z][^\u4e00-\u9fff]*\.$/),
  ]);
  for (const line of lines) for (const word of named) expect(line).toContain(word);
}

describe('beside a running service', () => {
  let service: BuiltService;
  let empty: string;
  beforeAll(async () => {
    service = await BuiltService.start();
    empty = await makeTempDir();
  });
  afterEach(async () => {
    // Whatever was tried beside it, the service still answers, its database included.
    expect((await service.get('/ready')).status).toBe(200);
  });
  afterAll(async () => {
    await service?.dispose();
    await removeTempDir(empty);
  });

  it('1 the same folder', async () => {
    const ended = await runUnstartable({ PORT: '0', DATA_DIR: service.dataDir });
    expectOneSentence(ended, service.dataDir, 'DATA_DIR');
  });

  it('2 the same port', async () => {
    const ended = await runUnstartable({ PORT: String(service.port), DATA_DIR: empty });
    expectOneSentence(ended, String(service.port), 'PORT=');
    expect(await postgresOf(empty)).toBeNull();
  });

  it('3 a database that nobody answers for', async () => {
    const DATABASE_URL = 'postgres://someone:the-secret@127.0.0.1:1/duijie';
    const ended = await runUnstartable({ PORT: '0', DATA_DIR: empty, DATABASE_URL });
    expectOneSentence(ended, 'DATABASE_URL', '127.0.0.1:1');
    expect(ended.stderr).not.toContain('the-secret');
  });

  it('3 a wrong password', async () => {
    const noted = await readFile(join(service.dataDir, 'pg', 'postmaster.pid'), 'utf8');
    const port = noted.split('\n')[3]?.trim();
    const DATABASE_URL = `postgres://duijie:the-secret@127.0.0.1:${port}/duijie`;
    const ended = await runUnstartable({ PORT: '0', DATA_DIR: empty, DATABASE_URL });
    expectOneSentence(ended, 'DATABASE_URL', `127.0.0.1:${port}`);
    expect(ended.stderr).not.toContain('the-secret');
  });

  it('4 two faulty settings', async () => {
    const untouched = join(empty, 'untouched');
    const ended = await runUnstartable({ PORT: 'abc', QUEUE_URL: 'ftp://x', DATA_DIR: untouched });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining('配置有误'),
      expect.stringMatching(/PORT: .+/),
      expect.stringMatching(/QUEUE_URL: .+/),
    ]);
    expect(await readdir(empty)).not.toContain('untouched');
  });
});

describe('without its model', () => {
  interface Degraded {
    degraded: string | null;
    summary: string;
    signals: { signal: string; value: number | null }[];
  }
  let service: BuiltService;
  beforeAll(async () => {
    service = await BuiltService.start({ EMBEDDING_MODEL: 'no-such-model' });
  });
  afterAll(() => service?.dispose());

  it('5 it ranks by terms and says so', async () => {
    const ready = await service.get<{ checks: Record<string, string> }>('/ready');
    expect(ready.status).toBe(200);
    expect(ready.body.checks['model']).toMatch(/^degraded: .*no-such-model/);

    const university = await service.register('泓沂理工大学', 'university');
    const enterprise = await service.register('岳澧纸业有限公司', 'enterprise');
    const supply = { title: '纸浆漂白废水芬顿氧化', description: '流化床芬顿法削减漂白废水的有机氯。' };
    const other = { title: '玉米收获机割台', description: '玉米收获机割台可以不对行收获。' };
    const { id: supplyId } = await service.post('achievement', university, supply);
    await service.post('achievement', university, other);
    const need = { title: '漂白废水有机氯超标', description: '纸浆漂白废水难降解，有机氯排放超标。' };
    const { id } = await service.post('need', enterprise, need);
    await service.settled();

    type Listed = Degraded & { supplyId: string };
    const list = (await service.get<Page<Listed> & Degraded>(`/api/v1/needs/${id}/pairings`)).body;
    expect(list.degraded).toBe('no-model');
    expect(list.items[0]).toMatchObject({ supplyId, degraded: 'no-model' });
    expect(list.items[0]?.summary).toContain('漂白废水');
    const bySignal = new Map(list.items[0]?.signals.map(({ signal, value }) => [signal, value]));
    expect([bySignal.get('semantic-title'), bySignal.get('semantic-body')]).toEqual([null, null]);
    expect(bySignal.get('lexical-bigrams')).toBeGreaterThan(0);

    const matched = await service.send<Degraded>('POST', '/api/v1/match', { text: need.title });
    const found = await service.get<Degraded>(`/api/v1/supplies?q=${encodeURIComponent('有机氯')}`);
    const statistics = await service.get<Degraded>('/api/v1/statistics');
    expect([matched, found, statistics].map(({ body }) => body.degraded)).toEqual(Array(3).fill('no-model'));
  });
});

describe('stopping', () => {
  let service: BuiltService;
  afterAll(() => service?.dispose());

  it('6 and starting again', async () => {
    service = await BuiltService.start();
    const enterprise = await service.register('岳澧纸业有限公司', 'enterprise');
    const { id } = await service.post('need', enterprise, {
      title: '纸机断纸',
      description: '纸机湿部断纸频繁，每班停机三次以上。',
    });
    const { code, stderr } = await service.stop();
    expect([code, stderr]).toEqual([0, '']);
    expect(await postgresOf(service.dataDir)).toBeNull();

    service = await BuiltService.start({}, service.dataDir);
    await service.settled();
    const { body } = await service.get<PostedRecord>(`/api/v1/needs/${id}`);
    expect(body.content.title).toBe('纸机断纸');
  });
});

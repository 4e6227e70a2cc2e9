/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process, with sample records]
 * fake: []
 *
 * 1 the shipped version is listed and in force before anything was added
 * 2 a version is added once; other numbers under its name are refused, and so is a file with faults, all of them named
 * 3 a shadow run stores nothing, looks at the same needs each time, and foretells exactly what promoting brings
 * 4 promoted, every list is ranked anew by the new digest; rolled back, the old digest and exactly the old lists are back
 * 5 rollbacks go back step by step to the shipped version and no further; a promotion of what is in force is none
 * 6 every change is audited and told in the history; another process sees it at once
 * 7 an unknown version is not found; one this program cannot use is listed with its problem, never put in force, and
 *   the shipped one ranks where it was in force before an upgrade
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engineVersionFile, EngineVersions, Engines, loadEngineVersion } from '#engine';
import type { EngineVersion } from '#matching';
import { DataSource, EngineVersionStore } from '#storage';
import { TestService } from '../support/service.js';

interface Overview {
  inForce: string;
  engineDigest: string;
  items: { version: string; source: string; inForce: boolean; problem: string | null; engineDigest?: string }[];
  history: { action: string; version: string; source: string; actor: string }[];
}
interface Shadow {
  inForce: string;
  fromDigest: string;
  toDigest: string;
  meanOverlapAt10: number;
  meanTau: number;
  needsChanged: number;
  items: {
    need: { id: string; title: string };
    overlapAt10: number;
    tau: number;
    bestTo: number;
    changes: { supply: { id: string; title: string }; from: number | null; to: number | null; probabilityTo: number }[];
  }[];
}

const VERSIONS = '/api/v1/engine/versions';
const NEEDS = 6;
const SUPPLIES = 30;

let service: TestService;
let shipped: EngineVersion;
let needs: string[];

/** A version that asks for the field before all else. */
const byField = (name: string, changes: Partial<EngineVersion> = {}): EngineVersion => ({
  ...shipped,
  version: name,
  weights: { ...shipped.weights, 'technical-field': 2, industry: 1 },
  calibration: { kind: 'platt', a: 6, b: -3 },
  ...changes,
});

async function refusal(path: string, body: object = {}): Promise<{ status: number; code: string; errors?: object[] }> {
  const headers = { ...service.headers, 'content-type': 'application/json', 'accept-language': 'en' };
  const answer = await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as { status: number; code: string };
}
/** All that a reader sees of every need's list. */
async function lists(): Promise<unknown[]> {
  const all = await Promise.all(needs.map((id) => service.listOfNeed(id)));
  return all.map((list) =>
    list.map(({ supplyId, needRank, supplyRank, score, probability, signals, gaps, engineDigest }) => ({
      ...{ supplyId, needRank, supplyRank, score, probability, signals, gaps, engineDigest },
    })),
  );
}
const digestsOf = async (): Promise<string[]> => {
  const rows: { engine_digest: string }[] = await service.app
    .get(DataSource)
    .query('SELECT engine_digest FROM pairings UNION SELECT ranked_by FROM records');
  return rows.map((row) => row.engine_digest);
};
const promote = (name: string): Promise<Overview> =>
  service.send('POST', `${VERSIONS}/${encodeURIComponent(name)}/promote`);
const rollback = (): Promise<Overview> => service.send('POST', '/api/v1/engine/rollback');
const shadow = (name: string, most = NEEDS): Promise<Shadow> =>
  service.send('POST', `${VERSIONS}/${encodeURIComponent(name)}/shadow`, { needs: most });
/** Resolves when every list is of the engine in force. */
async function redone(): Promise<void> {
  await service.quiet();
  await service.settled();
}

beforeAll(async () => {
  shipped = await loadEngineVersion(engineVersionFile());
  service = await TestService.startAlone();
  const organization = async (name: string, kind: string): Promise<string> =>
    (await service.send('POST', '/intake/v1/organizations', { name, kind })).id;
  const [enterprise, university] = [await organization('青岚', 'enterprise'), await organization('南溪', 'university')];
  const post = async (kind: string, file: string, organizationId: string, count: number): Promise<string[]> => {
    const text = await readFile(join(import.meta.dirname, '../../samples', file), 'utf8');
    const ids: string[] = [];
    for (const line of text.split('\n').slice(0, count)) {
      const {
        id: _id,
        organizationName: _n,
        organizationRegion: _r,
        ...content
      } = JSON.parse(line) as object & {
        id: string;
        organizationName: string;
        organizationRegion: string;
      };
      ids.push((await service.send('POST', `/intake/v1/${kind}`, { organizationId, publish: true, content })).id);
    }
    return ids;
  };
  await post('achievements', 'achievements.jsonl', university, SUPPLIES);
  needs = await post('needs', 'needs.jsonl', enterprise, NEEDS);
  await service.settled();
});
afterAll(() => service.stop());

describe('engine versions', () => {
  it('1 the shipped version', async () => {
    const { inForce, engineDigest, items, history } = await service.get<Overview>(VERSIONS);
    expect(inForce).toBe(shipped.version);
    expect(items).toMatchObject([{ ...shipped, source: 'shipped', inForce: true, engineDigest }]);
    expect(history).toEqual([]);
    expect(await digestsOf()).toEqual([engineDigest]);
  });

  it('2 adding', async () => {
    const added = await service.send<Overview['items'][0]>('POST', VERSIONS, byField('字段优先 1'));
    expect(added).toMatchObject({ version: '字段优先 1', source: 'added', inForce: false, problem: null });
    await service.send('POST', VERSIONS, byField('字段优先 1'));
    await service.send('POST', VERSIONS, shipped);
    const other = byField('字段优先 1', { calibration: { kind: 'platt', a: 7, b: -3 } });
    expect(await refusal(VERSIONS, other)).toMatchObject({ status: 409, code: 'engine-version-taken' });
    expect(await refusal(VERSIONS, { ...other, version: shipped.version })).toMatchObject({ status: 409 });
    const faulty = { ...other, version: '', weights: { luck: 1, price: -1 }, calibration: { kind: 'platt', a: 1 } };
    const { status, errors } = await refusal(VERSIONS, faulty);
    expect(status).toBe(422);
    expect(errors).toMatchObject(
      ['/version', '/weights/luck', '/weights/price', '/calibration/b'].map((pointer) => ({ pointer })),
    );
    for (const body of [[], {}]) expect((await refusal(VERSIONS, body)).status).toBe(422);
    expect((await service.get<Overview>(VERSIONS)).items.map(({ version }) => version)).toEqual([
      shipped.version,
      '字段优先 1',
    ]);
  });

  it('3 and 4 shadow, promote, roll back', async () => {
    const before = await lists();
    const [oldDigest] = await digestsOf();
    const told = await shadow('字段优先 1');
    expect(told).toEqual(await shadow('字段优先 1'));
    expect(told).toMatchObject({ inForce: shipped.version, fromDigest: oldDigest });
    expect(told.items.map(({ need }) => need.id).sort()).toEqual([...needs].sort());
    expect(told.needsChanged).toBeGreaterThan(0);
    expect(told.meanTau).toBeLessThan(1);
    const [first] = (await shadow('字段优先 1', 1)).items;
    expect(first).toEqual(told.items[0]);
    const itself = await shadow(shipped.version);
    expect(itself).toMatchObject({ meanOverlapAt10: 1, meanTau: 1, needsChanged: 0, toDigest: oldDigest });
    expect(await lists()).toEqual(before);

    const promoted = await promote('字段优先 1');
    expect(promoted).toMatchObject({ inForce: '字段优先 1', engineDigest: told.toDigest });
    await redone();
    expect(await digestsOf()).toEqual([told.toDigest]);
    for (const { need, changes, bestTo } of told.items) {
      const list = await service.listOfNeed(need.id);
      expect(list[0]?.probability).toBe(bestTo);
      for (const { supply, to, probabilityTo } of changes) {
        const found = list.find(({ supplyId, needRank }) => supplyId === supply.id && needRank <= 20);
        expect([supply.title, found?.needRank ?? null]).toEqual([supply.title, to]);
        if (found) expect(found.probability).toBe(probabilityTo);
      }
    }
    expect(await lists()).not.toEqual(before);

    expect(await rollback()).toMatchObject({ inForce: shipped.version, engineDigest: oldDigest });
    await redone();
    expect(await digestsOf()).toEqual([oldDigest]);
    expect(await lists()).toEqual(before);
  });

  it('5 and 6 step by step, audited, seen elsewhere', async () => {
    const other = byField('two', { calibration: { kind: 'platt', a: 8, b: -4 } });
    await service.send('POST', VERSIONS, other);
    const source = service.app.get(DataSource);
    const elsewhere = new EngineVersions(shipped, new EngineVersionStore(source));
    const changes = async (): Promise<number> => (await service.get<Overview>(VERSIONS)).history.length;
    const already = await changes();
    await promote('字段优先 1');
    await promote('two');
    expect((await elsewhere.inForce()).version.calibration).toEqual(other.calibration);
    await promote('two');
    await promote(shipped.version);
    expect((await elsewhere.inForce()).version).toBe(shipped);
    expect(await changes()).toBe(already + 3);
    for (const name of ['two', '字段优先 1', shipped.version]) expect((await rollback()).inForce).toBe(name);
    expect(await refusal('/api/v1/engine/rollback')).toMatchObject({ status: 409, code: 'engine-nothing-before' });
    const { history } = await service.get<Overview>(VERSIONS);
    expect(history.slice(0, 4)).toMatchObject([
      {
        action: 'rollback',
        version: shipped.version,
        source: 'shipped',
        actor: service.accountId,
      },
      { action: 'rollback', version: '字段优先 1', source: 'added' },
      { action: 'rollback', version: 'two' },
      { action: 'promote', version: shipped.version, source: 'shipped' },
    ]);
    const audited: { action: string }[] = await source.query(
      `SELECT action FROM audit_entries WHERE subject_kind IN ('engine-version', 'engine-promotion') ORDER BY id`,
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'add 字段优先 1',
      'promote 字段优先 1',
      `rollback ${shipped.version}`,
      'add two',
      ...[...history]
        .reverse()
        .slice(already)
        .map(({ action, version }) => `${action} ${version}`),
    ]);
    await redone();
  });

  it('7 unknown and unusable', async () => {
    for (const path of [`${VERSIONS}/none/promote`, `${VERSIONS}/none/shadow`]) {
      expect(await refusal(path)).toMatchObject({ status: 404, code: 'not-found' });
    }
    const lost = { ...byField('lost'), weights: { luck: 1 } };
    await service.app
      .get(DataSource)
      .query('INSERT INTO engine_versions (name, file, added_by) VALUES ($1, $2, $3)', [
        'lost',
        JSON.stringify(lost),
        'test',
      ]);
    const { items } = await service.get<Overview>(VERSIONS);
    expect(items.find(({ version }) => version === 'lost')?.problem).toContain('weights.luck');
    expect(await refusal(`${VERSIONS}/lost/promote`)).toMatchObject({ status: 409, code: 'engine-version-unusable' });
    expect(await refusal(`${VERSIONS}/lost/shadow`)).toMatchObject({ status: 409 });
    const source = service.app.get(DataSource);
    const put = `INSERT INTO engine_promotions (action, version, shipped, actor) VALUES ('promote', 'lost', false, 'test')`;
    await source.query(put);
    const digest = (await service.app.get(Engines).current()).digest;
    expect(await digestsOf()).toEqual([digest]);
    expect(await service.get(VERSIONS)).toMatchObject({ inForce: shipped.version, engineDigest: digest });
    expect((await rollback()).inForce).toBe(shipped.version);
  });
});

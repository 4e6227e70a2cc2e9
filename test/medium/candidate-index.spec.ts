/**
 * real: [LanceDB, in a folder and in an object store]
 * fake: [vectors of three dimensions and terms, made by hand; the object store, which answers as S3 does]
 *
 * 1 a row is found by its terms and by its vector, at once, each search on its own
 * 2 writing a row again puts it in the place of the old one; removing takes it out
 * 3 the two sides are apart
 * 4 both searches leave out the asking organization and rows known to be outside the accepted regions
 * 5 rows without a vector are found by terms only; a query vector of another size searches by terms only
 * 6 quotes and query syntax in ids, organizations and terms do no harm
 * 7 what was written is there for another reader at once, and when opened again
 * 8 each model has tables of its own, and so has the engine without one
 * 9 clearing leaves empty tables that take rows again; optimising changes no answer
 * 10 each search gives at most the limit, nearest or best first
 * 11 two writers that take turns double nothing, however soon one follows the other
 * 12 a table that another process made anew is read and written on
 * 13 what cannot be read is told of as damaged; an object store that is away is not, and is used again when it is back
 * 14 filters hold where there are so many rows that they are indexed, and for rows that came or went since
 * 15 a table that outgrows what there was room for is searched and written on, by searches under way too
 */
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CandidateIndex, IndexDamagedError } from '#index';
import type { CandidateQuery, IndexRow } from '#index';
import { ObjectStore } from '../support/object-store.js';
import { makeTempDir, removeTempDir } from '../support/temp-dir.js';

const MODEL = { id: 'model-a@1', dimensions: 3 };
const EAST = Float32Array.of(1, 0, 0);
const NORTH = Float32Array.of(0, 1, 0);
const NORTH_EAST = Float32Array.of(Math.SQRT1_2, Math.SQRT1_2, 0);

const row = (id: string, changes: Partial<IndexRow> = {}): IndexRow => ({
  id,
  kind: 'achievement',
  contentHash: `hash of ${id}`,
  organizationId: 'org-1',
  region: '',
  terms: ['隔膜', '涂层'],
  vector: EAST,
  ...changes,
});

describe.each(['a folder', 'an object store'])('CandidateIndex in %s', (where) => {
  let root: string;
  let store: ObjectStore | null = null;
  let place: string;
  let next = 0;
  const opened: CandidateIndex[] = [];

  beforeAll(async () => {
    root = await makeTempDir();
    if (where === 'an object store') store = await ObjectStore.start();
  });
  beforeEach(() => {
    place = `${store?.indexUrl ?? root}/${next++}`;
  });
  afterEach(() => opened.splice(0).forEach((index) => index.close()));
  afterAll(async () => {
    await store?.close();
    await removeTempDir(root);
  });

  async function open(model: typeof MODEL | null = MODEL): Promise<CandidateIndex> {
    const index = await CandidateIndex.open(place, model, store?.storage);
    opened.push(index);
    return index;
  }
  async function find(index: CandidateIndex, query: Partial<CandidateQuery>): Promise<string[]> {
    return (await index.candidates('achievement', { vector: null, terms: [], limit: 10, ...query })).sort();
  }

  it('1 terms and vectors each find', async () => {
    const index = await open();
    await index.write(
      'achievement',
      [row('a', { terms: ['隔膜'] }), row('b', { terms: ['钛合金'], vector: NORTH })],
      [],
    );
    expect(await find(index, { terms: ['隔膜'] })).toEqual(['a']);
    expect(await find(index, { terms: ['钛合金', '隔膜'] })).toEqual(['a', 'b']);
    expect(await find(index, { terms: ['涂层'] })).toEqual([]);
    expect(await find(index, { vector: NORTH, limit: 1 })).toEqual(['b']);
    expect(await find(index, { vector: NORTH, terms: ['隔膜'], limit: 1 })).toEqual(['a', 'b']);
    expect(await find(index, {})).toEqual([]);
  });

  it('1 terms are whole: no stemming, no folding, part of a term is another term', async () => {
    const index = await open();
    await index.write('achievement', [row('a', { terms: ['tio2', 'pa66', '聚酰胺'] })], []);
    expect(await find(index, { terms: ['pa66'] })).toEqual(['a']);
    expect(await find(index, { terms: ['pa6', '聚酰', 'tio'] })).toEqual([]);
  });

  it('2 a row written again', async () => {
    const index = await open();
    await index.write('achievement', [row('a'), row('b')], []);
    await index.write('achievement', [row('a', { terms: ['催化剂'], vector: NORTH, contentHash: 'newer' })], []);
    expect(await index.count('achievement')).toBe(2);
    expect(await find(index, { terms: ['催化剂'] })).toEqual(['a']);
    expect(await find(index, { terms: ['隔膜'] })).toEqual(['b']);
    expect(await find(index, { vector: NORTH, limit: 1 })).toEqual(['a']);
    expect(await index.hashes('achievement')).toEqual(
      new Map([
        ['a', 'newer'],
        ['b', 'hash of b'],
      ]),
    );
  });

  it('2 a row removed, and one that was never there', async () => {
    const index = await open();
    await index.write('achievement', [row('a'), row('b')], []);
    await index.write('achievement', [row('c')], ['a', 'x']);
    expect([...(await index.hashes('achievement')).keys()].sort()).toEqual(['b', 'c']);
    expect(await find(index, { terms: ['隔膜'], vector: EAST })).toEqual(['b', 'c']);
  });

  it('3 needs are not supplies', async () => {
    const index = await open();
    await index.write('need', [row('n', { kind: 'need' })], []);
    expect([await index.count('need'), await index.count('achievement')]).toEqual([1, 0]);
    expect(await find(index, { terms: ['隔膜'], vector: EAST })).toEqual([]);
    await index.write('achievement', [], ['n']);
    expect(await index.count('need')).toBe(1);
  });

  describe.each([
    ['terms', { terms: ['隔膜'] }],
    ['vector', { vector: EAST }],
  ])('4 filters of the search by %s', (_name, query) => {
    it('organization', async () => {
      const index = await open();
      await index.write('achievement', [row('mine'), row('other', { organizationId: 'org-2' })], []);
      expect(await find(index, { ...query, excludeOrganizationId: 'org-1' })).toEqual(['other']);
      expect(await find(index, query)).toEqual(['mine', 'other']);
    });

    it('region prefixes of a city, a province, and both; unknown regions pass', async () => {
      const index = await open();
      const regions = { guangzhou: '440100', tianhe: '440106', shenzhen: '440300', beijing: '110000', unknown: '' };
      const rows = Object.entries(regions).map(([id, region]) => row(id, { region, organizationId: `org of ${id}` }));
      await index.write('achievement', rows, []);
      const within = (...regionPrefixes: string[]) => find(index, { ...query, regionPrefixes });
      expect(await within('4401')).toEqual(['guangzhou', 'tianhe', 'unknown']);
      expect(await within('44')).toEqual(['guangzhou', 'shenzhen', 'tianhe', 'unknown']);
      expect(await within('440300', '11')).toEqual(['beijing', 'shenzhen', 'unknown']);
      expect(await within()).toHaveLength(5);
      const both = { ...query, regionPrefixes: ['4401'], excludeOrganizationId: 'org of tianhe' };
      expect(await find(index, both)).toEqual(['guangzhou', 'unknown']);
    });
  });

  it('5 a row without a vector', async () => {
    const index = await open();
    await index.write('achievement', [row('with'), row('without', { vector: null })], []);
    expect(await find(index, { vector: EAST })).toEqual(['with']);
    expect(await find(index, { terms: ['隔膜'] })).toEqual(['with', 'without']);
    expect(await find(index, { vector: Float32Array.of(1, 0), terms: ['隔膜'] })).toEqual(['with', 'without']);
    expect(await find(index, { vector: Float32Array.of(1, 0) })).toEqual([]);
  });

  it('6 quotes and syntax', async () => {
    const index = await open();
    const evil = `x' OR '1'='1`;
    const terms = ['"隔膜', 'a*b', '(c', '涂层~', 'AND', `d'`, '-e', 'f:g', '\\\\'];
    await index.write('achievement', [row(evil, { organizationId: evil, terms, vector: NORTH }), row('plain')], []);
    expect(await find(index, { vector: EAST, excludeOrganizationId: evil })).toEqual(['plain']);
    for (const term of terms) expect([term, await find(index, { terms: [term] })]).toEqual([term, [evil]]);
    expect(await find(index, { terms: ['隔膜', 'NOT'] })).toEqual(['plain']);
    expect(await find(index, { vector: EAST, regionPrefixes: [`4' OR '1'='1`] })).toEqual(['plain', evil]);
    await index.write('achievement', [row(evil, { vector: NORTH })], []);
    expect(await index.count('achievement')).toBe(2);
    await index.write('achievement', [], [evil]);
    expect([...(await index.hashes('achievement')).keys()]).toEqual(['plain']);
  });

  it('7 another reader, and opened again', async () => {
    const writer = await open();
    const reader = await open();
    expect(await find(reader, { terms: ['隔膜'] })).toEqual([]);
    await writer.write('achievement', [row('a')], []);
    expect(await find(reader, { terms: ['隔膜'] })).toEqual(['a']);
    await writer.write('achievement', [row('b', { vector: NORTH })], ['a']);
    expect(await find(reader, { vector: NORTH })).toEqual(['b']);
    writer.close();
    const again = await open();
    expect(await find(again, { terms: ['隔膜'], vector: NORTH })).toEqual(['b']);
    await again.write('achievement', [row('c')], []);
    expect(await again.count('achievement')).toBe(2);
  });

  it('8 models do not see each other’s rows', async () => {
    const [first, second, none] = [await open(), await open({ id: 'model-b@1', dimensions: 2 }), await open(null)];
    await first.write('achievement', [row('a')], []);
    await second.write('achievement', [row('b', { vector: Float32Array.of(0, 1) })], []);
    await none.write('achievement', [row('c', { vector: null })], []);
    expect(await find(first, { terms: ['隔膜'], vector: EAST })).toEqual(['a']);
    expect(await find(second, { terms: ['隔膜'], vector: Float32Array.of(0, 1) })).toEqual(['b']);
    expect(await find(none, { terms: ['隔膜'], vector: EAST })).toEqual(['c']);
    const otherVersion = await open({ id: 'model-a@2', dimensions: 3 });
    expect(await otherVersion.count('achievement')).toBe(0);
  });

  it('9 clear and optimise', async () => {
    const index = await open();
    for (let i = 0; i < 5; i++) await index.write('achievement', [row(`r${i}`)], []);
    const everything = { terms: ['隔膜'], vector: EAST };
    const before = await find(index, everything);
    await index.optimize(new Date());
    expect(await find(index, everything)).toEqual(before);
    await index.write('achievement', [row('after')], ['r0']);
    expect(await find(index, everything)).toEqual(['after', 'r1', 'r2', 'r3', 'r4']);
    await index.clear();
    expect([await index.count('need'), await index.count('achievement')]).toEqual([0, 0]);
    expect(await find(index, everything)).toEqual([]);
    await index.write('achievement', [row('new')], []);
    expect(await find(index, everything)).toEqual(['new']);
  });

  it('10 the nearest and the best come within the limit', async () => {
    const index = await open();
    await index.write(
      'achievement',
      [
        row('far', { vector: NORTH, terms: ['隔膜', '其他', '其他', '其他'] }),
        row('near', { vector: NORTH_EAST, terms: ['隔膜', '隔膜', '涂层'] }),
        row('nearest', { vector: EAST, terms: ['别的'] }),
      ],
      [],
    );
    expect(await find(index, { vector: EAST, limit: 1 })).toEqual(['nearest']);
    expect(await find(index, { vector: EAST, limit: 2 })).toEqual(['near', 'nearest']);
    expect(await find(index, { terms: ['隔膜', '涂层'], limit: 1 })).toEqual(['near']);
  });

  it('11 writers that take turns', async () => {
    const writers = [await open(), await open(), await open()];
    for (let turn = 0; turn < 12; turn++) {
      const contentHash = `turn ${turn}`;
      await writers[turn % writers.length]?.write('achievement', [row('a', { contentHash }), row(`r${turn}`)], []);
    }
    for (const index of writers) {
      expect(await index.count('achievement')).toBe(13);
      expect((await index.hashes('achievement')).get('a')).toBe('turn 11');
    }
  });

  it('12 made anew by another', async () => {
    const [one, other] = [await open(), await open()];
    for (const id of ['a', 'b', 'c']) await one.write('achievement', [row(id)], []);
    expect(await other.count('achievement')).toBe(3);
    await one.clear(['achievement']);
    expect(await find(other, { terms: ['隔膜'], vector: EAST })).toEqual([]);
    await other.write('achievement', [row('new')], []);
    expect(await find(one, { terms: ['隔膜'], vector: EAST })).toEqual(['new']);
  });

  it('13 damaged', async () => {
    const index = await open();
    await index.write('achievement', [row('a'), row('b')], []);
    const damaged: string[] = [];
    index.onDamage = (kind) => damaged.push(kind);
    if (store) {
      const prefix = place.replace(/^s3:\/\/[^/]*\//, '');
      for (const key of store.keys) if (key.startsWith(prefix) && /\/data\//.test(key)) store.truncate(key, 7);
    } else {
      const files = await readdir(place, { recursive: true });
      for (const file of files) if (/\/data\/.*\.lance$/.test(file)) await truncate(join(place, file), 7);
    }
    const fresh = await open();
    fresh.onDamage = index.onDamage;
    await expect(fresh.hashes('achievement')).rejects.toThrow(IndexDamagedError);
    expect(damaged).toEqual(['achievement']);
    await fresh.clear(['achievement']);
    await fresh.write('achievement', [row('a')], []);
    expect(await fresh.count('achievement')).toBe(1);
  });

  // Alike in both, and many rows.
  if (where === 'a folder') {
    it('14 indexed filters', async () => {
      const index = await open(null);
      const many = Array.from({ length: 50_000 }, (_one, i) => row(`r${i}`, { terms: ['别的'], region: '110000' }));
      const asked: Partial<IndexRow>[] = [{}, { region: '440100' }, { region: '440106' }, { organizationId: 'org-2' }];
      const regions = { terms: ['隔膜'], regionPrefixes: ['4401'] };
      await index.write('achievement', [...many, ...asked.map((one, i) => row(`a${i}`, one))], []);
      await index.optimize(new Date());
      expect(await find(index, regions)).toEqual(['a0', 'a1', 'a2', 'a3']);
      expect(await find(index, { ...regions, excludeOrganizationId: 'org-1' })).toEqual(['a3']);
      const changed = [
        row('a1', { region: '440300' }),
        row('a4', { region: '440000' }),
        row('a5', { region: '320500' }),
      ];
      await index.write('achievement', changed, ['a0']);
      expect(await find(index, regions)).toEqual(['a2', 'a3', 'a4']);
      expect(await find(index, { ...regions, excludeOrganizationId: 'org-1' })).toEqual(['a3']);
    });
  }

  it('15 outgrown', async () => {
    const index = await open(null);
    const many = Array.from({ length: 50_100 }, (_one, i) => row(`r${i}`, { terms: [`t${i}`] }));
    await index.write('achievement', many, []);
    const found = await Promise.all([7, 8, 50_000].map((i) => find(index, { terms: [`t${i}`] })));
    expect(found).toEqual([['r7'], ['r8'], ['r50000']]);
    await index.write('achievement', [row('new', { terms: ['新'] })], ['r7']);
    expect(await find(index, { terms: ['新', 't7', 't8'] })).toEqual(['new', 'r8']);
  });

  // A folder is there or not at all.
  if (where !== 'an object store') return;
  it('13 away and back', async () => {
    const index = await open();
    await index.write('achievement', [row('a')], []);
    const damaged: string[] = [];
    index.onDamage = (kind) => damaged.push(kind);
    store!.isAway = true;
    await expect(find(index, { terms: ['隔膜'] })).rejects.toThrow(IndexDamagedError);
    await expect(index.write('achievement', [row('b')], [])).rejects.toThrow();
    store!.isAway = false;
    expect(damaged).toEqual([]);
    expect(await find(index, { terms: ['隔膜'] })).toEqual(['a']);
  });
});

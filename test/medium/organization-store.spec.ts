/**
 * real: [PostgreSQL, OrganizationStore]
 * fake: []
 *
 * 1 an organization is created with an audit entry, and replaced as a new revision
 * 2 a credit code belongs to one organization; a refused change leaves no trace
 * 3 an idempotency key makes one organization, in parallel too
 * 4 a new region makes the organization's records due to be ranked and indexed anew; a new name does not
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { organizationInput, TestRecords } from '../support/records.js';

const CODE = '91350100M000100Y43';
const OTHER_CODE = '91512081MA62K0260E';

describe('OrganizationStore', () => {
  let database: TestDatabase;
  let test: TestRecords;

  beforeAll(async () => {
    database = await openTestDatabase();
    test = new TestRecords(database.source);
  });
  beforeEach(() => test.clear());
  afterAll(() => database.close());

  const count = async (table: 'organizations' | 'audit_entries'): Promise<number> => {
    const [row]: { n: number }[] = await database.source.query(`SELECT count(*)::int AS n FROM ${table}`);
    return row?.n ?? 0;
  };

  it('1 create and replace', async () => {
    const { id } = await test.organizations.create(organizationInput({ creditCode: CODE, region: '350100' }), 'api');
    const replaced = await test.organizations.replace(
      id,
      organizationInput({ name: '青岚股份', creditCode: CODE }),
      'api',
    );
    expect(replaced).toMatchObject({ id, name: '青岚股份', creditCode: CODE, region: null, revision: 2 });
    expect(await test.organizations.find(id)).toMatchObject({ name: '青岚股份', revision: 2 });
    expect(await count('audit_entries')).toBe(2);
    await expect(test.organizations.find(crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('2 a taken credit code is refused at creation and at replacement', async () => {
    await test.organizations.create(organizationInput({ creditCode: CODE }), 'api');
    const other = await test.organizations.create(organizationInput({ creditCode: OTHER_CODE }), 'api');
    const refused = { code: 'credit-code-taken', params: { creditCode: CODE } };
    const taken = organizationInput({ name: '另一家', creditCode: CODE });
    await expect(test.organizations.create(taken, 'api')).rejects.toMatchObject(refused);
    await expect(test.organizations.replace(other.id, taken, 'api')).rejects.toMatchObject(refused);
    expect(await test.organizations.find(other.id)).toMatchObject({ creditCode: OTHER_CODE, revision: 1 });
    expect([await count('organizations'), await count('audit_entries')]).toEqual([2, 2]);
  });

  it('2 organizations without a code do not collide', async () => {
    await test.organizations.create(organizationInput(), 'api');
    await test.organizations.create(organizationInput(), 'api');
    expect(await count('organizations')).toBe(2);
  });

  it('3 requests with one key at the same time make one organization', async () => {
    const key = { scope: 'POST /intake/v1/organizations', key: 'k1', requestHash: 'hash-1' };
    const made = await Promise.all(
      Array.from({ length: 5 }, () => test.organizations.create(organizationInput(), 'api', key)),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect([await count('organizations'), await count('audit_entries')]).toEqual([1, 1]);
    const reused = test.organizations.create(organizationInput(), 'api', { ...key, requestHash: 'hash-2' });
    await expect(reused).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('4 moving to another region', async () => {
    const need = await test.profiled(await test.need());
    const untouched = await test.profiled(await test.achievement());
    for (const record of [need, untouched]) await test.rank(record, []);
    await test.profiles.markClean(await test.profiles.dirty(10));
    const organizationId = await test.organizationOf('need');

    await test.organizations.replace(organizationId, organizationInput({ name: '改名' }), 'api');
    expect((await test.records.find(need.id, 'need')).pipelineState).toBe('ranked');
    expect(await test.profiles.dirtyCount()).toBe(0);

    await test.organizations.replace(organizationId, organizationInput({ region: '440100' }), 'api');
    expect((await test.records.find(need.id, 'need')).pipelineState).toBe('profiled');
    expect((await test.records.find(untouched.id, 'achievement')).pipelineState).toBe('ranked');
    expect((await test.profiles.dirty(10)).map(({ recordId }) => recordId)).toEqual([need.id]);
  });
});

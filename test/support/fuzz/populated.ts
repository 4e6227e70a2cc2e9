import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '#access';
import { KIND_NAMES, RECORD_KINDS } from '#matching';
import type { RecordKind } from '#matching';
import { ROOT } from '../built-service.js';
import type { BuiltService, Page } from '../built-service.js';
import { until } from '../until.js';
import type { Pool } from './pool.js';

type Headers = Record<string, string>;

const TITLE = '锂电池隔膜耐热涂层';
const CONTENT = {
  title: TITLE,
  description:
    '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到比现有产品更薄的耐热涂层，收缩率低于 2 %，厚度不超过 12 μm。',
  cooperationModes: ['joint-development'],
  industries: ['C3841'],
  keywords: ['隔膜', '涂层'],
};
/** What each kind must state besides. */
const ALSO: Readonly<Record<RecordKind, object>> = {
  need: { leastTrl: 6 },
  achievement: { trl: 7 },
  expert: { name: '林知遥' },
  facility: { bridgesFrom: 4, bridgesTo: 7 },
  service: { serviceKind: 'testing' },
};

/** Who asks, and how often. */
export interface FuzzCaller {
  headers: Headers;
  weight: number;
}

/** Fills a service with things of every sort in most states, their ids into the pool. Gives who is to ask it. */
export async function populate(service: BuiltService, pool: Pool): Promise<FuzzCaller[]> {
  const callers: FuzzCaller[] = [{ headers: {}, weight: 1 }];
  const keyOf = {} as Record<Role, Headers>;
  const sessionOf = {} as Record<Role, Headers>;
  const organizations: string[] = [];
  for (const [role, weight] of WEIGHTS) {
    const session = await service.signedIn(role, `${role} 单位`);
    keyOf[role] = await service.keyOf(role, `${role} 单位`);
    sessionOf[role] = session.headers;
    callers.push({ headers: keyOf[role], weight }, { headers: session.headers, weight: 2 });
    organizations.push(session.organizationId);
  }
  // Common needs are those of three enterprises.
  for (const name of ['别家单位', '第三企业']) organizations.push(await service.register(name, 'enterprise'));
  for (const id of organizations) pool.add('organizations', id);
  await addRecords(service, pool, [...organizations.slice(0, 2), ...organizations.slice(-2)], keyOf.broker);
  await addAccounts(service, pool, sessionOf.operator);
  const csv = `标题,描述,单位,最低成熟度\n${TITLE},${CONTENT.description},别家单位,六\n`;
  for (const text of [csv, csv, csv, csv.replace('六', '6'), 'a,b\n1,2\n']) {
    const { body } = await service.upload('need', 'x.csv', text);
    await service.imported(body.id);
    pool.add('imports', body.id);
  }
  for (const headers of [keyOf.enterprise, keyOf.researcher, keyOf.operator]) {
    const hook = { url: 'https://hooks.example.invalid/', types: ['case.opened'] };
    pool.add('webhooks', await made(service, '/api/v1/webhooks', hook, headers));
  }
  await service.settled();
  await addCases(service, pool);
  await addCommonNeeds(service, pool);
  pool.add('versions', await addEngineVersion(service));
  return callers;
}

const WEIGHTS = [
  ['enterprise', 4],
  ['researcher', 4],
  ['broker', 4],
  ['operator', 12],
  ['auditor', 1],
] as const;

/** The id of what a request makes. @throws Error when it is refused */
async function made(service: BuiltService, path: string, body: object, headers: Headers = {}): Promise<string> {
  const answer = await service.send<{ id: string }>('POST', path, body, headers);
  if (answer.status >= 300) throw new Error(`POST ${path} gave ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

async function addRecords(service: BuiltService, pool: Pool, owners: string[], agent: Headers): Promise<void> {
  const of = async (kind: RecordKind, organizationId: string): Promise<void> => {
    const { plural } = KIND_NAMES[kind];
    const content = { ...CONTENT, ...ALSO[kind] };
    for (const confidentiality of ['public', 'public', 'on-request', 'sealed']) {
      pool.add(plural, (await service.post(kind, organizationId, { ...content, confidentiality })).id);
    }
    pool.add(plural, (await service.post(kind, organizationId, content, false)).id);
    for (let i = 0; i < 3; i++) {
      pool.add(plural, await made(service, `/intake/v1/${plural}`, { organizationId, publish: true, content }, agent));
    }
  };
  await Promise.all(RECORD_KINDS.flatMap((kind) => owners.map((owner) => of(kind, owner))));
}

/** Accounts that nobody of those who ask comes in with. */
async function addAccounts(service: BuiltService, pool: Pool, operator: Headers): Promise<void> {
  for (let i = 0; i < 4; i++) {
    const { email, password } = await service.signedIn('enterprise', '别家单位', `someone${i}@fuzz.example`);
    if (i > 0) continue;
    pool.add('email', email);
    pool.add('password', password);
  }
  const answer = await fetch(`${service.url}/api/v1/accounts?q=someone`, { headers: operator });
  const { items } = (await answer.json()) as Page<{ id: string }>;
  for (const { id } of items) pool.add('accounts', id);
}

async function addCases(service: BuiltService, pool: Pool): Promise<void> {
  const { items } = (await service.get<Page<{ record: { id: string } }>>('/api/v1/needs?limit=20')).body;
  for (const { record: need } of items) {
    const list = await service.get<Page<{ id: string }>>(`/api/v1/needs/${need.id}/pairings?all=true`);
    for (const { id } of list.body.items.slice(0, 3)) pool.add('pairings', id);
    const first = list.body.items[0];
    if (!first) continue;
    const id = await made(service, '/api/v1/cases', { pairingId: first.id });
    pool.add('cases', id);
    pool.add('reminders', await made(service, `/api/v1/cases/${id}/reminders`, { dueOn: '2030-01-01', text: '回访' }));
  }
}

async function addCommonNeeds(service: BuiltService, pool: Pool): Promise<void> {
  await service.send('POST', '/api/v1/common-needs/runs');
  const proposed = await until('common needs are proposed', async () => {
    const found = await service.get<Page<{ id: string }>>('/api/v1/common-needs');
    return found.body.items[0] ?? false;
  });
  pool.add('common-needs', proposed.id);
  await service.send('PATCH', `/api/v1/common-needs/${proposed.id}`, { revision: 1, state: 'confirmed' });
  await service.send('POST', '/api/v1/common-need-lists');
  pool.add('common-need-lists', '1');
}

/** The shipped version of the engine under another name, so that there are two. Gives that name. */
async function addEngineVersion(service: BuiltService): Promise<string> {
  const shipped = JSON.parse(await readFile(join(ROOT, 'models', 'engine', 'default.json'), 'utf8')) as object;
  const version = 'fuzz-1';
  await made(service, '/api/v1/engine/versions', { ...shipped, version });
  return version;
}

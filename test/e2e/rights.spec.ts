/**
 * Who may call what: every route of both OpenAPI documents, as every role and as nobody, on things of one's own
 * organization and of another's.
 *
 * 1 a route that is in a document and has no expectation here, or the reverse, fails
 * 2 without a session: 401 but on what is public
 * 3 each role on its own organization's things: allowed, or 403
 * 4 each role on another organization's things: allowed, or as if they did not exist (404), or 403 for all alike
 * 5 only the owner, operators and auditors see drafts and sealed records in lists; the auditor no secret of them
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#access';
import { KIND_NAMES } from '#matching';
import type { RecordKind } from '#matching';
import { BuiltService } from '../support/built-service.js';
import type { Page, PostedRecord } from '../support/built-service.js';

type Who = Role | 'anonymous';
const EVERYONE = ['anonymous', 'enterprise', 'researcher', 'broker', 'operator', 'auditor'] as const;

/** `own`, `other`: who is let through on a thing of their own organization, and of another's. Without things: `own`. */
interface Expectation {
  own: readonly Who[];
  other?: readonly Who[];
  /** Who is refused without being told whether the thing exists. Everyone else who is not let through gets 401 or 403. */
  unseen?: readonly Who[];
  body?: object;
  /** The kind of thing that `{id}` names. */
  of?: RecordKind | 'pairing' | 'organization' | 'import' | 'account' | 'api-key' | 'provider' | 'case' | 'webhook';
}

const MEMBERS = ['enterprise', 'researcher', 'broker', 'operator', 'auditor'] as const;
const OWNERS = ['enterprise', 'researcher', 'broker'] as const;
const PLATFORM = ['operator', 'auditor'] as const;
const READS = { own: MEMBERS, other: PLATFORM, unseen: OWNERS } as const;
const LISTS_READ = { own: MEMBERS, other: ['broker', ...PLATFORM], unseen: ['enterprise', 'researcher'] } as const;
/** What a reviewer does to a record, without the reason it needs. */
const REVIEWED = { own: ['broker', 'operator'], other: ['broker', 'operator'], body: {} } as const;
/** Well formed, so that who sends it is asked after, and without effect. */
const NO_TAG_EDIT = { edits: [{ kind: 'keyword', value: '耐磨', action: 'reset' }] } as const;
const MERGERS = ['broker', 'operator'] as const;
const CONTENT = { title: '耐磨涂层', description: '激光熔覆高熵合金涂层，用于轧辊表面的耐磨强化。' };
/** Of a case that an operator opened: its two sides take part, other brokers and the auditor look on. */
const CASE_READ = { ...LISTS_READ, of: 'case' } as const;
const CASE_TAKEN: Expectation = {
  ...{ own: ['enterprise', 'researcher', 'broker', 'operator'], other: ['operator'], of: 'case', body: {} },
  unseen: ['enterprise', 'researcher'],
};
const WEBHOOKS: Expectation = {
  ...{ own: [...OWNERS, 'operator'], other: ['operator'], unseen: OWNERS },
  of: 'webhook',
};
/** What each kind must state besides. */
const ALSO: Readonly<Record<RecordKind, object>> = {
  need: {},
  achievement: {},
  expert: { name: '林知遥' },
  facility: { bridgesFrom: 4, bridgesTo: 7 },
  service: { serviceKind: 'testing' },
};
const ORGANIZATION = { name: '新单位', kind: 'enterprise' };

/** Who lists a kind of record of their own organization. */
const LISTS: Readonly<Record<RecordKind, readonly ('enterprise' | 'researcher')[]>> = {
  need: ['enterprise'],
  achievement: ['researcher'],
  expert: ['researcher'],
  facility: ['enterprise', 'researcher'],
  service: ['enterprise', 'researcher'],
};

function routesOf(of: RecordKind): Readonly<Record<string, Expectation>> {
  const lists = LISTS[of];
  const path = `/intake/v1/${KIND_NAMES[of].plural}`;
  const body = { content: { ...CONTENT, ...ALSO[of] } };
  // A broker posts as an agent, for whichever organization.
  const posts = { own: [...lists, 'broker', 'operator'], body } as const;
  /** A broker changes what they posted as an agent; any other is as good as none. */
  const changes = { own: [...lists, 'operator'], other: ['operator'], unseen: [...lists, 'broker'], of } as const;
  return {
    [`POST ${path}`]: posts,
    [`POST ${path}/check`]: posts,
    [`POST ${path}/duplicates`]: posts,
    [`GET ${path}`]: { own: MEMBERS },
    [`GET ${path}/{id}`]: { ...READS, of },
    [`PUT ${path}/{id}`]: { ...changes, body },
    [`GET ${path}/held-back`]: { own: ['broker', 'operator'] },
    [`POST ${path}/{id}/publish`]: changes,
    [`POST ${path}/{id}/reconfirm`]: changes,
    [`POST ${path}/{id}/solve`]: changes,
    // Without the other record, which is told first.
    [`POST ${path}/{id}/merge`]: { body: {}, own: [...lists, ...MERGERS], other: [...lists, ...MERGERS], of },
    [`POST ${path}/{id}/confirm`]: { own: lists, other: [], unseen: lists, of },
    [`POST ${path}/{id}/approve`]: { ...REVIEWED, of },
    [`POST ${path}/{id}/return`]: { ...REVIEWED, of },
    [`POST ${path}/{id}/reject`]: { ...REVIEWED, of },
    [`POST ${path}/{id}/withdraw`]: changes,
    [`PATCH ${path}/{id}/tags`]: { ...changes, body: NO_TAG_EDIT },
    [`GET ${path}/{id}/revisions`]: { ...READS, of },
    [`GET /intake/v1/exports/${KIND_NAMES[of].plural}`]: { own: MEMBERS },
  };
}

const EXPECTED: Readonly<Record<string, Expectation>> = {
  ...routesOf('need'),
  ...routesOf('achievement'),
  ...routesOf('expert'),
  ...routesOf('facility'),
  ...routesOf('service'),
  'GET /health': { own: EVERYONE },
  'GET /ready': { own: EVERYONE },
  'GET /metrics': { own: PLATFORM },
  'GET /api/v1/setup': { own: EVERYONE },
  'POST /api/v1/setup': { own: EVERYONE, body: {} },
  'GET /api/v1/session': { own: MEMBERS },
  'POST /api/v1/session': { own: EVERYONE, body: {} },
  'DELETE /api/v1/session': { own: MEMBERS },
  'POST /api/v1/session/password': { own: MEMBERS, body: {} },
  'GET /api/v1/session/providers': { own: EVERYONE },
  'GET /api/v1/session/oidc/{id}/start': { own: [], unseen: EVERYONE, of: 'provider' },
  'GET /api/v1/session/oidc/{id}/callback': { own: [], unseen: EVERYONE, of: 'provider' },
  'GET /api/v1/accounts': { own: PLATFORM },
  'POST /api/v1/accounts': { own: ['operator'], body: {} },
  'PATCH /api/v1/accounts/{id}': { own: ['operator'], other: ['operator'], of: 'account', body: {} },
  'POST /api/v1/accounts/{id}/password': { own: ['operator'], other: ['operator'], of: 'account' },
  'POST /api/v1/accounts/{id}/unlock': { own: ['operator'], other: ['operator'], of: 'account' },
  'GET /api/v1/api-keys': { own: MEMBERS },
  'POST /api/v1/api-keys': { own: MEMBERS, body: {} },
  // A key of another account, of whatever organization.
  'DELETE /api/v1/api-keys/{id}': { own: [], unseen: MEMBERS, of: 'api-key' },
  'GET /api/v1/needs': { own: EVERYONE },
  'GET /api/v1/supplies': { own: EVERYONE },
  'GET /api/v1/needs/{id}': { own: EVERYONE, other: EVERYONE, of: 'need' },
  'GET /api/v1/supplies/{id}': { own: EVERYONE, other: EVERYONE, of: 'achievement' },
  'POST /api/v1/match': { own: EVERYONE, body: { text: '耐磨涂层' } },
  'GET /api/v1/vocabulary': { own: EVERYONE },
  'GET /api/v1/codes/{kind}': { own: EVERYONE },
  'GET /api/v1/needs/{id}/pairings': { ...LISTS_READ, of: 'need' },
  'GET /api/v1/supplies/{id}/pairings': { ...LISTS_READ, of: 'achievement' },
  'GET /api/v1/pairings/{id}': { ...LISTS_READ, of: 'pairing' },
  'POST /api/v1/pairings/{id}/reviews': {
    own: ['broker', 'operator'],
    other: ['broker', 'operator'],
    of: 'pairing',
    body: { decision: 'not-sure' },
  },
  'GET /api/v1/pairings/{id}/reviews': { own: ['broker', ...PLATFORM], other: ['broker', ...PLATFORM], of: 'pairing' },
  // Whoever posts for one of the two sides; nobody agrees for others, operators included.
  'POST /api/v1/pairings/{id}/agreement': {
    ...{ own: ['enterprise', 'researcher'], other: [], unseen: ['enterprise', 'researcher'] },
    of: 'pairing',
  },
  'DELETE /api/v1/pairings/{id}/agreement': {
    ...{ own: ['enterprise', 'researcher'], other: [], unseen: ['enterprise', 'researcher'] },
    of: 'pairing',
  },
  'GET /api/v1/records/{id}/profile': { own: EVERYONE, other: EVERYONE, of: 'need' },
  'GET /api/v1/organizations/{id}/profile': { own: EVERYONE, other: EVERYONE, of: 'organization' },
  'GET /api/v1/records/{id}/progress': { ...LISTS_READ, of: 'need' },
  'GET /api/v1/records/{id}/progress/events': { ...LISTS_READ, of: 'need' },
  'GET /api/v1/engine/versions': { own: PLATFORM },
  'POST /api/v1/engine/versions': { own: ['operator'], body: {} },
  // Of no version that is there: whoever is let through learns that.
  'POST /api/v1/engine/versions/{version}/promote': { own: [], unseen: ['operator'], of: 'provider' },
  'POST /api/v1/engine/versions/{version}/shadow': { own: [], unseen: PLATFORM, of: 'provider', body: {} },
  'GET /api/v1/engine/reranking': { own: PLATFORM },
  'PUT /api/v1/engine/reranking': { own: ['operator'], body: { paused: false } },
  'POST /api/v1/engine/rollback': { own: ['operator'] },
  'GET /api/v1/duplicates': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/records/{id}/duplicates': { ...LISTS_READ, of: 'need' },
  // What two records are to each other has no owner.
  'POST /api/v1/records/{id}/duplicates/{otherId}/verdict': { own: ['broker', 'operator'], of: 'need', body: {} },
  'GET /api/v1/records/{id}/reviews': { own: ['broker', ...PLATFORM], other: ['broker', ...PLATFORM], of: 'need' },
  'GET /api/v1/records/{id}/decline-reasons': { ...LISTS_READ, of: 'need' },
  'GET /api/v1/review-queue': { own: ['broker', 'operator'] },
  'GET /api/v1/review-queue/claims': { own: ['broker', 'operator'] },
  'POST /api/v1/review-queue/claims': { own: ['broker', 'operator'], body: { limit: 0 } },
  // Of a pairing that the caller does not hold.
  'DELETE /api/v1/review-queue/claims/{pairingId}': { own: [], unseen: ['broker', 'operator'], of: 'pairing' },
  'GET /api/v1/review-queue/plan': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/cases': { own: MEMBERS },
  'POST /api/v1/cases': { own: ['broker', 'operator'], body: {} },
  'GET /api/v1/cases/{id}': CASE_READ,
  // The broker of the organization is a side of it, and did not open it.
  'POST /api/v1/cases/{id}/moves': { own: ['operator'], other: ['operator'], of: 'case', body: { to: 'introduced' } },
  'PUT /api/v1/cases/{id}/interest': {
    ...{ ...CASE_TAKEN, own: ['enterprise', 'researcher', 'broker', 'operator'], other: [] },
    body: { interest: 'interested' },
  },
  'POST /api/v1/cases/{id}/notes': { ...CASE_TAKEN, body: { text: '已电话联系。' } },
  'POST /api/v1/cases/{id}/files': { ...CASE_TAKEN, body: {} },
  'GET /api/v1/cases/{id}/files/{fileId}': { own: [], unseen: MEMBERS, of: 'case' },
  'POST /api/v1/cases/{id}/reminders': { ...CASE_TAKEN, body: { dueOn: '2030-01-01', text: '回访' } },
  'PATCH /api/v1/cases/{id}/reminders/{reminderId}': {
    ...{ own: [], unseen: ['enterprise', 'researcher', 'broker', 'operator'], of: 'case', body: { done: true } },
  },
  // Of no common need that is there: whoever is let through learns that.
  'GET /api/v1/common-needs': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/common-needs/runs/latest': { own: ['broker', ...PLATFORM] },
  'POST /api/v1/common-needs/runs': { own: ['operator'] },
  'GET /api/v1/common-needs/{id}': { own: [], unseen: ['broker', ...PLATFORM], of: 'need' },
  'PATCH /api/v1/common-needs/{id}': { own: [], unseen: ['broker', 'operator'], of: 'need', body: { revision: 1 } },
  'POST /api/v1/common-needs/{id}/merge': { own: ['broker', 'operator'], of: 'need', body: {} },
  'POST /api/v1/common-needs/{id}/split': { own: ['broker', 'operator'], of: 'need', body: {} },
  'GET /api/v1/common-need-lists': { own: EVERYONE },
  'POST /api/v1/common-need-lists': { own: ['operator'] },
  // The number is no number: past the guard all the same.
  'GET /api/v1/common-need-lists/{number}': { own: EVERYONE, of: 'need' },
  'GET /api/v1/common-need-lists/{number}/comparison': { own: EVERYONE, of: 'need' },
  'GET /api/v1/statistics/reviews': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/statistics/lists': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/statistics/supply-demand': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/statistics': { own: ['broker', ...PLATFORM] },
  'GET /intake/v1/organizations': { own: PLATFORM },
  'POST /intake/v1/organizations': { own: ['operator'], body: ORGANIZATION },
  'GET /intake/v1/organizations/{id}': { ...LISTS_READ, of: 'organization' },
  'PUT /intake/v1/organizations/{id}': { own: ['operator'], other: ['operator'], of: 'organization', body: {} },
  'GET /intake/v1/notices': { own: MEMBERS },
  'POST /intake/v1/imports': { own: ['operator'] },
  'POST /intake/v1/imports/headers': { own: ['operator'] },
  'GET /intake/v1/imports/template': { own: ['operator'] },
  'POST /intake/v1/imports/{id}/cancel': { own: ['operator'], of: 'import' },
  'POST /intake/v1/imports/{id}/resume': { own: ['operator'], of: 'import' },
  'GET /intake/v1/imports/{id}/annotated': { own: ['operator'], of: 'import' },
  'GET /intake/v1/imports/{id}': { own: PLATFORM, of: 'import' },
  'GET /api/v1/exports/pairings': { own: MEMBERS },
  'GET /api/v1/exports/reviews': { own: ['broker', ...PLATFORM] },
  'GET /api/v1/exports/cases': { own: MEMBERS },
  'GET /api/v1/changes': { own: EVERYONE },
  'GET /api/v1/records/{id}/exchange-profile': { own: EVERYONE, other: EVERYONE, of: 'need' },
  'GET /api/v1/webhooks': { own: MEMBERS },
  'POST /api/v1/webhooks': { own: [...OWNERS, 'operator'], body: {} },
  'PATCH /api/v1/webhooks/{id}': { ...WEBHOOKS, body: {} },
  'GET /api/v1/webhooks/{id}/deliveries': { ...READS, of: 'webhook' },
  'POST /api/v1/webhooks/{id}/replay': { ...WEBHOOKS, body: {} },
  // Of no webhook that is there, so that the others find theirs.
  'DELETE /api/v1/webhooks/{id}': { own: [], unseen: [...OWNERS, 'operator'], of: 'need' },
  'GET /intake/v1/imports/{id}/faults': { own: ['operator'], of: 'import' },
};
const ROUTES = Object.entries(EXPECTED);

interface Person {
  /** What requests carry: a cookie and, for unsafe ones, its token. */
  headers: Record<string, string>;
  organizationId: string;
}
type Things = Readonly<Record<NonNullable<Expectation['of']>, string>>;

let service: BuiltService;
const people = new Map<Who, Person>([['anonymous', { headers: {}, organizationId: '' }]]);
/** Things of each role's own organization, and of one that nobody here belongs to. */
const things = new Map<Who | 'stranger', Things>();

async function thingsOf(
  organizationId: string,
  shared: Pick<Things, 'import' | 'account' | 'api-key'>,
): Promise<Things> {
  const posted = async (kind: RecordKind): Promise<string> =>
    (await service.post(kind, organizationId, { ...CONTENT, ...ALSO[kind] })).id;
  return {
    need: await posted('need'),
    achievement: await posted('achievement'),
    expert: await posted('expert'),
    facility: await posted('facility'),
    service: await posted('service'),
    pairing: '',
    case: '',
    webhook: '',
    organization: organizationId,
    provider: 'default',
    ...shared,
  };
}

let webhooks = 0;
/** A webhook of a new account in the organization. */
async function webhookOf(organizationId: string): Promise<string> {
  const { name } = (await service.get<{ name: string }>(`/intake/v1/organizations/${organizationId}`)).body;
  const key = await service.keyOf('enterprise', name, `webhook${webhooks++}@test.example`);
  const input = { url: 'https://hooks.example.invalid/', types: ['case.moved'] };
  return (await service.send<{ id: string }>('POST', '/api/v1/webhooks', input, key)).body.id;
}

/** Sends it without following or reading further. Emptied of validity by its body where it could do harm. */
async function statusOf(route: string, { of, body }: Expectation, id: string, who: Who): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const init = {
    method,
    redirect: 'manual' as const,
    headers: { ...people.get(who)?.headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  };
  const controller = new AbortController();
  const answer = await fetch(service.url + path.replace('{kind}', 'region').replace(/\{\w+\}/g, of ? id : ''), {
    ...init,
    signal: controller.signal,
  });
  controller.abort();
  return answer.status;
}

/** Past the guard: done, or stopped by what was sent (409, 415, 422) and not by who sent it. */
const letThrough = (status: number): boolean => ![401, 403, 404, 429, 500].includes(status);
const refusalOf = (who: Who, { unseen = [] }: Expectation): number =>
  unseen.includes(who) ? 404 : who === 'anonymous' ? 401 : 403;

beforeAll(async () => {
  service = await BuiltService.start();
  const key = await service.people(async (all) => (await all.key(undefined, 'of another', ['read'], 1)).stored);
  const csv = await service.upload('achievement', '空.csv', '标题,描述,单位\n');
  for (const role of MEMBERS) people.set(role, await service.signedIn(role, `${role} 单位`));
  const strange = await service.register('别家单位', 'enterprise');
  const shared = { import: csv.body.id, account: key.accountId, 'api-key': key.id };
  for (const role of MEMBERS) things.set(role, await thingsOf(people.get(role)?.organizationId ?? '', shared));
  things.set('anonymous', await thingsOf(strange, shared));
  const other = await service.register('另一别家单位', 'university');
  things.set('stranger', await thingsOf(other, shared));
  await service.settled();
  // The stranger's pairing is one with a record of the other organization that nobody here belongs to.
  for (const [who, thing] of things) {
    const path = `/api/v1/needs/${thing.need}/pairings`;
    const { items } = (await service.get<Page<{ id: string; supplyId: string }>>(path)).body;
    const supply = who === 'stranger' ? things.get('anonymous')?.achievement : things.get('stranger')?.achievement;
    const pairing = items.find(({ supplyId }) => supplyId === supply)?.id ?? '';
    const opened = await service.send<{ id?: string }>('POST', '/api/v1/cases', { pairingId: pairing });
    const webhook = await webhookOf(thing.organization);
    things.set(who, { ...thing, pairing, webhook, case: opened.body.id ?? '' });
  }
  expect(
    [...things.values()].flatMap(({ pairing, webhook, case: opened }) => [pairing, webhook, opened]),
  ).not.toContain('');
}, 120_000);
afterAll(() => service?.dispose());

it('1 every route has an expectation', async () => {
  interface OpenApi {
    paths: Record<string, Record<string, object>>;
  }
  const documents = ['/api/openapi.json', '/intake/openapi.json'];
  const routes = new Set<string>();
  for (const path of documents) {
    const { body } = await service.get<OpenApi>(path);
    for (const [address, methods] of Object.entries(body.paths)) {
      for (const method of Object.keys(methods)) routes.add(`${method.toUpperCase()} ${address}`);
    }
  }
  const undocumented = ['GET /health', 'GET /ready', 'GET /metrics'];
  expect([...routes, ...undocumented].sort()).toEqual(ROUTES.map(([route]) => route).sort());
});

// Withdrawn and signed-out last, so that what the others ask about is still there.
const inOrder = [...ROUTES].sort(
  ([a], [b]) => Number(/withdraw|solve|PUT/.test(a)) - Number(/withdraw|solve|PUT/.test(b)),
);
const TOGETHER = [...inOrder.filter(([route]) => route !== 'DELETE /api/v1/session')];

describe.each(TOGETHER)('%s', (route, expectation) => {
  const check = async (who: Who, allowed: readonly Who[], of: Who | 'stranger'): Promise<void> => {
    const id = things.get(of)?.[expectation.of ?? 'need'] ?? '';
    const status = await statusOf(route, expectation, id, who);
    const expected = allowed.includes(who) ? 'let through' : refusalOf(who, expectation);
    const seen = letThrough(status) ? 'let through' : status;
    expect([route, who, seen]).toEqual([route, who, expected]);
  };

  it('2 anonymous', () => check('anonymous', expectation.own, 'anonymous'));
  it.each(MEMBERS)('3 %s, own organization', (who) => check(who, expectation.own, who));
  if (expectation.other) {
    const other = expectation.other;
    it.each(MEMBERS)('4 %s, another organization', (who) => check(who, other, 'stranger'));
  }
});

describe('5 what is kept back', () => {
  const SEALED = '琥珀暗号';
  const CONTACT = '13900008888';
  let sealed: PostedRecord;
  beforeAll(async () => {
    const content = { ...CONTENT, description: SEALED, confidentiality: 'sealed', contact: { phone: CONTACT } };
    const enterprise = people.get('enterprise')?.organizationId ?? '';
    sealed = await service.post('need', enterprise, content);
    await service.post('need', enterprise, { ...CONTENT, contact: { phone: CONTACT } }, false);
  });
  const heardBy = async (who: Who): Promise<string> => {
    const paths = ['', '?mine=true', '?state=draft', `/${sealed.id}`, `/${sealed.id}/revisions`];
    const answers = await Promise.all(
      paths.map((path) => fetch(`${service.url}/intake/v1/needs${path}`, { headers: people.get(who)?.headers ?? {} })),
    );
    return (await Promise.all(answers.map((answer) => answer.text()))).join('\n');
  };

  it.each(['enterprise', 'operator'] as const)('5 the %s sees all of it', async (who) => {
    const heard = await heardBy(who);
    expect(heard).toContain(SEALED);
    expect(heard).toContain(CONTACT);
  });

  it('5 the auditor sees that it exists, and no secret', async () => {
    const heard = await heardBy('auditor');
    expect(heard).toContain(sealed.id);
    expect(heard).not.toContain(SEALED);
    expect(heard).not.toContain(CONTACT);
  });

  it.each(['researcher', 'broker', 'anonymous'] as const)('5 the %s sees nothing of it', async (who) => {
    const heard = await heardBy(who);
    for (const secret of [SEALED, CONTACT]) expect(heard).not.toContain(secret);
    expect(heard).not.toContain('"confidentiality":"sealed"');
  });
});

// Last: it ends the sessions.
describe('DELETE /api/v1/session', () => {
  it('2 3 everyone who is signed in, once', async () => {
    const expectation = EXPECTED['DELETE /api/v1/session'] ?? { own: [] };
    for (const who of EVERYONE) {
      const status = await statusOf('DELETE /api/v1/session', expectation, '', who);
      expect([who, status]).toEqual([who, who === 'anonymous' ? 401 : 204]);
      if (who !== 'anonymous')
        expect([who, await statusOf('GET /api/v1/session', expectation, '', who)]).toEqual([who, 401]);
    }
  });
});

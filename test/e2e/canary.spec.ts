/**
 * What is kept back comes out nowhere. Canaries are planted in every field of sealed records, in the contacts of all, and
 * in whatever names someone in records on request; then every route of both OpenAPI documents is called, as every role and
 * as nobody, with every id there is. A new field or route is in the sweep by being in the documents.
 *
 * 1 the planted records of every kind have every field there is, and their owners and the operator read every canary
 * 2 nobody else hears a sealed one from any route; of a record on request and of contacts only who is cleared
 * 3 the sweep has heard something of every route, and records on request are matched and shown by their blind summary
 * 4 nothing is in the log, the metrics, or (of sealed records) the files of the index
 * 5 agreement of one side opens nothing; of both, the two sides and brokers see the whole of that pairing, contacts
 *   included, and auditors no contact; taken back, it closes again
 * 6 a sealed record moves no number that others see
 * 7 an organization that has only records on request has no profile for others, as one that is not there
 * 8 a record on request, and one that was public, disappear with the answer that seals them
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre/xlsx';
import { KIND_NAMES } from '#matching';
import { BuiltService } from '../support/built-service.js';
import { until } from '../support/until.js';
import type { Page } from '../support/built-service.js';

const TOPIC = '锂电池隔膜耐热陶瓷涂层工艺';
const OPEN = { title: TOPIC, description: '隔膜在 150 ℃ 收缩率低于 2 %，氧化铝水性涂层。', technicalFields: ['4.3'] };
const CONTACTS = ['甄隐言', '13912340001', 'zhenyin@canary.example'];
const [name, phone, email] = CONTACTS;
const contact = { name, phone, email };

/** One of every field both kinds share, each value a canary where it is free text or a number one can choose. */
const sealedCommon = {
  ...{ title: 'zkxTitle 隔膜涂层', description: 'zkxDescription 隔膜耐热陶瓷涂层', indicators: ['zkxIndicator'] },
  ...{ technicalFields: ['4.3'], industries: ['S9473'], keywords: ['zkxKeyword'], keywordsEn: ['zkxKeywordEn'] },
  ...{ cooperationModes: ['transfer'], region: '659003', confidentiality: 'sealed' },
  ...{ ipc: ['G21K 7/8431'], disciplines: ['8305547'] },
  ...{ validFrom: '2021-07-19', validUntil: '2041-07-18', source: 'zkxSource' },
  contact: { name: 'zkxContact', phone: '13912340002', email: 'zkx@canary.example' },
};
const sealedPriced = (of: string) => ({
  ...{ applicationFields: [`zkx${of}Application`], priceMin: 918273643, priceMax: 918273644 },
  priceBasis: `zkx${of}Basis`,
});
const SEALED = {
  need: {
    ...sealedCommon,
    ...{ mustHaves: ['zkxMustHave'], budgetMin: 918273641, budgetMax: 918273642, deadline: '2041-03-17', leastTrl: 6 },
    ...{ acceptedRegions: ['659004'], ipRequirement: 'zkxRequirement', preferredPartners: ['zkxPartner'] },
    horizon: 'short',
  },
  achievement: {
    ...sealedCommon,
    ...{
      advantage: 'zkxAdvantage',
      applicationFields: ['zkxApplication'],
      trl: 6,
      trlScale: 'gbt-22900',
      trlEvidence: 'zkxEvidence',
      stage: 'middle',
    },
    ...{ attribute: 'original', priceMin: 918273643, priceMax: 918273644, priceBasis: 'zkxBasis' },
    intellectualProperty: [{ kind: 'invention', number: 'zkxPatent', status: 'granted', ownerShare: 100 }],
    ...{ team: [{ name: 'zkxTeam', orcid: '0000-0002-1825-0097' }], completedOn: '2019-02-23' },
    right: { kind: 'ownership', start: '2019-03-21', end: '2039-03-22', empoweredOn: '2019-03-23' },
    ...{ awards: ['zkxAward'], limitations: 'zkxLimitation', registrationNumber: '9442019Y8431' },
  },
  expert: {
    ...sealedCommon,
    ...sealedPriced('Expert'),
    ...{ name: 'zkxName', positions: ['zkxPosition'], orcid: '0000-0002-1694-233X', awards: ['zkxHonour'] },
    papers: [{ title: 'zkxPaper', doi: '10.8431/zkxdoi', year: 1987 }],
    intellectualProperty: [{ kind: 'know-how', number: 'zkxKnowHow', status: 'granted', ownerShare: 100 }],
    ...{ availability: 'open', availableFrom: '2041-05-13' },
  },
  facility: {
    ...sealedCommon,
    ...sealedPriced('Facility'),
    ...{ bridgesFrom: 4, bridgesTo: 7, services: ['zkxOffered'], equipment: ['zkxEquipment'], capacity: 'zkxCapacity' },
    ...{ certifications: ['zkxCertified'], availability: 'limited', availableFrom: '2041-06-17' },
  },
  service: {
    ...sealedCommon,
    ...sealedPriced('Service'),
    ...{ serviceKind: 'testing', deliverables: ['zkxDeliverable'], leadTimeDays: 17 },
    certifications: ['zkxAccredited'],
  },
} as const;
/** Codes and choices that other records have too. */
const COMMONPLACE = new Set(
  ['technicalFields', 'cooperationModes', 'confidentiality', 'leastTrl', 'trl', 'trlScale', 'horizon'].concat(
    ...['stage', 'attribute', 'kind', 'status', 'ownerShare', 'bridgesFrom', 'bridgesTo', 'availability'],
    ...['serviceKind', 'leadTimeDays', 'year'],
  ),
);
function canariesOf(value: unknown, key = ''): string[] {
  if (COMMONPLACE.has(key)) return [];
  if (Array.isArray(value)) return value.flatMap((one) => canariesOf(one, key));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([inner, one]) => canariesOf(one, inner));
  }
  return [String(value).split(' ')[0] ?? ''];
}

/** Of an expert alone: a paper and a post. */
const OWN_NAMES = ['玄机硼包覆', '材料学院副院长'];
const NAMES = [
  '青岚',
  '沐阳坡大学',
  '李远洲',
  'HX-3077',
  'QX9041',
  '蓝盾侠',
  '惠州',
  '441302',
  'blind.example',
  '202010998877',
  '9442020Y3077',
  '0000-0001-5109-3700',
  '10.9876/xuanji',
  'CNAS L77441',
  ...OWN_NAMES,
];
const named = {
  title: `青岚 HX-3077 ${TOPIC}`,
  description: `惠州青岚新材料有限公司与沐阳坡大学李远洲教授研制“蓝盾侠”隔膜，专利 ZL202010998877.X，见 www.blind.example.com。${OPEN.description}`,
  ...{ indicators: ['青岚标准：收缩率 ≤ 2 %'], keywords: ['隔膜', '青岚'], region: '441302', source: '青岚官网' },
  ...{ technicalFields: ['4.3'], confidentiality: 'on-request', contact },
};
const ON_REQUEST = {
  need: { ...named, mustHaves: ['替代 HX-3077'], preferredPartners: ['沐阳坡大学'], ipRequirement: '归青岚所有' },
  achievement: {
    ...{ ...named, advantage: '优于 QX9041', applicationFields: ['青岚产线'], awards: ['惠州科技奖'] },
    ...{ trlEvidence: '在青岚试产', priceBasis: '与青岚约定', limitations: '仅限 HX-3077' },
    ...{ team: [{ name: '李远洲' }], registrationNumber: '9442020Y3077' },
    intellectualProperty: [{ kind: 'invention', number: '202010998877.X' }],
  },
  expert: {
    ...named,
    description: `${named.description}李远洲任材料学院副院长，论文《玄机硼包覆》见 10.9876/xuanji，ORCID 0000-0001-5109-3700。`,
    ...{ name: '李远洲', positions: ['材料学院副院长'], orcid: '0000-0001-5109-3700', awards: ['惠州科技奖'] },
    papers: [{ title: '玄机硼包覆', doi: '10.9876/xuanji', year: 2021 }],
    intellectualProperty: [{ kind: 'invention', number: '202010998877.X' }],
    ...{ applicationFields: ['青岚产线'], priceBasis: '与青岚约定', availability: 'open' },
  },
  facility: {
    ...named,
    description: `${named.description}资质 CNAS L77441。`,
    ...{ bridgesFrom: 4, bridgesTo: 7, services: ['青岚涂层试制'], equipment: ['HX-3077 涂布机'] },
    ...{ capacity: '青岚线每月 10 万平方米', certifications: ['CNAS L77441'], priceBasis: '与青岚约定' },
  },
  service: {
    ...named,
    ...{
      serviceKind: 'testing',
      deliverables: ['青岚标准检测报告'],
      certifications: ['CNAS L77441'],
      leadTimeDays: 15,
    },
  },
};
/** What a record of each kind must state beside `OPEN`. */
const ALSO = {
  need: {},
  achievement: {},
  expert: { name: '周望舒' },
  facility: { bridgesFrom: 4, bridgesTo: 7 },
  service: { serviceKind: 'testing' },
};

type Kind = keyof typeof SEALED;
const KINDS = Object.keys(SEALED) as Kind[];
const pathOf = (kind: Kind): string => `/intake/v1/${KIND_NAMES[kind].plural}`;
/** Of the enterprise; the others are of the researcher. */
const sideOwning = (kind: Kind): 'need' | 'achievement' => (kind === 'need' ? 'need' : 'achievement');
interface Caller {
  headers: Record<string, string>;
  /** What they must not hear. */
  kept: readonly string[];
  /** Only looks: what it could change is its own. */
  looksOnly: boolean;
}

let service: BuiltService;
let version = '';
const callers = new Map<string, Caller>();
const ids = new Map<string, string>();
/** Not among the ids of the sweep: a broker looks up any organization, whose page names it. */
const blindOrganizations: string[] = [];
const idOf = (what: string): string => ids.get(what) ?? '';
const SEALED_CANARIES = [...new Set(KINDS.flatMap((kind) => canariesOf(SEALED[kind])))];

interface Route {
  method: string;
  path: string;
  query: string[];
}
async function routes(): Promise<Route[]> {
  interface Documented {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  }
  const documents = await Promise.all(
    ['/api/openapi.json', '/intake/openapi.json'].map(async (path) => (await service.get<Documented>(path)).body),
  );
  const found = documents.flatMap(({ paths }) =>
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        ...{ method: method.toUpperCase(), path },
        query: parameters.filter((one) => one.in === 'query').map((one) => one.name),
      })),
    ),
  );
  return [...found, ...['/metrics', '/ready', '/health'].map((path) => ({ method: 'GET', path, query: [] }))];
}

/** The routes of the kinds below are those of needs and achievements again: they are asked for their own and one of another. */
function idsFor(path: string): string[] {
  const again = KINDS.slice(2).find((kind) => path.startsWith(`${pathOf(kind)}/`));
  return [...ids].flatMap(([what, id]) =>
    again === undefined || what.endsWith(` ${again}`) || what === 'sealed need' ? [id] : [],
  );
}

/** Everything one may ask a route: with each id, and each way of narrowing a list. */
function addressesOf({ path: route, query }: Route): string[] {
  const path = route.replace('{kind}', 'region');
  const filled = /\{(?!version|number)/.test(path)
    ? idsFor(path).map((id) => path.replaceAll(/\{(?!version|number)\w+\}/g, id))
    : [path];
  const narrowed = [
    ...['', query.includes('limit') ? 'limit=100' : '', query.includes('q') ? `q=${encodeURIComponent(TOPIC)}` : ''],
    ...[query.includes('all') ? 'all=true' : '', query.includes('region') ? 'region=4413' : ''],
    ...(query.includes('format') ? ['format=csv', 'format=jsonl'] : []),
    ...(query.includes('scope') ? ['scope=published', 'scope=published&format=jsonl'] : []),
    ...[query.includes('from') ? 'from=1' : ''],
    ...[query.includes('kind') ? 'kind=need' : '', query.includes('mine') ? 'mine=true' : ''],
    ...[query.includes('industry') ? 'industry=S94' : ''],
  ];
  return filled.flatMap((one) =>
    [...new Set(narrowed)].map(
      (search) => one.replace('{version}', version).replace('{number}', '1') + (search && `?${search}`),
    ),
  );
}

const BODIES: Readonly<Record<string, object>> = {
  '/api/v1/match': { text: `${TOPIC}。${OPEN.description}`, all: true },
  '/intake/v1/needs': { content: OPEN, publish: true },
  '/intake/v1/needs/duplicates': { content: OPEN },
  ...Object.fromEntries(
    (['achievement', 'expert', 'facility', 'service'] as const).flatMap((kind) => [
      [`/intake/v1/${KIND_NAMES[kind].plural}`, { content: { ...OPEN, ...ALSO[kind] }, publish: true }],
      [`/intake/v1/${KIND_NAMES[kind].plural}/duplicates`, { content: OPEN }],
    ]),
  ),
  '/api/v1/pairings/{id}/reviews': { decision: 'not-sure' },
  '/api/v1/records/{id}/duplicates/{otherId}/verdict': { verdict: 'different' },
};

/** Of a workbook, which is compressed, what its cells say. */
async function textOf(answer: Response): Promise<string> {
  if (!/spreadsheet/.test(answer.headers.get('content-type') ?? '')) return answer.text();
  return JSON.stringify(await readXlsx(new Uint8Array(await answer.arrayBuffer())));
}

async function ask(method: string, address: string, { headers }: Caller, body?: object): Promise<[number, string]> {
  const answer = await fetch(service.url + address, {
    ...{ method, redirect: 'manual', signal: AbortSignal.timeout(20_000) },
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return [answer.status, `${JSON.stringify([...answer.headers])}\n${await textOf(answer)}`];
}
const callerOf = (who: string): Caller => callers.get(who) ?? { headers: {}, kept: [], looksOnly: true };
const hear = async (who: string, address: string): Promise<string> => (await ask('GET', address, callerOf(who)))[1];

async function enter(
  who: string,
  role: Parameters<BuiltService['signedIn']>[0],
  organization: string,
): Promise<string> {
  const { headers, organizationId } = await service.signedIn(
    role,
    organization,
    `${who.replace(' ', '.')}@canary.example.org`,
  );
  callers.set(who, { headers, kept: [], looksOnly: true });
  return organizationId;
}
const keep = (who: string, kept: readonly string[], looksOnly: boolean): void =>
  void callers.set(who, { ...callerOf(who), kept, looksOnly });

beforeAll(async () => {
  service = await BuiltService.start({ LOG_LEVEL: 'debug' });
  const owner = {
    sealed: { need: await enter('sealed enterprise', 'enterprise', '甲密单位'), achievement: '' },
    blind: { need: await enter('blind enterprise', 'enterprise', '惠州青岚新材料有限公司'), achievement: '' },
    open: { need: await service.register('公开企业', 'enterprise'), achievement: '' },
  };
  owner.sealed.achievement = await enter('sealed researcher', 'researcher', '乙密单位');
  owner.blind.achievement = await enter('blind researcher', 'researcher', '沐阳坡大学');
  owner.open.achievement = await service.register('公开高校', 'university');
  await enter('enterprise', 'enterprise', '别家企业');
  await enter('researcher', 'researcher', '别家高校');
  for (const role of ['broker', 'auditor', 'operator'] as const) await enter(role, role, `${role} 单位`);

  const ofContacts = CONTACTS.map(String);
  /** What is sealed on one side and not on the other. */
  const ofSealed = (side: 'need' | 'achievement'): string[] => {
    const [own, other] = [true, false].map(
      (isOwn) =>
        new Set(
          KINDS.filter((kind) => (sideOwning(kind) === side) === isOwn).flatMap((kind) => canariesOf(SEALED[kind])),
        ),
    );
    return [...(own ?? [])].filter((canary) => !other?.has(canary));
  };
  callers.set('anonymous', { headers: {}, kept: [], looksOnly: true });
  const all = [...SEALED_CANARIES, ...NAMES, ...ofContacts];
  for (const who of ['anonymous', 'enterprise', 'researcher', 'broker']) keep(who, all, false);
  keep('auditor', [...SEALED_CANARIES, ...ofContacts], false);
  keep('sealed enterprise', [...ofSealed('achievement'), ...NAMES, ...ofContacts], true);
  keep('sealed researcher', [...ofSealed('need'), ...NAMES, ...ofContacts], true);
  keep('blind enterprise', [...SEALED_CANARIES, 'QX9041'], true);
  keep('blind researcher', SEALED_CANARIES, true);

  for (const kind of KINDS) {
    ids.set(`sealed ${kind}`, (await service.post(kind, owner.sealed[sideOwning(kind)], SEALED[kind])).id);
    ids.set(`blind ${kind}`, (await service.post(kind, owner.blind[sideOwning(kind)], ON_REQUEST[kind])).id);
    const open = { ...OPEN, ...ALSO[kind], contact };
    ids.set(`open ${kind}`, (await service.post(kind, owner.open[sideOwning(kind)], open)).id);
  }
  for (const kind of KINDS) {
    const tags = (values: readonly string[]): object => ({
      edits: values.map((value) => ({ kind: 'keyword', value, action: 'add' })),
    });
    await service.send('PATCH', `${pathOf(kind)}/${idOf(`sealed ${kind}`)}/tags`, tags(['zkxKeyword', 'zkxTitle']));
    // Its owner sees every tag of it, so none is a secret of the other side; nor is a bare name known for one elsewhere.
    const others = new Set(kind === 'need' ? ['QX9041', ...OWN_NAMES] : kind === 'expert' ? [] : OWN_NAMES);
    const names = NAMES.filter((one) => !others.has(one));
    await service.send('PATCH', `${pathOf(kind)}/${idOf(`blind ${kind}`)}/tags`, tags(names));
  }
  ids.set('organization', owner.sealed.need);
  ids.set('open organization', owner.open.achievement);
  blindOrganizations.push(owner.blind.need, owner.blind.achievement);
  const csv = `标题,描述,单位,公开程度,技术领域\nzkxTitle,zkxDescription,丙密单位,保密,zkxKeyword\n`;
  const { body } = await service.upload('need', 'file.csv', csv);
  await service.imported(body.id);
  ids.set('import', body.id);
  await service.settled();
  for (const need of ['open', 'blind']) {
    const path = `/api/v1/needs/${idOf(`${need} need`)}/pairings?all=true`;
    const { items } = (await service.get<Page<{ id: string; supplyId: string }>>(path)).body;
    for (const supply of ['open', 'blind']) {
      const pairing = items.find(({ supplyId }) => supplyId === idOf(`${supply} achievement`));
      ids.set(`${need} × ${supply}`, pairing?.id ?? '');
    }
  }
  for (const pairing of ['blind × open', 'open × blind', 'blind × blind']) {
    const accepted = { decision: 'accept' };
    const path = `/api/v1/pairings/${idOf(pairing)}/reviews`;
    ids.set(`case of ${pairing}`, (await service.send<{ caseId: string }>('POST', path, accepted)).body.caseId);
  }
  const hook = { url: 'https://hooks.example.invalid/', types: ['record.created', 'case.opened'] };
  const [, made] = await ask('POST', '/api/v1/webhooks', callerOf('enterprise'), hook);
  ids.set('webhook', (JSON.parse(made.slice(made.indexOf('\n'))) as { id: string }).id);
  // Of the open, the blind and one more enterprise; what is made of their needs is confirmed and published.
  await service.post('need', await service.register('第三企业', 'enterprise'), OPEN);
  await service.settled();
  await service.send('POST', '/api/v1/common-needs/runs');
  const proposed = await until('common needs are proposed', async () => {
    const found = await service.get<Page<{ id: string; revision: number }>>('/api/v1/common-needs');
    return found.body.items[0] ?? false;
  });
  ids.set('common need', proposed.id);
  await service.send('PATCH', `/api/v1/common-needs/${proposed.id}`, { revision: 1, state: 'confirmed' });
  expect((await service.send<{ count: number }>('POST', '/api/v1/common-need-lists')).body.count).toBe(1);
  version = (await service.get<{ inForce: string }>('/api/v1/engine/versions')).body.inForce;
  expect([...ids].filter(([, id]) => id === '')).toEqual([]);
}, 120_000);
afterAll(() => service?.dispose());

it('1 every field there is, and read by those who own it', async () => {
  interface Documented {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>;
  }
  const { paths } = (await service.get<Documented>('/intake/openapi.json')).body;
  for (const kind of KINDS) {
    const schema = paths[pathOf(kind)]?.['post']?.requestBody?.content['application/json']?.schema as {
      properties: { content: { properties: object } };
    };
    expect(Object.keys(SEALED[kind]).sort()).toEqual(Object.keys(schema.properties.content.properties).sort());
    const owner = kind === 'need' ? 'enterprise' : 'researcher';
    for (const who of [`sealed ${owner}`, 'operator']) {
      const heard = await hear(who, `${pathOf(kind)}/${idOf(`sealed ${kind}`)}`);
      for (const canary of canariesOf(SEALED[kind]))
        expect([who, heard]).toEqual([who, expect.stringContaining(canary)]);
    }
  }
  const own = await hear('blind enterprise', `/api/v1/needs/${idOf('blind need')}`);
  for (const seen of ['青岚', 'HX-3077', '李远洲']) expect(own).toContain(seen);
});

it('2 3 nobody hears what is kept back', async () => {
  const answered = new Set<string>();
  let blindSeen = 0;
  const leaks: string[] = [];
  const documented = await routes();
  for (const route of documented) {
    const { method, path } = route;
    // They would end the sweep: of whoever calls it, and of a webhook's deliveries.
    if (method === 'DELETE' && ['/api/v1/session', '/api/v1/webhooks/{id}'].includes(path)) continue;
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? (BODIES[path] ?? {}) : undefined;
    for (const [who, caller] of callers) {
      if (who === 'operator' || (caller.looksOnly && method !== 'GET')) continue;
      const addresses = addressesOf(route);
      const answers = await Promise.all(addresses.map((address) => ask(method, address, caller, body)));
      answers.forEach(([status, text], i) => {
        if (status < 300) answered.add(`${method} ${path}`);
        if (text.includes('█')) blindSeen++;
        const heard = caller.kept.filter((canary) => text.includes(canary));
        if (heard.length > 0) leaks.push(`${who} ${method} ${addresses[i]} ${status}: ${heard.join(' ')}`);
      });
    }
  }
  expect(leaks).toEqual([]);
  // Another provider's address, and a file that nobody has put into the case.
  const silent = documented
    .filter(({ method, path }) => method === 'GET' && !answered.has(`GET ${path}`))
    // Without a provider, and without files: those hold what the parties of a case put there.
    .filter(({ path }) => !/\/oidc\/|\{fileId\}/.test(path));
  for (const route of silent) {
    // What nobody else is answered is for operators, who may know everything.
    const answers = await Promise.all(addressesOf(route).map((address) => ask('GET', address, callerOf('operator'))));
    expect([route.path, answers.filter(([status]) => status < 300).length]).not.toEqual([route.path, 0]);
  }
  expect(blindSeen).toBeGreaterThan(20);
  for (const kind of KINDS) {
    const list = kind === 'need' ? 'needs' : 'supplies';
    const id = idOf(`blind ${kind}`);
    expect(await hear('anonymous', `/api/v1/${list}?limit=100`)).toContain(id);
    expect(await hear('anonymous', `/api/v1/${list}/${id}`)).toMatch(/"blind":true.*某(企业|高校)/);
  }
}, 900_000);

it('4 not in the log, the metrics and the index', async () => {
  const metrics = await hear('operator', '/metrics');
  for (const canary of [...SEALED_CANARIES, ...NAMES, ...CONTACTS.map(String)]) {
    expect(service.saidSoFar()).not.toContain(canary);
    expect(metrics).not.toContain(canary);
  }
  const folder = join(service.dataDir, 'index');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
  for (const there of [idOf('open need'), idOf('blind need'), '隔膜']) expect(bytes.includes(there)).toBe(true);
  for (const kind of KINDS) expect(bytes.includes(idOf(`sealed ${kind}`))).toBe(false);
  for (const canary of SEALED_CANARIES) expect([canary, bytes.includes(canary.toLowerCase())]).toEqual([canary, false]);
});

it('5 opened by both, closed by either', async () => {
  const address = `/api/v1/pairings/${idOf('blind × blind')}`;
  const seenBy = async (who: string): Promise<[boolean, boolean]> => {
    const heard = await hear(who, address);
    return [heard.includes('李远洲'), CONTACTS.every((one) => heard.includes(String(one)))];
  };
  const agree = async (who: string, method = 'POST'): Promise<number> =>
    (await ask(method, `${address}/agreement`, callerOf(who)))[0];

  expect([await agree('enterprise'), await agree('broker'), await agree('anonymous')]).toEqual([404, 403, 401]);
  expect(await agree('blind enterprise')).toBe(200);
  // Each side names the other's people in what is its own.
  expect(await hear('blind enterprise', address)).not.toContain('QX9041');
  for (const who of ['blind enterprise', 'blind researcher', 'broker']) expect((await seenBy(who))[1]).toBe(false);
  expect(await agree('blind researcher')).toBe(200);
  for (const who of ['blind enterprise', 'blind researcher', 'broker']) {
    expect([who, ...(await seenBy(who))]).toEqual([who, true, true]);
  }
  expect(await hear('blind enterprise', address)).toContain('QX9041');
  expect(await seenBy('auditor')).toEqual([true, false]);
  for (const who of ['anonymous', 'enterprise', 'researcher']) expect(await seenBy(who)).toEqual([false, false]);
  for (const other of ['open × blind', 'blind × open']) {
    const heard = await hear('broker', `/api/v1/pairings/${idOf(other)}`);
    for (const canary of [...NAMES, ...CONTACTS]) expect(heard).not.toContain(canary);
  }
  expect(await agree('blind researcher', 'DELETE')).toBe(200);
  expect(await seenBy('broker')).toEqual([false, false]);
  expect(await hear('blind enterprise', address)).not.toContain('QX9041');
});

it('6 sealed ones are not counted', async () => {
  const countedBy = async (who: string): Promise<unknown[]> => {
    const answers = await Promise.all(
      ['statistics', 'statistics/lists', 'statistics/supply-demand', 'needs', 'duplicates'].map((path) =>
        ask('GET', `/api/v1/${path}`, callerOf(who)),
      ),
    );
    return answers.map(([, text]) => {
      const {
        queue: _queue,
        settled: _settled,
        ...numbers
      } = JSON.parse(text.slice(text.indexOf('\n'))) as {
        queue?: object;
        settled?: boolean;
      };
      return numbers;
    });
  };
  await service.settled();
  const before = await countedBy('broker');
  await service.post('need', idOf('organization'), SEALED.need);
  await service.settled();
  expect(await countedBy('broker')).toEqual(before);
});

it('7 no profile of an organization on request', async () => {
  const profileTo = async (who: string, id: string): Promise<[number, string]> => {
    const [status, text] = await ask('GET', `/api/v1/organizations/${id}/profile`, callerOf(who));
    return [status, text.slice(text.indexOf('\n')).replaceAll(id, '')];
  };
  const own = ['blind enterprise', 'blind researcher'];
  const cleared = ['broker', 'auditor', 'operator'];
  for (const [i, id] of blindOrganizations.entries()) {
    const [status, profile] = await profileTo(own[i] ?? '', id);
    expect([status, profile]).toEqual([200, expect.stringMatching(/青岚|沐阳坡/)]);
    const others = [...callers.keys()].filter((who) => who !== own[i] && !cleared.includes(who));
    expect(others).toEqual(expect.arrayContaining(['anonymous', 'enterprise', 'researcher']));
    for (const who of others) {
      const missing = await profileTo(who, randomUUID());
      expect([who, ...missing]).toEqual([who, 404, expect.stringContaining('not-found')]);
      expect([who, ...(await profileTo(who, id))]).toEqual([who, ...missing]);
    }
  }
  expect((await profileTo('anonymous', idOf('open organization')))[0]).toBe(200);
});

it('8 sealed with the answer', async () => {
  for (const what of ['blind need', 'open need']) {
    const path = `/intake/v1/needs/${idOf(what)}`;
    const { content } = (await service.get<{ content: object }>(path)).body;
    const sealed = await service.send('PUT', path, { content: { ...content, confidentiality: 'sealed' } });
    expect(sealed.status).toBe(200);
    const heard = await Promise.all(
      ['needs?limit=100', `needs/${idOf(what)}`, `supplies/${idOf('open achievement')}/pairings`].map((one) =>
        hear('broker', `/api/v1/${one}`),
      ),
    );
    expect(heard.slice(1).join()).toContain('not-found');
    expect([heard[0], heard[2]].join()).not.toContain(idOf(what));
  }
});

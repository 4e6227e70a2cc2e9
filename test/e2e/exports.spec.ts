/**
 * 1 an export taken in again changes nothing: CSV in both languages and JSONL, with every field there is, lists that hold
 *   separators, texts that look like formulas, records with and without an id of their poster's
 * 2 CSV begins with a BOM and runs no formula; a workbook holds text as text; both say the same
 * 3 one exports one's own as posted, and what is published as everyone sees it; the auditor no contact and nothing sealed
 * 4 pairings, reviews and cases, with contacts only where both sides agreed
 * 5 a broken-off download makes room for the next; filters and faults
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { BuiltService } from '../support/built-service.js';
import type { Page } from '../support/built-service.js';

let service: BuiltService;
let enterprise: { headers: Record<string, string>; organizationId: string };
let university: { headers: Record<string, string>; organizationId: string };
const FORMULA = '=HYPERLINK("http://evil.example","点我")';
const contact = { name: '甄隐言', phone: '+86 139 1234 0001', email: 'zhen@canary.example' };

const NEED = {
  ...{
    title: '隔膜, "耐热" 涂层',
    description: '第一行\n第二行；含分号 | 与竖线。',
    indicators: ['≥ 1; ≤ 2', '收缩 | 低'],
  },
  ...{ technicalFields: ['4.3'], industries: ['C3841'], keywords: ['隔膜', '涂层'], keywordsEn: ['membrane'] },
  ...{
    cooperationModes: ['commissioned-development', 'license-open'],
    region: '440106',
    confidentiality: 'public',
    validFrom: '2021-01-01',
  },
  ...{
    validUntil: '2041-01-01',
    source: '@SUM(A1)',
    contact,
    mustHaves: ['[必须]', '+10 ℃'],
    budgetMin: 1,
    budgetMax: 123456,
  },
  ...{
    deadline: '2040-01-01',
    leastTrl: 6,
    acceptedRegions: ['440000'],
    ipRequirement: '-归甲方',
    preferredPartners: ['某校'],
  },
  horizon: 'short',
};
const ACHIEVEMENT = {
  ...{
    title: FORMULA,
    description:
      "'=已带撇号\t制表。以陶瓷颗粒涂覆聚烯烃基膜，比现有产品耐热更好，180 ℃ 热收缩率低于 2 %，已在中试线连续运行三个月。",
    cooperationModes: ['joint-development'],
    indicators: [],
    advantage: '@优势',
    applicationFields: ['电池；储能'],
  },
  ...{
    ipc: ['H01M 50/403'],
    disciplines: ['430'],
    trl: 6,
    trlScale: 'gbt-22900',
    trlEvidence: '中试',
    stage: 'middle',
  },
  ...{
    attribute: 'original',
    priceMin: 7,
    priceMax: 90_000_000_000_001,
    priceBasis: '协商',
    completedOn: '2020-02-02',
  },
  intellectualProperty: [{ kind: 'invention', number: 'ZL202010998877.X', status: 'granted', ownerShare: 50.5 }],
  ...{ team: [{ name: '李远洲', orcid: '0000-0002-1825-0097' }], awards: ['省奖'], limitations: '+待验证' },
  right: { kind: 'ownership', start: '2020-01-01', end: '2040-01-01', empoweredOn: '2020-01-02' },
  ...{ contact, confidentiality: 'on-request' },
};

beforeAll(async () => {
  service = await BuiltService.start();
  enterprise = await service.signedIn('enterprise', '青岚新材料有限公司', 'e@exports.example');
  university = await service.signedIn('researcher', '沐阳坡大学', 'r@exports.example');
  const posted = await service.send('POST', '/intake/v1/needs', {
    ...{ organizationId: enterprise.organizationId, externalId: 'N-1', publish: true, content: NEED },
  });
  expect([posted.status, posted.body]).toEqual([201, expect.anything()]);
  await service.post('need', enterprise.organizationId, {
    ...{ title: '没有编号', cooperationModes: ['joint-development'], budgetMax: 50_000_000 },
    description: '电池隔膜在一百五十度下收缩率超过百分之五，导致短路，希望找到耐热涂层方案，收缩率低于百分之二。',
  });
  await service.post('need', enterprise.organizationId, { title: '草稿', description: '未发布。' }, false);
  await service.post('need', enterprise.organizationId, {
    title: '密件',
    description: '绝密。',
    confidentiality: 'sealed',
  });
  await service.post('achievement', university.organizationId, ACHIEVEMENT);
  await service.post('achievement', university.organizationId, {
    ...{ title: '陶瓷涂层', trl: 6, cooperationModes: ['joint-development'], contact },
    description: '以纳米氧化铝与粘结剂制成隔膜耐热涂层，比现有涂层更薄，一百八十度收缩率低于百分之一，已完成中试。',
  });
  await service.settled();
}, 120_000);
afterAll(() => service?.dispose());

async function download(
  path: string,
  headers = service.headers,
  language = 'zh',
): Promise<[Response, Uint8Array<ArrayBuffer>]> {
  const answer = await fetch(service.url + path, { headers: { ...headers, 'accept-language': language } });
  return [answer, new Uint8Array(await answer.arrayBuffer())];
}
const textOf = async (path: string, headers = service.headers, language = 'zh'): Promise<string> => {
  const [answer, bytes] = await download(path, headers, language);
  expect([path, answer.status]).toEqual([path, 200]);
  return Buffer.from(bytes).toString();
};

it.each([
  ['need', 'xlsx', 'zh'],
  ['achievement', 'xlsx', 'en'],
  ['need', 'csv', 'zh'],
  ['need', 'csv', 'en'],
  ['need', 'jsonl', 'zh'],
  ['achievement', 'csv', 'zh'],
  ['achievement', 'csv', 'en'],
  ['achievement', 'jsonl', 'en'],
] as const)('1 %s as %s in %s', async (kind, format, language) => {
  const rows = kind === 'need' ? 4 : 2;
  const before = (await service.get<Page<object>>(`/intake/v1/${kind}s?limit=200`)).body;
  const [answer, bytes] = await download(`/intake/v1/exports/${kind}s?format=${format}`, service.headers, language);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${kind}s.${format}"`);
  for (const flags of ['&dryRun=true', '']) {
    const { body } = await service.upload(kind, `export.${format}`, bytes, flags);
    const done = await service.imported(body.id);
    const faults = (await service.get<object>(`/intake/v1/imports/${body.id}/faults`)).body;
    expect([done.state, done.rowsTotal, done.rowsUnchanged, faults]).toEqual([
      ...['finished', rows, rows],
      expect.objectContaining({ items: [] }),
    ]);
  }
  expect((await service.get<Page<object>>(`/intake/v1/${kind}s?limit=200`)).body).toEqual(before);
});

it('2 no formula runs, and both sheets say the same', async () => {
  for (const kind of ['need', 'achievement']) {
    const csv = await textOf(`/intake/v1/exports/${kind}s?format=csv`);
    expect(csv.startsWith('\uFEFF编号,')).toBe(true);
    const cells = parse(csv, { bom: true });
    expect(cells.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const [answer, bytes] = await download(`/intake/v1/exports/${kind}s`);
    expect(answer.headers.get('content-type')).toMatch(/spreadsheetml/);
    const [sheet] = (await readXlsx(bytes)).sheets;
    const plain = (cell: string): string => cell.replace(/^'(?=[=+\-@\t\r])/, '');
    const texts = (sheet?.rows ?? []).map((row) =>
      Array.from({ length: cells[0]?.length ?? 0 }, (_, i) => String(row[i] ?? '')),
    );
    expect(texts).toEqual(cells.map((row) => row.map(plain)));
    expect(texts.length).toBeGreaterThan(2);
  }
  const csv = await textOf('/intake/v1/exports/achievements?format=csv');
  expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""点我"")"`);
  expect(csv).toContain("''=已带撇号");
  const [, bytes] = await download('/intake/v1/exports/achievements');
  const [sheet] = (await readXlsx(bytes)).sheets;
  expect(sheet?.rows.flat()).toContain(FORMULA);
  expect([...(sheet?.cells?.values() ?? [])].filter(({ formula }) => formula !== undefined)).toEqual([]);
});

it('3 whose', async () => {
  const titlesOf = async (path: string, headers: Record<string, string>): Promise<string[]> =>
    (await textOf(path, headers))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { title: string }).title)
      .sort();
  const own = '/intake/v1/exports/needs?format=jsonl';
  expect(await titlesOf(own, enterprise.headers)).toEqual([NEED.title, '密件', '没有编号', '草稿'].sort());
  expect(await titlesOf(own, university.headers)).toEqual([]);
  expect(await titlesOf(`${own}&state=draft`, enterprise.headers)).toEqual(['草稿']);
  const auditor = await service.keyOf('auditor', '审计单位', 'a@exports.example');
  const audited = await textOf(own, auditor);
  expect(audited).not.toMatch(/密件|绝密|甄隐言|zhen@/);
  expect(audited).toContain('没有编号');
  for (const scope of ['needs', 'achievements']) {
    const path = `/intake/v1/exports/${scope}?format=jsonl&scope=published`;
    for (const headers of [enterprise.headers, university.headers, service.headers]) {
      const published = await textOf(path, headers);
      expect(published).not.toMatch(/密件|草稿|甄隐言|李远洲|ZL2020/);
      expect(published).toMatch(scope === 'needs' ? /没有编号/ : /某高校/);
    }
  }
  expect((await download(own, {}))[0].status).toBe(401);
});

it('4 pairings, reviews, cases', async () => {
  const needs = (await service.get<Page<{ id: string; externalId: string | null }>>('/intake/v1/needs?limit=50')).body;
  const need = needs.items.find(({ externalId }) => externalId === 'N-1')?.id ?? '';
  const { items } = (
    await service.get<Page<{ id: string; supply: { title: string } }>>(`/api/v1/needs/${need}/pairings?all=true`)
  ).body;
  const pairing = items.find(({ supply }) => supply.title === '陶瓷涂层')?.id ?? '';
  const accepted = await service.send('POST', `/api/v1/pairings/${pairing}/reviews`, {
    decision: 'accept',
    note: '=1+1',
  });
  expect(accepted.status).toBe(201);
  const rowsOf = async (path: string, headers = service.headers): Promise<Record<string, string>[]> =>
    parse(await textOf(`/api/v1/exports/${path}format=csv`, headers), { bom: true, columns: true });

  const before = await rowsOf('pairings?', enterprise.headers);
  expect(before.length).toBeGreaterThan(1);
  expect(JSON.stringify(before)).not.toMatch(/甄隐言|李远洲/);
  expect(before.find(({ id }) => id === pairing)).toMatchObject({ needTitle: NEED.title, supplyTitle: '陶瓷涂层' });
  for (const { headers } of [enterprise, university]) {
    const agreed = await fetch(`${service.url}/api/v1/pairings/${pairing}/agreement`, { method: 'POST', headers });
    expect(agreed.status).toBe(200);
  }
  const after = await rowsOf('pairings?', enterprise.headers);
  expect(after.filter(({ supplyContactName }) => supplyContactName !== '').map(({ id }) => id)).toEqual([pairing]);
  expect(after.find(({ id }) => id === pairing)?.['supplyContactPhone']).toBe("'+86 139 1234 0001");
  const lines = (await textOf('/api/v1/exports/pairings?format=jsonl')).trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(after.length);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ need: { content: {} }, signals: expect.any(Array) });

  expect(await rowsOf('reviews?')).toEqual([
    expect.objectContaining({ pairingId: pairing, decision: 'accept', note: "'=1+1", needTitle: NEED.title }),
  ]);
  expect(await rowsOf('reviews?decision=decline&')).toEqual([]);
  expect((await download('/api/v1/exports/reviews', enterprise.headers))[0].status).toBe(403);
  const [found, ...more] = await rowsOf('cases?', university.headers);
  expect([found, more]).toEqual([expect.objectContaining({ stage: 'introduced', part: 'supply' }), []]);
  expect(await rowsOf('cases?stage=ended&')).toEqual([]);
  // Sealed afterwards: gone from reviews, as from the pairing itself.
  await service.send('PUT', `/intake/v1/needs/${need}`, {
    externalId: 'N-1',
    content: { ...NEED, confidentiality: 'sealed' },
  });
  expect(await rowsOf('reviews?')).toEqual([]);
  expect((await rowsOf('pairings?')).filter(({ needId }) => needId === need)).toEqual([]);
});

it('5 broken off, and faults', async () => {
  for (let i = 0; i < 12; i++) {
    const controller = new AbortController();
    const answer = await fetch(`${service.url}/intake/v1/exports/needs?format=xlsx`, {
      ...{ headers: service.headers, signal: controller.signal },
    });
    expect(answer.status).toBe(200);
    controller.abort();
  }
  expect((await service.get('/intake/v1/exports/needs?format=pdf')).status).toBe(422);
  expect((await service.get('/api/v1/changes?after=x')).status).toBe(422);
});

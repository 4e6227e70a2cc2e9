/**
 * real: [PostgreSQL, queue, LanceDB, model, HTTP: the standalone service in this process]
 * fake: []
 *
 * 1 a published record's profile has tags of many kinds, each the stored text at its span; rules declare nothing
 * 2 a removed tag stays removed and an added one stays, through a new profile and a new revision; both re-rank
 * 3 a faulty edit is refused by field, more than a record may hold as well
 * 4 of a record on request everyone sees no tag that tells what its summary hides; its owner sees them
 * 5 sealed and draft: nobody but who is cleared
 * 6 the field of a record that declares none is guessed from its neighbours, and says that it is a guess
 * 7 tags made by older rules are made anew by the sweep, and no list with them
 * 8 an organization's profile: what each may see; partners by name or counted from three on
 */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { AchievementContent, NeedContent, Tag } from '#matching';
import { DataSource } from '#storage';
import { TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface Profile {
  state: string;
  blind: boolean;
  organizationId: string | null;
  tags: Tag[];
  removed: object[];
  editable: boolean;
}
interface OrganizationView {
  needs: number;
  supplies: number;
  strengths: Record<'technicalFields' | 'keywords', { value: string; records: number }[]>;
  needsByQuarter: { quarter: string; needs: number; technicalFields: string[] }[];
  partners: { id: string | null; name: string; pairs: number }[] | null;
  partnerCount: number | null;
}

const NEED: NeedContent = {
  title: '锂电池隔膜高温收缩问题',
  description: '动力电池用聚乙烯隔膜在150 ℃热收缩过大，寻求耐高温陶瓷涂层，可用于储能电站，降低热失控风险。',
  keywords: ['隔膜'],
  technicalFields: ['6.3'],
};
const FITTING: AchievementContent = {
  title: '耐高温陶瓷涂覆锂电池隔膜',
  description: '采用微凹版涂布工艺在聚乙烯隔膜表面涂覆氧化铝陶瓷涂层，热收缩率低于2%。',
  technicalFields: ['6.3'],
};

let service: TestService;
let enterprise: string;
let university: string;

beforeAll(async () => {
  service = await TestService.startAlone();
});
afterAll(() => service.stop());
beforeEach(async () => {
  await service.startAnew();
  enterprise = await service.organization('青岚电池有限公司', 'enterprise');
  university = await service.organization('南溪大学', 'university');
});

const sql = (text: string, parameters: unknown[] = []): Promise<unknown> =>
  service.app.get(DataSource).query(text, parameters);
async function post(
  kind: 'need' | 'achievement',
  content: object,
  organizationId?: string,
  publish = true,
): Promise<string> {
  const owner = organizationId ?? (kind === 'need' ? enterprise : university);
  const { id } = await service.send('POST', `/intake/v1/${kind}s`, { organizationId: owner, publish, content });
  return id;
}
const profile = (id: string): Promise<Profile> => service.get(`/api/v1/records/${id}/profile`);
const asAnyone = async <T = Profile>(path: string): Promise<T | number> => {
  const answer = await fetch(service.url + path);
  return answer.ok ? ((await answer.json()) as T) : answer.status;
};
async function editTags(kind: 'need' | 'achievement', id: string, ...edits: object[]): Promise<Response> {
  return fetch(`${service.url}/intake/v1/${kind}s/${id}/tags`, {
    method: 'PATCH',
    headers: { ...service.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ edits }),
  });
}
const valuesOf = ({ tags }: Profile, kind: string): string[] =>
  tags.filter((tag) => tag.kind === kind).map(({ value }) => value);

it('1 a profile', async () => {
  const id = await post('need', NEED);
  await service.ranked(id);
  const found = await profile(id);
  expect(found).toMatchObject({ state: 'ready', blind: false, editable: true, organizationId: enterprise });
  expect(valuesOf(found, 'material')).toEqual(expect.arrayContaining(['耐高温陶瓷涂层']));
  expect(valuesOf(found, 'application')).toEqual(['储能电站']);
  expect(valuesOf(found, 'effect')).toEqual(['降低热失控风险']);
  for (const { span, value, source, kind } of found.tags) {
    expect(span).not.toBeNull();
    const [, field = '', i] = span?.path.split('/') ?? [];
    const stored = (NEED as unknown as Record<string, string | string[]>)[field];
    const text = Array.isArray(stored) ? stored[Number(i)] : stored;
    expect(text?.slice(span?.start, span?.end)).toBe(value);
    expect(source === 'declared').toBe(value === '隔膜' || kind === 'technical-field');
  }
});

it('2 edits outlive profiles and revisions, and re-rank', async () => {
  const need = await post('need', NEED);
  const supply = await post('achievement', FITTING);
  await service.settled();
  const keywordsOf = async (): Promise<number | null | undefined> =>
    (await service.listOfNeed(need))[0]?.signals.find(({ signal }) => signal === 'keywords')?.value;
  expect(await keywordsOf()).toBe(1);
  const answer = await editTags(
    'need',
    need,
    { kind: 'keyword', value: '阻燃', action: 'add' },
    { kind: 'application', value: '储能电站', action: 'remove' },
  );
  expect(answer.status).toBe(200);
  await service.settled();
  expect(await keywordsOf()).toBe(0.5);
  const check = async (): Promise<void> => {
    const found = await profile(need);
    expect(found.state).toBe('ready');
    expect(found.tags).toContainEqual({
      ...{ kind: 'keyword', value: '阻燃', source: 'declared', confidence: 1, span: null, edit: 'added' },
    });
    expect(valuesOf(found, 'application')).toEqual([]);
    expect(found.removed).toHaveLength(1);
    expect(valuesOf((await asAnyone(`/api/v1/records/${need}/profile`)) as Profile, 'application')).toEqual([]);
  };
  await check();
  await service.send('PUT', `/intake/v1/needs/${need}`, {
    content: { ...NEED, title: '隔膜热收缩' },
    organizationId: enterprise,
  });
  await service.settled();
  await check();
  await editTags('achievement', supply, { kind: 'keyword', value: '阻燃', action: 'add' });
  await service.settled();
  expect(await keywordsOf()).toBe(1);
  await editTags('need', need, { kind: 'application', value: '储能电站', action: 'reset' });
  await service.settled();
  expect(valuesOf(await profile(need), 'application')).toEqual(['储能电站']);
});

it('3 faulty edits', async () => {
  const id = await post('need', NEED);
  const faulty = await editTags('need', id, { kind: 'technical-field', value: '9.9', action: 'add' });
  expect(faulty.status).toBe(422);
  expect(await faulty.json()).toMatchObject({ errors: [{ pointer: '/edits/0/value' }] });
  const many = (from: number): object[] =>
    Array.from({ length: 100 }, (_, i) => ({ kind: 'keyword', value: `词${from + i}`, action: 'add' }));
  expect((await editTags('need', id, ...many(0))).status).toBe(200);
  expect((await editTags('need', id, ...many(100))).status).toBe(200);
  const full = await editTags('need', id, { kind: 'keyword', value: '再一个', action: 'add' });
  expect(await full.json()).toMatchObject({ status: 409, code: 'tags-full' });
  expect((await editTags('achievement', id, ...many(0))).status).toBe(404);
});

it('4 on request', async () => {
  const id = await post('need', {
    ...NEED,
    description: `青岚电池有限公司与李远洲教授研制“云铠”隔膜。${NEED.description}`,
    keywords: ['隔膜', '云铠'],
    confidentiality: 'on-request',
  });
  await editTags('need', id, ...['云铠', '青岚', '陶瓷'].map((value) => ({ kind: 'product', value, action: 'add' })));
  await service.settled();
  const shown = (await asAnyone(`/api/v1/records/${id}/profile`)) as Profile;
  expect(shown).toMatchObject({ blind: true, organizationId: null, editable: false, removed: [], state: 'ready' });
  expect(JSON.stringify(shown)).not.toMatch(/青岚|云铠|李远洲|█/);
  expect(shown.tags.filter(({ edit }) => edit === 'added').map(({ value }) => value)).toEqual(['陶瓷']);
  expect(valuesOf(await profile(id), 'product')).toEqual(expect.arrayContaining(['云铠', '青岚', '陶瓷']));
  expect(valuesOf(await profile(id), 'keyword')).toContain('云铠');
});

it('5 sealed and draft', async () => {
  const sealed = await post('need', { ...NEED, confidentiality: 'sealed' });
  const draft = await post('need', NEED, enterprise, false);
  for (const id of [sealed, draft]) {
    expect(await asAnyone(`/api/v1/records/${id}/profile`)).toBe(404);
    expect(valuesOf(await profile(id), 'effect')).toEqual(['降低热失控风险']);
    expect((await editTags('need', id, { kind: 'effect', value: '降低热失控风险', action: 'remove' })).status).toBe(
      200,
    );
    expect(valuesOf(await profile(id), 'effect')).toEqual([]);
  }
  expect(await sql('SELECT 1 FROM profiles')).toEqual([]);
});

it('6 a guessed field', async () => {
  for (const [i, film] of ['陶瓷涂覆隔膜', '芳纶涂覆隔膜', '聚烯烃隔膜', '复合隔膜'].entries()) {
    await post('achievement', { ...FITTING, title: `锂电池${film}`, description: `${FITTING.description}第${i}种。` });
  }
  await service.settled();
  const { technicalFields: _declared, ...undeclared } = NEED;
  const id = await post('need', undeclared);
  await service.settled();
  expect((await profile(id)).tags.filter(({ kind }) => kind === 'technical-field')).toEqual([
    { kind: 'technical-field', value: '6.3', source: 'model', confidence: 0.8, span: null },
  ]);
});

it('7 older rules', async () => {
  const id = await post('need', NEED);
  await service.settled();
  const before = (await profile(id)).tags;
  await sql(`UPDATE profiles SET tags = '[]', tag_rules = 0`);
  const rankedAt = (await service.records.findAnyKind(id))?.pipelineAt;
  expect((await profile(id)).tags).toHaveLength(before.length);
  await service.queue.add('sweep', {});
  await until('it is tagged anew', async () => {
    const rows = (await sql('SELECT 1 FROM profiles WHERE tag_rules > 0')) as unknown[];
    return rows.length === 1;
  });
  await service.quiet();
  expect((await profile(id)).tags).toEqual(before);
  expect((await service.records.findAnyKind(id))?.pipelineAt).toEqual(rankedAt);
});

it('8 an organization', async () => {
  const supplies = [
    await post('achievement', { ...FITTING, keywords: ['陶瓷涂覆'] }),
    await post('achievement', { ...FITTING, title: '锂电池隔膜涂布机头', keywords: ['陶瓷涂覆'] }),
  ];
  const hidden = await post('achievement', { ...FITTING, keywords: ['秘术'], confidentiality: 'sealed' });
  const veiled = await post('achievement', { ...FITTING, keywords: ['隐术'], confidentiality: 'on-request' });
  await service.settled();
  const path = `/api/v1/organizations/${university}/profile`;
  const seen = (await asAnyone<OrganizationView>(path)) as OrganizationView;
  expect(seen).toMatchObject({ needs: 0, supplies: 2, partners: null, partnerCount: null });
  expect(seen.strengths.technicalFields).toEqual([{ value: '6.3', records: 2 }]);
  expect(seen.strengths.keywords).toContainEqual({ value: '陶瓷涂覆', records: 2 });
  expect(JSON.stringify(seen)).not.toMatch(/秘术|隐术/);
  const whole = await service.get<OrganizationView>(path);
  expect(whole.supplies).toBe(4);
  expect(JSON.stringify(whole)).toMatch(/秘术/);

  const openCase = async (needOwner: string, content: object, supply: string): Promise<void> => {
    const need = await post('need', content, needOwner);
    await sql(
      `INSERT INTO cases (pairing_id, need_id, supply_id, need_revision, supply_revision, need_organization_id,
         supply_organization_id, stage, opened_by) VALUES (gen_random_uuid(), $1, $2, 1, 1, $3, $4, 'proposed', 'test')`,
      [need, supply, needOwner, university],
    );
  };
  const [first = '', second = ''] = supplies;
  await openCase(enterprise, NEED, first);
  await openCase(await service.organization('蓝鲸材料有限公司', 'enterprise'), NEED, second);
  expect(await asAnyone<OrganizationView>(path)).toMatchObject({ partners: null, partnerCount: null });
  const third = await service.organization('赤霄机械有限公司', 'enterprise');
  await openCase(third, { ...NEED, confidentiality: 'on-request' }, first);
  await openCase(third, NEED, hidden);
  await openCase(third, NEED, veiled);
  expect(await asAnyone<OrganizationView>(path)).toMatchObject({ partners: null, partnerCount: null });
  await openCase(third, NEED, first);
  expect(await asAnyone<OrganizationView>(path)).toMatchObject({ partners: null, partnerCount: 3 });
  const { partners } = await service.get<OrganizationView>(path);
  expect(partners?.map(({ name, pairs }) => [name, pairs])).toEqual(
    expect.arrayContaining([
      ['赤霄机械有限公司', 4],
      ['青岚电池有限公司', 1],
    ]),
  );
  const asked = (await asAnyone<OrganizationView>(`/api/v1/organizations/${third}/profile`)) as OrganizationView;
  expect(asked.needsByQuarter).toMatchObject([{ needs: 3, technicalFields: ['6.3'] }]);
  const alone = await service.organization('无录单位', 'enterprise');
  expect(await asAnyone(`/api/v1/organizations/${alone}/profile`)).toBe(404);
});

/**
 * The main job, over HTTP against the built service: post a need, get explained pairings, and see them follow edits.
 *
 * 1 a published need has its pairings within 2 s (the best of three, since other tests share the machine)
 * 2 a pairing says why: signals with evidence, gaps, its rank on both lists, the engine's digest
 * 3 the spans of shared phrases cut the stored texts at the phrase
 * 4 the supply's list shows the need, by the same pairing
 * 5 an edit with the current revision changes the list; one with an older revision is refused
 * 6 a withdrawn supply leaves the list and its pages, and no later ranking brings it back
 * 7 progress events tell the states in order, end with `ranked`, and then the stream closes
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService } from '../support/built-service.js';
import type { Page, PostedRecord, Problem } from '../support/built-service.js';
import { until } from '../support/until.js';

type Span = Record<'start' | 'end', number> & { path: string };
interface Pairing {
  id: string;
  supplyId: string;
  shownRank: number;
  supplyRank: number;
  summary: string;
  signals: {
    signal: string;
    value: number | null;
    evidence: { kind: string; phrases?: { text: string; need: Span; supply: Span }[] } | null;
  }[];
  gaps: { kind: string; asked: unknown; stated: unknown }[];
}
interface FullPairing extends Pairing {
  need: { content: Content };
  supply: { content: Content };
}
interface PairingList extends Page<Pairing> {
  pipelineState: string;
}
type Content = Record<string, unknown>;

const ACHIEVEMENTS = {
  electrolyte: {
    title: '低温锂离子电池用氟代羧酸酯电解液',
    description: '以氟代羧酸酯与 LiFSI 构筑弱溶剂化电解液，-40 ℃放电容量保持率 82 %，析锂明显减轻。',
    technicalFields: ['6.3'],
    trl: 5,
    priceMin: 300_000_00,
  },
  separator: {
    title: '陶瓷涂覆耐热锂电池隔膜',
    description: '氧化铝水性涂层，150 ℃下隔膜收缩率低于 2 %。',
    technicalFields: ['6.3'],
  },
  ozone: {
    title: '非均相催化臭氧氧化深度处理装置',
    description: '以锰基催化剂强化臭氧氧化，印染废水色度由 200 倍降至 20 倍，吨水电耗 1.1 kWh。',
    technicalFields: ['7.1'],
  },
  membrane: {
    title: '耐污染反渗透膜表面接枝方法',
    description: '两性离子接枝使反渗透膜通量衰减减半，用于高盐废水回用。',
    technicalFields: ['7.1'],
  },
  bearing: {
    title: '基于振动信号包络谱的滚动轴承早期故障诊断',
    description: '自适应共振解调提取微弱冲击，剥落直径 0.2 mm 即可报警，误报率低于 1 %。',
    technicalFields: ['8.3'],
  },
} satisfies Record<string, Content>;

const NEEDS = {
  battery: {
    title: '冬季低温下锂电池放电容量衰减',
    description: '北方冬季 -30 ℃时电动叉车电池只放出一半电量。寻求低温电解液，能用ＬｉＦＳＩ更好，须抑制析锂。',
    technicalFields: ['6.3'],
    indicators: ['-30 ℃放电容量保持率 ≥ 75 %'],
    leastTrl: 7,
    budgetMax: 500_000_00,
  },
  dyeing: {
    title: '印染废水色度超标',
    description: '生化出水色度仍有 200 倍，寻求吨水电耗低的深度处理技术，催化臭氧或其他均可。',
    technicalFields: ['7.1'],
  },
  vibration: {
    title: '风机滚动轴承故障发现太晚',
    description: '引风机轴承剥落后才停机，希望由振动信号提前两周报警，误报率要低。',
    technicalFields: ['8.3'],
  },
} satisfies Record<string, Content>;
type NeedName = keyof typeof NEEDS;

let service: BuiltService;
let enterprise: string;
const supplies = new Map<string, string>();
const needs = new Map<NeedName, PostedRecord>();
const secondsTaken: number[] = [];

const needId = (name: NeedName): string => needs.get(name)?.id ?? '';
const supplyId = (name: keyof typeof ACHIEVEMENTS): string => supplies.get(name) ?? '';
const pairingsOf = async (need: string): Promise<PairingList> =>
  (await service.get<PairingList>(`/api/v1/needs/${need}/pairings`)).body;
const ranked = (need: string): Promise<PairingList> =>
  until('the need is ranked', async () => {
    const list = await pairingsOf(need);
    return list.pipelineState === 'ranked' && list.items.length > 0 && list;
  });
const bestOf = ({ items }: PairingList): Pairing => {
  if (!items[0]) throw new Error('the list is empty');
  return items[0];
};
/** Text at a JSON pointer such as /indicators/0. */
const at = (content: Content, pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, step) => (value as Content)[step], content) as string;

beforeAll(async () => {
  service = await BuiltService.start();
  enterprise = await service.register('溪川叉车有限公司', 'enterprise');
  const university = await service.register('云澜大学', 'university', '430100');
  for (const [name, content] of Object.entries(ACHIEVEMENTS)) {
    supplies.set(name, (await service.post('achievement', university, content)).id);
  }
  await service.settled();
  for (const [name, content] of Object.entries(NEEDS)) {
    const began = performance.now();
    const need = await service.post('need', enterprise, content);
    await ranked(need.id);
    secondsTaken.push((performance.now() - began) / 1000);
    needs.set(name as NeedName, need);
  }
});
afterAll(() => service?.dispose());

describe('from posting to pairings', () => {
  it('1 within two seconds', () => {
    console.log(`posted to paired: ${secondsTaken.map((seconds) => seconds.toFixed(2)).join(', ')} s`);
    expect(Math.min(...secondsTaken)).toBeLessThan(2);
  });

  it.each([
    ['battery', 'electrolyte'],
    ['dyeing', 'ozone'],
    ['vibration', 'bearing'],
  ] as const)('2 the need on %s is led by the %s', async (need, supply) => {
    const list = await ranked(needId(need));
    expect(list.total).toBe(list.items.length);
    expect(list.items.map(({ shownRank }) => shownRank)).toEqual(list.items.map((_item, i) => i + 1));
    expect(bestOf(list)).toMatchObject({ needId: needId(need), supplyId: supplyId(supply), supplyRank: 1 });
  });

  it('2 evidence, gaps, digest', async () => {
    const { engineDigest } = (await service.get<{ engineDigest: string }>('/api/v1/statistics')).body;
    const pairing = bestOf(await ranked(needId('battery')));
    expect(pairing).toMatchObject({ engineDigest, degraded: null, stale: false });
    expect(pairing.gaps).toContainEqual({ kind: 'maturity', asked: 7, stated: 5 });
    // Measured at another temperature: shown beside what was asked, and not taken for an answer.
    expect(pairing.gaps).toContainEqual({
      kind: 'indicators',
      asked: [expect.objectContaining({ text: NEEDS.battery.indicators[0] })],
      stated: expect.objectContaining({ text: '-40 ℃放电容量保持率 82 %' }),
      outcome: 'unknown',
    });
    expect(pairing.gaps.map(({ kind }) => kind)).not.toContain('price');
    const kinds = pairing.signals.flatMap(({ evidence }) => (evidence ? [evidence.kind] : []));
    expect(kinds).toEqual(expect.arrayContaining(['similar-meaning', 'shared-terms', 'shared-phrases', 'price']));
    for (const { value, evidence } of pairing.signals) expect(value === null).toBe(evidence === null);
    expect(pairing.summary).toContain('成熟度 TRL 5，要求 7');
  });

  it('3 spans of shared phrases', async () => {
    const { id } = bestOf(await ranked(needId('battery')));
    const { body } = await service.get<FullPairing>(`/api/v1/pairings/${id}`);
    const { need, supply, signals } = body;
    const phrases = signals.flatMap(({ evidence }) => evidence?.phrases ?? []);
    // Full-width ＬｉＦＳＩ on one side and half-width on the other: spans count stored characters, not compared ones.
    expect(phrases.map(({ text }) => text)).toEqual(expect.arrayContaining(['电解液', '放电容量保持率', 'lifsi']));
    for (const phrase of phrases) {
      for (const [content, { path, start, end }] of [
        [need.content, phrase.need],
        [supply.content, phrase.supply],
      ] as const) {
        expect(at(content, path).slice(start, end).normalize('NFKC').toLowerCase()).toBe(phrase.text);
      }
    }
  });

  it("4 the supply's list", async () => {
    const pairing = bestOf(await ranked(needId('dyeing')));
    const { body } = await service.get<PairingList>(`/api/v1/supplies/${supplyId('ozone')}/pairings`);
    expect(bestOf(body)).toEqual(pairing);
    expect(body.items.map(({ supplyRank }) => supplyRank)).toEqual(body.items.map((_item, i) => i + 1));
  });
});

describe('after posting', () => {
  it('5 an edit changes the list', async () => {
    const need = needs.get('vibration');
    const edited = { organizationId: enterprise, content: { ...NEEDS.dyeing, title: '反渗透膜通量衰减太快' } };
    const path = `/intake/v1/needs/${need?.id}`;
    const { status, body } = await service.send<PostedRecord>('PUT', path, edited, { 'if-match': '"1"' });
    expect([status, body.revision]).toEqual([200, 2]);
    const leader = await until('another leads', async () => {
      const list = await ranked(needId('vibration'));
      return bestOf(list).supplyId !== supplyId('bearing') && bestOf(list);
    });
    expect([supplyId('membrane'), supplyId('ozone')]).toContain(leader.supplyId);

    const late = await service.send<Problem>('PUT', path, edited, { 'if-match': '"1"' });
    expect(late.body).toMatchObject({ status: 409, code: 'revision-conflict' });
  });

  it('6 a withdrawn supply is gone for good', async () => {
    const gone = supplyId('electrolyte');
    expect(bestOf(await ranked(needId('battery'))).supplyId).toBe(gone);
    const { status } = await service.send('POST', `/intake/v1/achievements/${gone}/withdraw`);
    expect(status).toBe(200);

    const idsOn = async () => (await pairingsOf(needId('battery'))).items.map(({ supplyId: id }) => id);
    expect(await idsOn()).not.toContain(gone);
    for (const page of ['', '/pairings']) {
      const { body } = await service.get<Problem>(`/api/v1/supplies/${gone}${page}`);
      expect(body).toMatchObject({ status: 404, code: 'not-found' });
    }
    await service.settled();
    const content = { ...NEEDS.battery, description: `${NEEDS.battery.description}预算可谈。` };
    await service.send('PUT', `/intake/v1/needs/${needId('battery')}`, { organizationId: enterprise, content });
    await service.settled();
    expect(bestOf(await ranked(needId('battery'))).supplyId).toBe(supplyId('separator'));
    expect(await idsOn()).not.toContain(gone);
  });
});

describe('progress events', () => {
  const ORDER = ['pending', 'profiled', 'ranked'];

  /** Reads the stream to its end. */
  async function statesOf(record: string): Promise<string[]> {
    const answer = await fetch(`${service.url}/api/v1/records/${record}/progress/events`, { headers: service.headers });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const events = (await answer.text()).trim().split('\n\n');
    return events.map((event) => {
      const lines = Object.fromEntries(event.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      expect(lines['event']).toBe('progress');
      return (JSON.parse(lines['data'] ?? '') as { pipelineState: string }).pipelineState;
    });
  }

  it('7 from pending to ranked', async () => {
    const { id } = await service.post('need', enterprise, NEEDS.vibration);
    const states = await statesOf(id);
    expect(states.at(-1)).toBe('ranked');
    expect(states).toEqual(ORDER.filter((state) => states.includes(state)));
  });

  it('7 of a record that is ranked already: one event; of no record: 404', async () => {
    expect(await statesOf(needId('dyeing'))).toEqual(['ranked']);
    const { body } = await service.get<Problem>('/api/v1/records/00000000-0000-4000-8000-000000000000/progress/events');
    expect(body).toMatchObject({ status: 404, code: 'not-found' });
  });
});

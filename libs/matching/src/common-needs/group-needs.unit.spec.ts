/**
 * 1 Needs of three enterprises that ask for the same are a group; of two enterprises, or of one that asks thrice, they are not.
 * 2 The order in which needs are given makes no difference.
 * 3 Another division keeps needs apart; silence, or a technical field that fits, does not.
 * 4 What a person settled stays together however unlike, meets no other settled group, and takes in what fits.
 * 5 A need that a person took out does not come back to that group, and keeps no other from it.
 * 6 A list compares by what it has anew, no longer and otherwise; its digest follows its content and not its order.
 * 7 A wording names nobody: sentences with names are left out, and what people write has them hidden.
 */
import { describe, expect, it } from '@jest/globals';
import { evenStatistics, profiledNeed } from '../../test/profiled.js';
import type { NeedContent } from '../records.js';
import { comparableNeed } from './comparable-need.js';
import type { ComparableNeed } from './comparable-need.js';
import { toEnd } from '../steps.js';
import { groupNeeds } from './group-needs.js';
import type { NeedGroup, SettledGroup } from './group-needs.js';
import { OrganizationNames } from './organization-names.js';
import { comparePublished, listDigest, listOf } from './published-list.js';
import { wordingOf } from './wording.js';

const TEXTS = {
  frost: ['电池低温续航衰减', '零下二十度放电只剩六成容量，低温充电析锂'],
  weave: ['纱线断头自动识别', '细纱断头靠挡车工巡回发现，毛羽粗细节事后才知道'],
  paint: ['水性涂料耐水性不足', '漆膜泡水发白起泡，高湿季节表干两三小时'],
  // Nothing is told from anything where all say it: some that nobody shares.
  slag: ['高炉渣显热回收', '水淬渣耗水大，冲渣蒸汽腐蚀厂房'],
  shrimp: ['对虾病害早期预警', '溶氧夜间骤降，弧菌检测要两天'],
} as const;
const need = (
  id: string,
  organizationId: string,
  about: keyof typeof TEXTS,
  { industry = '', field = '' } = {},
): ComparableNeed => {
  const [title, description] = TEXTS[about];
  const declared = { source: 'declared', confidence: 1, span: null } as const;
  const tags = [
    ...(industry ? [{ kind: 'industry', value: industry, ...declared } as const] : []),
    ...(field ? [{ kind: 'technical-field', value: field, ...declared } as const] : []),
  ];
  return comparableNeed(
    profiledNeed({ title, description }, { id, organizationId, profile: { tags } }),
    evenStatistics(),
  );
};
const others = [need('y', 'o8', 'slag'), need('z', 'o9', 'shrimp')];
const group = (needs: readonly ComparableNeed[], settled: SettledGroup[] = []): NeedGroup[] =>
  toEnd(groupNeeds([...needs, ...others], settled));
const idsOf = (groups: readonly NeedGroup[]): string[] =>
  groups
    .map(({ needs }) =>
      needs
        .map(({ id }) => id)
        .sort()
        .join(' '),
    )
    .sort();
const three = (coded: { industry?: string; field?: string }[] = [{}, {}, {}]): ComparableNeed[] =>
  coded.map((codes, i) => need(`f${i}`, `o${i}`, 'frost', codes));

describe('grouping', () => {
  it('1 three enterprises', () => {
    expect(idsOf(group(three()))).toEqual(['f0 f1 f2']);
    expect(group(three().slice(0, 2))).toEqual([]);
    expect(group(three().map((one) => ({ ...one, organizationId: 'one' })))).toEqual([]);
  });

  it('2 any order', () => {
    const all = [...three(), ...[0, 1, 2].map((i) => need(`w${i}`, `o${i}`, 'weave'))];
    const first = group(all);
    expect(idsOf(first)).toEqual(['f0 f1 f2', 'w0 w1 w2']);
    expect(group([...all].reverse())).toEqual(first);
  });

  it.each([
    ['one division', [{ industry: 'C3841' }, { industry: 'C38' }, { industry: 'C3840' }], 'C38'],
    ['two divisions', [{ industry: 'C3841' }, { industry: 'C1711' }, { industry: 'C3841' }], undefined],
    ['silence', [{ industry: 'C3841' }, {}, { industry: 'C3841' }], 'C38'],
    ['fields that fit', [{ field: '6.3' }, { field: '6' }, { field: '6.3' }], null],
    ['fields that do not', [{ field: '6.3' }, { field: '4.3' }, { field: '6.3' }], undefined],
  ])('3 %s', (_what, codes, industry) => {
    expect(group(three(codes))[0]?.industry).toBe(industry);
  });

  it('4 settled', () => {
    const all = [...three(), need('w0', 'o5', 'weave')];
    const one = { id: 'A', needIds: ['f0', 'w0'], excluded: [] };
    const other = { id: 'B', needIds: ['f1'], excluded: [] };
    const found = group(all, [one, other]);
    const of = (id: string): string[] | undefined =>
      found
        .find(({ settledId }) => settledId === id)
        ?.needs.map((grouped) => grouped.id)
        .sort();
    expect(of('A')).toEqual(expect.arrayContaining(['f0', 'w0']));
    expect(of('B')).toEqual(['f1', 'f2']);
    expect(of('A')).not.toContain('f1');
  });

  it('5 taken out', () => {
    const settled = { id: 'A', needIds: ['f0', 'f1'], excluded: ['f2'] };
    expect(idsOf(group(three(), [settled]))).toEqual(['f0 f1']);
    expect(idsOf(group(three(), [{ ...settled, excluded: [] }]))).toEqual(['f0 f1 f2']);
    const alike = need('f3', 'o3', 'frost');
    expect(idsOf(group([...three(), alike], [settled]))).toEqual(['f0 f1 f3']);
  });
});

it('6 lists', () => {
  const item = (id: string, title = 't') => ({ id, title, description: '', industry: null, enterprises: 3, needs: 3 });
  const [before, after] = [listOf([item('b'), item('a')]), listOf([item('c'), item('b', 'other')])];
  expect(comparePublished(before, after)).toEqual({
    added: [item('c')],
    removed: [item('a')],
    changed: [{ id: 'b', fields: ['title'], from: item('b'), to: item('b', 'other') }],
  });
  expect(listDigest(before)).toBe(listDigest(listOf([item('a'), item('b')])));
  expect(listDigest(before)).not.toBe(listDigest(after));
});

it('7 wording', () => {
  const names = new OrganizationNames(
    ['澄浦汽车流体部件有限公司', '霁原涂装有限公司', '砚溪工业有限公司'],
    evenStatistics(),
  );
  const of = (name: string, title: string, description: string) => ({
    content: { title, description } satisfies NeedContent,
    organization: { name, kind: 'enterprise' as const, region: null },
  });
  const wording = toEnd(
    wordingOf(
      [
        of('澄浦汽车流体部件有限公司', '澄浦漆膜泡水发白', '澄浦的漆膜泡水发白起泡。高湿季节表干要三小时。'),
        of('霁原涂装有限公司', '漆膜耐水性不足', '我们曾向砚溪供货，漆膜泡水发白。高湿季节表干慢，堆叠回粘。'),
      ],
      names,
    ),
  );
  expect(wording.title).toBe('漆膜耐水性不足');
  expect(wording.description).toContain('高湿季节');
  expect(JSON.stringify(wording)).not.toMatch(/澄浦|霁原|砚溪|█/);
  expect(names.forReaders('由砚溪工业与澄浦提出：耐水', ['澄浦汽车流体部件有限公司'])).toBe('由某与某提出：耐水');
});

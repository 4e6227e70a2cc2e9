/**
 * 1 Declared labels are what the poster declared, each pointing at its field; what is hidden is none.
 * 2 A removed tag stays away, an added or confirmed one stays, whatever the rules find.
 * 3 An added tag points at the text that uses its words, and at nothing where none does.
 * 4 Edited codes and keywords count in the signals that read them; without edits nothing changes.
 * 5 Of a record on request, no edit that everyone sees names what its summary hides.
 */
import { describe, expect, it } from '@jest/globals';
import { profiledNeed, profiledSupply } from '../../test/profiled.js';
import { technicalField } from '../signals/codes.js';
import { keywords } from '../signals/keywords.js';
import { signalContext } from '../signals/lexical-form.js';
import { TermStatistics } from '../text/term-statistics.js';
import { blindTagEdits } from './blind-tag-edits.js';
import { declaredTags } from './declared-tags.js';
import { ruleTags } from './rule-tags.js';
import { withTagEdits } from './tag-edits.js';
import type { TagEdit } from './tag.js';

const content = {
  title: '环氧树脂灌封胶',
  description: '以环氧树脂为基体，用于电机绕组。',
  keywords: ['灌封', '██'],
  technicalFields: ['4.3'],
  applicationFields: ['新能源汽车'],
};
const context = signalContext(new TermStatistics({ documents: 1, counts: new Map() }));

it('1 declared', () => {
  expect(declaredTags(content)).toEqual([
    { kind: 'technical-field', value: '4.3', source: 'declared', confidence: 1, span: at('/technicalFields/0', 3) },
    { kind: 'keyword', value: '灌封', source: 'declared', confidence: 1, span: at('/keywords/0', 2) },
    {
      kind: 'application',
      value: '新能源汽车',
      source: 'declared',
      confidence: 1,
      span: at('/applicationFields/0', 5),
    },
  ]);
});

describe('2 3 edits', () => {
  const edits: TagEdit[] = [
    { kind: 'material', value: '环氧树脂', edit: 'confirmed' },
    { kind: 'application', value: '新能源汽车', edit: 'removed' },
    { kind: 'application', value: '电机绕组', edit: 'removed' },
    { kind: 'keyword', value: '绕组', edit: 'added' },
    { kind: 'keyword', value: '导热', edit: 'added' },
  ];
  const tags = withTagEdits([...declaredTags(content), ...ruleTags(content)], edits, content);
  const one = (value: string): object | undefined => tags.find((tag) => tag.value === value);

  it('2 removed stays away, confirmed is declared', () => {
    expect(ruleTags(content).map(({ value }) => value)).toContain('电机绕组');
    expect([one('新能源汽车'), one('电机绕组')]).toEqual([undefined, undefined]);
    expect(one('环氧树脂')).toMatchObject({ source: 'declared', confidence: 1, edit: 'confirmed' });
  });

  it('2 and stays when no rule finds it any more', () => {
    const later = withTagEdits([], edits, { title: '别的', description: '' });
    expect(later.map(({ value }) => value)).toEqual(['环氧树脂', '绕组', '导热']);
  });

  it('3 points at its words', () => {
    expect(one('绕组')).toMatchObject({ edit: 'added', span: { path: '/description', start: 13, end: 15 } });
    expect(one('导热')).toMatchObject({ edit: 'added', span: null });
  });
});

describe('4 signals', () => {
  const profile = (tagEdits: TagEdit[]): object => ({ profile: { tagEdits } });
  const need = (tagEdits: TagEdit[]): ReturnType<typeof profiledNeed> =>
    profiledNeed({ description: '要求耐磨', keywords: ['耐磨', '导热'], technicalFields: ['4.3'] }, profile(tagEdits));
  const supply = (tagEdits: TagEdit[] = []): ReturnType<typeof profiledSupply> =>
    profiledSupply({ description: '耐磨涂层，阻燃', technicalFields: ['4.1'] }, profile(tagEdits));

  it.each<[string, TagEdit[], TagEdit[], number]>([
    ['none', [], [], 1 / 2],
    ['removed from the need', [{ kind: 'keyword', value: '导热', edit: 'removed' }], [], 1],
    ['added to the need', [{ kind: 'keyword', value: '阻燃', edit: 'added' }], [], 2 / 3],
    ['added to the supply', [], [{ kind: 'keyword', value: '导热', edit: 'added' }], 1],
    ['of another kind', [{ kind: 'effect', value: '导热', edit: 'removed' }], [], 1 / 2],
  ])('4 keywords: %s', (_name, needs, supplies, value) => {
    expect(keywords.read(need(needs), supply(supplies), context)?.value).toBe(value);
  });

  it('4 evidence of what no text says', () => {
    const edits: TagEdit[] = [{ kind: 'keyword', value: '阻燃', edit: 'added' }];
    expect(keywords.read(need(edits), supply(), context)?.evidence()).toEqual({
      kind: 'keywords',
      found: [{ text: '耐磨', need: at('/keywords/0', 2), supply: { path: '/description', start: 0, end: 2 } }],
      missing: [{ text: '导热', span: at('/keywords/1', 2) }],
      tagged: [{ text: '阻燃', need: null, supply: { path: '/description', start: 5, end: 7 }, found: true }],
    });
    expect(keywords.read(need([]), supply(), context)?.evidence()).not.toHaveProperty('tagged');
  });

  it('4 codes', () => {
    const value = (edits: TagEdit[]): number | undefined =>
      technicalField.read(need([]), supply(edits), context)?.value;
    expect(value([])).toBe(0.5);
    expect(value([{ kind: 'technical-field', value: '4.3', edit: 'added' }])).toBe(1);
    expect(value([{ kind: 'technical-field', value: '4.1', edit: 'removed' }])).toBeUndefined();
  });
});

describe('5 on request', () => {
  const secret = {
    title: '注册商标蓝盾的涂层',
    description: '广州青岚新材料有限公司与李明远教授研制“云铠”涂层。',
    source: '羊城晚报',
    contact: { name: '王小二' },
    region: '440106',
    team: [{ name: '欧阳木兰' }],
    intellectualProperty: [{ kind: 'invention' as const, number: '202010998877.X' }],
    registrationNumber: '9442020Y3077',
    limitations: '仅限“云铠”产线',
  };
  const company = { name: '广州青岚新材料有限公司', kind: 'enterprise', region: '440106' } as const;

  it.each([
    ...['青岚', '云铠', '云铠涂层', '李明远', '王小二', '羊城晚报', 'HX-3000', '广州'],
    ...['440106', '欧阳木兰', '202010998877', '9442020Y3077'],
  ])('5 %s is kept back', (value) => {
    expect(blindTagEdits([{ kind: 'keyword', value, edit: 'added' }], secret, company)).toEqual([]);
  });

  it('5 what names nobody is shown, and a removal works', () => {
    const edits: TagEdit[] = [
      { kind: 'keyword', value: '防腐涂层', edit: 'added' },
      { kind: 'product', value: '青岚', edit: 'removed' },
    ];
    expect(blindTagEdits(edits, secret, company)).toEqual(edits);
  });
});

function at(path: string, end: number): { path: string; start: number; end: number } {
  return { path, start: 0, end };
}

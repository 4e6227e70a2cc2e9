/**
 * 1 The same text is as alike as can be, whatever its widths and spaces; two topics are not alike.
 * 2 One title is enough for a suspicion, other bodies or not; without bodies, titles alone are compared.
 * 3 Another order of magnitude of the same quantity is another record, in the title or in the body; a number left out,
 *   rounded, converted or written otherwise contradicts nothing.
 * 4 A copied text about another object is another record.
 * 5 Within one organization records must be more alike to be suspected than between two.
 * 6 It does not matter which of the two is given first, and phrases stand where they say in both stored texts.
 * 7 The hash of a text changes with its prose and with nothing else.
 */
import { describe, expect, it } from '@jest/globals';
import { plainEngine, profiledNeed } from '../../test/profiled.js';
import type { ProfiledNeed } from '../profile.js';
import type { NeedContent } from '../records.js';
import { isSuspected, likenessOf, suspect } from './duplicates.js';
import { textHash } from './text-hash.js';

const { context } = plainEngine();
const TEXT: NeedContent = {
  title: '陶瓷膜 污堵',
  description: '废水 用 孔径 0.1 μm 的 陶瓷膜 过滤，三周 污堵，通量 由 120 降到 40，要求 通量恢复率 不低于 90 %。',
};
const by = (content: Partial<NeedContent>, organizationId = 'another'): ProfiledNeed =>
  profiledNeed({ ...TEXT, ...content }, { id: `need-${organizationId}`, organizationId });
const one = profiledNeed(TEXT);
const likeness = (other: ProfiledNeed, first = one): number => likenessOf(first, other, context);
const replaced = (from: string, to: string): ProfiledNeed => by({ description: TEXT.description.replace(from, to) });

describe('likeness', () => {
  it('1 the same and another topic', () => {
    expect(likeness(by({}))).toBeCloseTo(1, 9);
    expect(
      likeness(by({ title: '陶瓷膜　污堵！', description: TEXT.description.replace('0.1', '０.１') })),
    ).toBeGreaterThan(0.9);
    expect(likeness(by({ title: '机械手 取件 慢', description: '注塑 周期 4 秒，希望 缩短。' }))).toBeLessThan(0.2);
  });

  it('2 titles', () => {
    const titled = by({ description: '注塑 周期 缩短 一半，机械手 不 刮花 餐盒。' });
    expect(suspect(one, titled, context)?.evidence.sameTitle).toBe(true);
    expect(likeness(by({ description: '' }))).toBeCloseTo(1, 9);
    expect(likeness(by({ title: '陶瓷膜 的 污堵 难题', description: '' }))).toBeGreaterThan(0.6);
    expect(likeness(by({ title: '稻飞虱', description: '' }))).toBe(0);
  });

  it.each([
    ['in the body', replaced('0.1 μm', '5 μm')],
    ['of a demand', replaced('90 %', '9 %')],
  ])('3 another order of magnitude %s', (_where, other) => expect(likeness(other)).toBe(0));

  it('3 another size in the title', () => {
    const sized = (size: string): ProfiledNeed => by({ title: `${size} 陶瓷膜 污堵` });
    expect(likeness(sized('5 μm'), sized('0.1 μm'))).toBe(0);
    expect(likeness(sized('100 nm'), sized('0.1 μm'))).toBeGreaterThan(0.8);
  });

  it.each([
    ['left out', replaced('，要求 通量恢复率 不低于 90 %', '')],
    ['converted', replaced('0.1 μm', '100 nm')],
    ['written otherwise', replaced('不低于 90 %', '≥90%')],
    ['a little higher', replaced('90 %', '95 %')],
  ])('3 a number %s', (_how, other) => expect(likeness(other)).toBeGreaterThan(0.8));

  it('4 another object', () => {
    const about = (object: string): ProfiledNeed =>
      by({
        title: `${object} 寿命 短`,
        description: `${object} 用 三个月 就 磨穿，${object} 更换 要 停机，求 耐磨 涂层，使 ${object} 寿命 翻倍。`,
      });
    expect(likeness(about('渣浆泵'), about('渣浆泵'))).toBeCloseTo(1, 9);
    expect(likeness(about('渣浆泵'), about('刮板机'))).toBe(0);
  });

  it('5 one organization', () => {
    const other = by({}, 'another');
    const own = by({}, 'enterprise-1');
    expect([0.5, 0.6].map((value) => isSuspected(one, other, value))).toEqual([true, true]);
    expect([0.5, 0.6].map((value) => isSuspected(one, own, value))).toEqual([false, true]);
  });

  it('6 order and places', () => {
    const other = by({ title: '污堵 的 陶瓷膜' });
    const [there, back] = [suspect(one, other, context)!, suspect(other, one, context)!];
    expect(back.likeness).toBe(there.likeness);
    expect(there.evidence.phrases.length).toBeGreaterThan(2);
    const at = ({ record }: ProfiledNeed, { path, start, end }: { path: string; start: number; end: number }): string =>
      (path === '/title' ? record.content.title : record.content.description).slice(start, end);
    for (const { text, first, second } of there.evidence.phrases) {
      expect([at(one, first), at(other, second)]).toEqual([text, text]);
    }
  });

  it('7 hash of the text', () => {
    expect(textHash({ ...TEXT, budgetMax: 1, contact: { name: '王' } })).toBe(textHash(TEXT));
    expect(textHash({ ...TEXT, keywords: ['膜'] })).not.toBe(textHash(TEXT));
  });
});

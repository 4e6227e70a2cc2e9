/**
 * 1 A region is called by what lies above it, other codes by themselves and a name; without an English name, the Chinese.
 * 2 A retired region says what it is now, where that is known.
 */
import { describe, expect, it } from '@jest/globals';
import { codeLabel } from './code-names.js';

const name = (code: string, zh: string, en: string | null = null) => ({ code, zh, en });
const base = { namedBy: '', within: [], children: 0, retired: false, lastListed: null, became: null };
const t = (key: string, values: Record<string, string>): string => `${key} ${values.place} ${values.now ?? ''}`.trim();

describe('codeLabel', () => {
  it('1 regions and other codes', () => {
    const within = [name('430000', '湖南省'), name('430100', '长沙市')];
    const region = { ...base, ...name('430104', '岳麓区'), within };
    expect(codeLabel('region', region, 'zh', t)).toBe('湖南省 长沙市 岳麓区');
    expect(codeLabel('region', region, 'en', t)).toBe('湖南省 长沙市 岳麓区');
    const industry = { ...base, ...name('C3841', '电气机械和器材制造业', 'electrical machinery'), namedBy: 'C38' };
    expect(codeLabel('industry', industry, 'zh', t)).toBe('C3841 电气机械和器材制造业');
    expect(codeLabel('industry', industry, 'en', t)).toBe('C3841 electrical machinery');
  });

  it('2 retired regions', () => {
    const retired = { ...base, ...name('310108', '闸北区'), within: [name('310000', '上海市')], retired: true };
    expect(codeLabel('region', retired, 'zh', t)).toBe('codes.retired 上海市 闸北区');
    const followed = { ...retired, became: name('310106', '静安区') };
    expect(codeLabel('region', followed, 'zh', t)).toBe('codes.retiredNow 上海市 闸北区 静安区');
  });
});

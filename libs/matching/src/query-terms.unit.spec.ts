/**
 * 1 The bigrams and words of a record, the most telling first, each once.
 * 2 At most forty, in the same order every time.
 * 3 A record without text asks nothing.
 */
import { describe, expect, it } from '@jest/globals';
import { PLAIN_VERSION, plainEngine, profiledNeed } from '../test/profiled.js';
import { engineOf } from './engine.js';
import { queryTermsOf } from './query-terms.js';
import { TermStatistics } from './text/term-statistics.js';

describe('queryTermsOf', () => {
  it('1 asks with the telling terms first, each once', () => {
    const statistics = new TermStatistics({ documents: 100, counts: new Map([['设备', 95], ['石墨', 20]]) }); // prettier-ignore
    const need = profiledNeed({ title: '石墨烯 设备', description: 'LiFePO4' });
    const terms = queryTermsOf(need, engineOf(PLAIN_VERSION, statistics, null));
    expect([...terms].sort()).toEqual(['墨烯', '石墨', '石墨烯', '设备', 'lifepo4'].sort());
    expect(terms.at(-1)).toBe('设备');
    expect(terms.indexOf('石墨烯')).toBeLessThan(terms.indexOf('石墨'));
  });

  it('2 stops at forty, always the same ones', () => {
    const description = Array.from({ length: 90 }, (_one, i) => String.fromCodePoint(0x4e00 + i)).join('');
    const terms = queryTermsOf(profiledNeed({ description }), plainEngine());
    expect(new Set(terms).size).toBe(40);
    expect(queryTermsOf(profiledNeed({ description }), plainEngine())).toEqual(terms);
  });

  it('3 asks nothing for nothing', () => {
    expect(queryTermsOf(profiledNeed({ title: '—' }), plainEngine())).toEqual([]);
  });
});

/**
 * 1 Every signal has a name of its own, a version, and a prior weight of 0 or more.
 * 2 A signal added as one object is read, weighed by its prior, explained and part of the digest, under a fitted version
 *   that never heard of it; without it nothing changes.
 */
import { describe, expect, it } from '@jest/globals';
import { evenStatistics, PLAIN_VERSION, plainEngine, profiledNeed, profiledSupply } from '../../test/profiled.js';
import { engineOf } from '../engine.js';
import { explain, scoreCandidates } from '../rank.js';
import { summarize } from '../summary.js';
import { SIGNAL_NAMES, SIGNALS } from './catalogue.js';
import { signal } from './signal.js';

/** What a file of a new signal holds: whether the need's preferred partner is on the supply's team. */
const preferredPartner = signal({
  name: 'preferred-partner',
  version: 1,
  prior: 0.1,
  read({ record: need }, { record: supply }) {
    const asked = need.content.preferredPartners ?? [];
    const team = (supply.content.team ?? []).map(({ name }) => name);
    if (asked.length === 0 || team.length === 0) return null;
    const found = asked.filter((name) => team.includes(name));
    const missing = asked
      .filter((name) => !found.includes(name))
      .map((text, i) => ({ text, span: { path: `/preferredPartners/${i}`, start: 0, end: text.length } }));
    return {
      value: found.length > 0 ? 1 : 0,
      evidence: () => ({ kind: 'keywords', found: [], missing }),
    };
  },
});

const NOW = new Date('2026-06-15T00:00:00Z');
const need = profiledNeed({ title: '高镍 正极', preferredPartners: ['林远'] });
const supplies = [
  profiledSupply({ title: '高镍 正极', team: [{ name: '周和' }] }, { id: 's-a' }),
  profiledSupply({ title: '高镍 正极', team: [{ name: '林远' }] }, { id: 's-b' }),
  profiledSupply({ title: '高镍 正极' }, { id: 's-c' }),
];

describe('the catalogue', () => {
  it('1 is well formed', () => {
    expect(new Set(SIGNAL_NAMES).size).toBe(SIGNALS.length);
    for (const { version, prior } of SIGNALS) {
      expect(version).toBeGreaterThanOrEqual(1);
      expect(prior).toBeGreaterThanOrEqual(0);
    }
  });

  it('2 takes a new signal', () => {
    const plain = plainEngine();
    const engine = engineOf(PLAIN_VERSION, evenStatistics(), null, [...SIGNALS, preferredPartner]);
    const order = (by: typeof engine): string[] =>
      scoreCandidates(need, supplies, by, NOW).map(({ partnerId }) => partnerId);
    expect(order(plain)).toEqual(['s-a', 's-b', 's-c']);
    // Unknown counts for nobody and against nobody.
    expect(order(engine)).toEqual(['s-b', 's-c', 's-a']);
    expect(engine.digest).not.toBe(plain.digest);

    const [best, silent] = scoreCandidates(need, supplies, engine, NOW).map((one) => explain(one, engine));
    expect(best?.signals.at(-1)).toEqual({
      signal: 'preferred-partner',
      value: 1,
      share: expect.any(Number),
      evidence: { kind: 'keywords', found: [], missing: [] },
    });
    expect(best?.signals.at(-1)?.share).toBeGreaterThan(0);
    expect(silent?.signals.at(-1)).toEqual({ signal: 'preferred-partner', value: null, share: 0, evidence: null });
    expect(summarize({ ...best!, links: [] }, 'zh')).not.toBe('');
  });
});

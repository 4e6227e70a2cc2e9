/**
 * 1 an expert is behind an achievement by ORCID; where not both state one, by name and organization; else not
 * 2 an expert scores what the best achievement they are behind scores, never less than on their own, and keeps each link
 * 3 an expert behind nothing is offered within the need's field only
 * 4 a facility is offered exactly when it closes a gap: the need states a level, a listed achievement a lower one, and the
 *   facility takes in that one and brings it all the way
 * 5 a facility of another field is not offered: a chemical pilot plant not to a need of chips; without codes the text tells
 * 6 an achievement known to be of another field than the facility's is not bridged
 * 7 a service is offered where it works in the need's field; achievements are left as they are
 * 8 order is by score, then by id, whatever order candidates come in
 * 9 no pairing of these kinds has a probability; an achievement's has, and is as if there were no other kinds
 * 10 gaps of these kinds are those that such a supply is asked to fill
 * 11 whoever says they are not to be had is not offered
 * 12 what links a supply comes first in the summary, in both languages; a closed gap names the facility
 */
import { describe, expect, it } from '@jest/globals';
import { plainEngine, profiledNeed, profiledSupply } from '../../test/profiled.js';
import type { ProfiledSupply } from '../profile.js';
import { explain, scoreCandidates } from '../rank.js';
import type { ScoredCandidate } from '../rank.js';
import type { AnyContent, SupplyKind } from '../records.js';
import { summarize } from '../summary.js';
import { behind } from './behind.js';
import { SCORE_IN_FIELD, withLinks } from './beside.js';
import type { Listed } from './beside.js';
import { fieldRelation } from './in-field.js';

const engine = plainEngine();
const NOW = new Date('2026-06-15T04:00:00Z');
const ORCID = '0000-0002-1825-0097';
const OTHER_ORCID = '0000-0001-5109-3700';

const supplyOf = (
  kind: SupplyKind,
  content: Partial<AnyContent>,
  beside: { id?: string; organizationId?: string } = {},
): ProfiledSupply => {
  const made = profiledSupply(content, { id: `${kind}-1`, organizationId: `of-${kind}`, ...beside });
  return { ...made, record: { ...made.record, kind } };
};
const CHIP = { technicalFields: ['1.2'], industries: ['C3973'] };
const CHEMISTRY = { technicalFields: ['4.5'], industries: ['C2614'] };
const need = profiledNeed({ title: '芯片 封装', description: '芯片 封装 材料', leastTrl: 7, ...CHIP });
const chip = profiledSupply({ title: '芯片 封装 工艺', trl: 4, ...CHIP }, { id: 'chip' });
const pilot = (content: Partial<AnyContent> = {}, id = 'pilot'): ProfiledSupply =>
  supplyOf('facility', { title: '封装 中试线', bridgesFrom: 4, bridgesTo: 7, ...CHIP, ...content }, { id });

const candidate = (supply: ProfiledSupply, score: number): ScoredCandidate => ({
  ...{ need, supply, score },
  partnerId: supply.record.id,
  readings: [],
});
const linked = (candidates: ScoredCandidate[], listed: readonly Listed[]): ScoredCandidate[] =>
  withLinks(candidates, () => listed);
const offered = (supply: ProfiledSupply, listed: readonly Listed[], score = 0.1): boolean =>
  linked([candidate(supply, score)], listed).length === 1;
const list = (...supplies: ProfiledSupply[]): Listed[] =>
  supplies.map((supply, i) => ({ supply, score: 0.9 - i / 10 }));

describe('people behind', () => {
  const HOME = { organizationId: 'university' };
  it.each([
    [{ name: '周衡', orcid: ORCID }, { name: '周 衡', orcid: ORCID }, 'elsewhere', 'orcid'],
    [{ name: '周衡', orcid: ORCID }, { name: '周衡', orcid: OTHER_ORCID }, 'university', null],
    [{ name: '周衡' }, { name: '周　衡' }, 'university', 'name'],
    [{ name: '周衡' }, { name: '周衡' }, 'elsewhere', null],
    [{ name: '周衡', orcid: ORCID }, { name: '周衡' }, 'university', 'name'],
    [{ name: '周衡' }, { name: '周衡', orcid: ORCID }, 'university', 'name'],
    [{ name: '周衡' }, { name: '周恒' }, 'university', null],
    [{}, { name: '周衡' }, 'university', null],
  ])('1 expert %j, member %j of an achievement of %s: %s', (person, member, organizationId, by) => {
    const expert = supplyOf('expert', person, HOME).record;
    const { record } = profiledSupply({ team: [{ name: '别人' }, member] }, { organizationId });
    expect(behind(expert, record)).toBe(by);
  });

  it('1 nobody is behind what names no team', () => {
    expect(behind(supplyOf('expert', { name: '周衡', orcid: ORCID }, HOME).record, chip.record)).toBeNull();
  });

  it('2 takes the best score of what they are behind', () => {
    const made = (id: string, orcid: string) => profiledSupply({ team: [{ name: '周衡', orcid }] }, { id });
    const listed = list(made('first', OTHER_ORCID), made('second', ORCID), made('third', ORCID));
    const expert = supplyOf('expert', { name: '周衡', orcid: ORCID });
    const [low] = linked([candidate(expert, 0.2)], listed);
    expect(low).toMatchObject({ score: 0.8, ownScore: 0.2, isByLink: true });
    expect(low?.links).toEqual([
      { kind: 'behind', achievementId: 'second', achievementRevision: 1, by: 'orcid', score: 0.8 },
      { kind: 'behind', achievementId: 'third', achievementRevision: 1, by: 'orcid', score: expect.closeTo(0.7) },
    ]);
    expect(linked([candidate(expert, 0.95)], listed)[0]).toMatchObject({
      score: 0.95,
      ownScore: 0.95,
      isByLink: false,
    });
    const stranger = supplyOf('expert', { name: '周衡', orcid: ORCID, ...CHEMISTRY });
    expect(linked([candidate(stranger, 0.95)], listed)[0]).toMatchObject({ score: 0.95, isByLink: true });
  });

  it('3 others work in the field', () => {
    const expert = (content: Partial<AnyContent>) => supplyOf('expert', { name: '周衡', ...content });
    expect(offered(expert(CHIP), [])).toBe(true);
    expect(offered(expert(CHEMISTRY), [])).toBe(false);
    expect(offered(expert({}), [], SCORE_IN_FIELD)).toBe(true);
    expect(offered(expert({}), [], SCORE_IN_FIELD - 0.01)).toBe(false);
  });
});

describe('facilities', () => {
  const at = (content: Partial<AnyContent>) => profiledSupply({ ...CHIP, ...content }, { id: 'listed' });
  it.each([
    ['closes 4 to 7', {}, at({ trl: 4 }), 7, true],
    ['brings it further', { bridgesTo: 9 }, at({ trl: 4 }), 7, true],
    ['takes in less', { bridgesFrom: 3 }, at({ trl: 4 }), 7, true],
    ['takes in only more', { bridgesFrom: 5 }, at({ trl: 4 }), 7, false],
    ['stops short', { bridgesTo: 6 }, at({ trl: 4 }), 7, false],
    ['a stage counts as its upper level', { bridgesFrom: 3 }, at({ stage: 'early' }), 7, true],
    ['the level is reached', {}, at({ trl: 7 }), 7, false],
    ['the achievement is silent', {}, at({}), 7, false],
    ['the need is silent', {}, at({ trl: 4 }), undefined, false],
  ])('4 %s', (_what, range, achievement, leastTrl, expected) => {
    const asking = profiledNeed({ ...CHIP, leastTrl });
    const found = withLinks([{ ...candidate(pilot(range), 0.1), need: asking }], () => list(achievement));
    expect(found).toHaveLength(expected ? 1 : 0);
  });

  it('4 stores what it bridges, from where to where, and keeps its own score', () => {
    const ready = profiledSupply({ trl: 8, ...CHIP }, { id: 'ready' });
    const [found] = linked([candidate(pilot(), 0.3)], list(ready, chip));
    expect(found).toMatchObject({
      score: 0.3,
      links: [{ kind: 'bridges', achievementId: 'chip', achievementRevision: 1, from: 4, to: 7 }],
    });
    expect(linked([candidate(pilot(), 0.3)], list(ready))).toEqual([]);
    expect(linked([candidate(pilot(), 0.3)], [])).toEqual([]);
  });

  it('5 a chemical pilot plant is not offered to a need of chips, however alike the texts are', () => {
    expect(offered(pilot(CHEMISTRY), list(chip), 0.99)).toBe(false);
    expect(offered(pilot({ technicalFields: ['4.5'], industries: undefined }), list(chip), 0.99)).toBe(false);
    expect(offered(pilot({ technicalFields: undefined, industries: ['C2614'] }), list(chip), 0.99)).toBe(false);
    expect(offered(pilot({ technicalFields: ['4.5'], industries: ['C39'] }), list(chip))).toBe(true);
    expect(offered(pilot({ technicalFields: ['1'], industries: undefined }), list(chip))).toBe(true);
  });

  it('5 without codes the text tells', () => {
    const silent = pilot({ technicalFields: undefined, industries: undefined });
    expect(offered(silent, list(chip), SCORE_IN_FIELD)).toBe(true);
    expect(offered(silent, list(chip), SCORE_IN_FIELD - 0.01)).toBe(false);
  });

  it('5 where the owner declares no field, the one the profile understood counts', () => {
    const tag = { kind: 'technical-field', value: '1.2', source: 'model', confidence: 0.7, span: null } as const;
    const silent = pilot({ technicalFields: undefined, industries: undefined });
    const tagged = { ...silent, profile: { ...silent.profile, tags: [tag] } };
    expect(fieldRelation(need, silent)).toBe('unknown');
    expect(fieldRelation(need, tagged)).toBe('shared');
  });

  it('6 bridges only what could be of its field', () => {
    const paint = profiledSupply({ trl: 4, ...CHEMISTRY }, { id: 'paint' });
    const silent = profiledSupply({ trl: 4 }, { id: 'silent' });
    expect(offered(pilot(), list(paint))).toBe(false);
    const [found] = linked([candidate(pilot(), 0.3)], list(paint, silent, chip));
    expect(found?.links?.map(({ achievementId }) => achievementId)).toEqual(['silent', 'chip']);
  });
});

describe('lists of their own', () => {
  it('7 services and achievements', () => {
    expect(offered(supplyOf('service', CHEMISTRY), [], 0.3)).toBe(false);
    expect(offered(supplyOf('service', {}), [], 0.3)).toBe(true);
    expect(offered(supplyOf('service', {}), [], 0.05)).toBe(false);
    expect(linked([candidate(chip, 0.5)], list(chip))).toEqual([candidate(chip, 0.5)]);
  });

  it('8 by score, then by id', () => {
    const all = ['b', 'a', 'c'].map((id) => candidate(pilot({}, id), id === 'c' ? 0.5 : 0.3));
    for (const order of [all, all.toReversed()]) {
      expect(linked(order, list(chip)).map(({ partnerId }) => partnerId)).toEqual(['c', 'a', 'b']);
    }
  });

  it('9 a probability is an achievement’s', () => {
    const [found] = linked(scoreCandidates(need, [pilot()], engine, NOW), list(chip)).map((one) =>
      explain(one, engine),
    );
    expect(found).toMatchObject({ supplyKind: 'facility', probability: null });
    const [alone] = scoreCandidates(need, [chip], engine, NOW);
    const among = scoreCandidates(need, [pilot(), chip], engine, NOW).find(({ partnerId }) => partnerId === 'chip');
    expect(explain(among!, engine)).toEqual(explain(alone!, engine));
    expect(explain(alone!, engine).probability).toBeGreaterThan(0);
    expect(explain(alone!, engine).links).toEqual([]);
  });

  it('9 shares are parts of what the readings come to, not of a score that a link raised', () => {
    const expert = supplyOf('expert', { title: '芯片 封装', name: '周衡', orcid: ORCID, ...CHIP });
    const team = profiledSupply({ team: [{ name: '周衡', orcid: ORCID }] }, { id: 'team' });
    const scored = scoreCandidates(need, [expert], engine, NOW);
    const [found] = linked(scored, [{ supply: team, score: 1 }]).map((one) => explain(one, engine));
    expect(found?.score).toBe(1);
    expect(found?.signals).toEqual(explain(scored[0]!, engine).signals);
    expect(found?.signals.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 2);
  });

  it('10 gaps are of what such a supply is asked', () => {
    const asking = profiledNeed({
      ...CHIP,
      leastTrl: 7,
      ipRequirement: '专利权清晰',
      cooperationModes: ['joint-development'],
      budgetMax: 100,
      indicators: ['寿命 大于 5 年'],
    });
    const gapsOf = (supply: ProfiledSupply): string[] => {
      const [found] = scoreCandidates(asking, [supply], engine, NOW);
      return explain(found!, engine).gaps.map(({ kind }) => kind);
    };
    expect(gapsOf(chip)).toEqual(['maturity', 'cooperation', 'price', 'indicators', 'ip']);
    expect(gapsOf(supplyOf('expert', {}))).toEqual(['cooperation', 'price']);
    expect(gapsOf(pilot())).toEqual(['price']);
    expect(gapsOf(supplyOf('service', {}))).toEqual(['price']);
  });

  it('11 who is not to be had is left out', () => {
    const found = (availability: AnyContent['availability']): number =>
      scoreCandidates(need, [pilot({ availability })], engine, NOW).length;
    expect([found('unavailable'), found('limited'), found('open'), found(undefined)]).toEqual([0, 1, 1, 1]);
  });

  it('12 summaries begin with the link', () => {
    const of = { achievementId: 'a', title: '低温键合', pairingId: null };
    const said = (link: Parameters<typeof summarize>[0]['links'], locale: 'zh' | 'en') =>
      summarize({ signals: [], gaps: [], links: link! }, locale);
    expect(said([{ kind: 'behind', by: 'orcid', ...of }], 'zh')).toBe('该专家是成果《低温键合》团队成员');
    expect(said([{ kind: 'behind', by: 'name', ...of }], 'en')).toBe('on the team behind “低温键合”');
    expect(said([{ kind: 'bridges', from: 4, to: 7, ...of }], 'zh')).toBe('可将成果《低温键合》由 TRL 4 提升到 7');
    expect(said([{ kind: 'bridges', from: 4, to: 7, ...of }], 'en')).toBe('bridges TRL 4 to 7 for “低温键合”');
    const closedBy = { id: 'f', title: '封装中试线', pairingId: null };
    const gaps = [{ kind: 'maturity' as const, asked: 7, stated: 4, closedBy }];
    expect(summarize({ signals: [], gaps }, 'zh')).toContain('成熟度 TRL 4，要求 7（中试平台《封装中试线》可弥合）');
    expect(summarize({ signals: [], gaps }, 'en')).toContain('TRL 4, asked 7 (closed by the facility “封装中试线”)');
  });
});

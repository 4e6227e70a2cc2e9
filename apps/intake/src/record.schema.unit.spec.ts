/**
 * 1 Every code of the samples is one that may be used; so is everything else they say.
 * 2 A number is checked as a patent's only where the right is one.
 * 3 Of experts, facilities and services: what each must say, and which codes and levels are refused, with the field named.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { faultsOf } from '#http';
import { organizationInputSchema } from './organization.schema.js';
import { CONTENT_SCHEMAS } from './record.schema.js';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');

describe('record schema', () => {
  it.each([
    ['needs.jsonl', 'need', 70],
    ['needs-without-supply.jsonl', 'need', 24],
    ['achievements.jsonl', 'achievement', 270],
    ['experts.jsonl', 'expert', 8],
    ['facilities.jsonl', 'facility', 6],
    ['services.jsonl', 'service', 6],
  ] as const)('1 takes all of %s', async (file, kind, count) => {
    const lines = (await readFile(join(SAMPLES, file), 'utf8')).trim().split('\n');
    const faults = lines.flatMap((line) => {
      const { id, organizationName, organizationRegion, ...content } = JSON.parse(line) as Record<string, unknown>;
      const organization = { name: organizationName, kind: 'enterprise', region: organizationRegion };
      const issues = [
        CONTENT_SCHEMAS[kind].safeParse(content).error?.issues ?? [],
        organizationInputSchema.safeParse(organization).error?.issues ?? [],
      ];
      return issues.flat().map(({ path, message }) => [id, path, message]);
    });
    expect([lines.length, faults]).toEqual([count, []]);
  });

  it.each([
    ['invention', 'ZL200310102344.5', true],
    ['invention', 'ZL200310102344.6', false],
    ['utility-model', 'ZL200310102344.5', false],
    ['software', '2015SR123456', true],
    ['variety', 'CNA20150123.4', true],
    ['invention', undefined, true],
  ] as const)('2 a right of kind %s with number %s: %s', (kind, number, valid) => {
    const content = { title: '涂层', description: '陶瓷涂层。', intellectualProperty: [{ kind, number }] };
    expect(CONTENT_SCHEMAS.achievement.safeParse(content).success).toBe(valid);
  });

  const TEXT = { title: '正极材料', description: '正极材料的制备与改性，面向动力电池。' };
  const FACILITY = { ...TEXT, bridgesFrom: 4, bridgesTo: 7 };
  const EXPERT = { ...TEXT, name: '林知遥' };
  const SERVICE = { ...TEXT, serviceKind: 'testing' };
  it.each([
    ['expert', EXPERT, []],
    ['expert', TEXT, ['/name']],
    ['expert', { ...EXPERT, orcid: '0000-0002-1825-0098' }, ['/orcid']],
    ['expert', { ...EXPERT, papers: [{ title: '单晶化', doi: '10.1000/182', year: 2021 }] }, []],
    [
      'expert',
      { ...EXPERT, papers: [{ title: '单晶化', doi: 'doi.org/182', year: 21 }] },
      ['/papers/0/doi', '/papers/0/year'],
    ],
    [
      'expert',
      { ...EXPERT, intellectualProperty: [{ kind: 'invention', number: 'ZL200310102344.6' }] },
      ['/intellectualProperty/0/number'],
    ],
    ['expert', { ...EXPERT, availability: 'sometimes', trl: 5 }, ['/availability', '/trl']],
    ['expert', { ...EXPERT, priceMin: 2, priceMax: 1 }, ['/priceMax']],
    ['facility', FACILITY, []],
    ['facility', TEXT, ['/bridgesFrom', '/bridgesTo']],
    ['facility', { ...FACILITY, bridgesFrom: 0, bridgesTo: 10 }, ['/bridgesFrom', '/bridgesTo']],
    ['facility', { ...FACILITY, bridgesTo: 4 }, ['/bridgesTo']],
    ['facility', { ...FACILITY, bridgesFrom: 7, bridgesTo: 4 }, ['/bridgesTo']],
    ['facility', { ...FACILITY, validFrom: '2027-01-02', validUntil: '2027-01-01' }, ['/validUntil']],
    ['service', SERVICE, []],
    ['service', TEXT, ['/serviceKind']],
    ['service', { ...SERVICE, leadTimeDays: -1, name: '林知遥' }, ['/leadTimeDays', '/name']],
  ] as const)('3 %s %j: %j', (kind, content, pointers) => {
    const parsed = CONTENT_SCHEMAS[kind].safeParse(content, { reportInput: true });
    const faults = parsed.success ? [] : faultsOf(parsed.error);
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual([...pointers]);
    for (const { zh, en } of faults)
      expect([zh, en]).toEqual([expect.stringMatching(/\p{Script=Han}/u), expect.any(String)]);
  });

  it('3 says what a facility bridges', () => {
    const { error } = CONTENT_SCHEMAS.facility.safeParse({ ...FACILITY, bridgesTo: 3 }, { reportInput: true });
    expect(error && faultsOf(error)).toMatchObject([
      { zh: expect.stringContaining('较高的 TRL'), en: expect.stringContaining('higher one') },
    ]);
  });
});

/**
 * 1 Every code of the samples is one that may be used; so is everything else they say.
 * 2 A number is checked as a patent's only where the right is one.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { organizationInputSchema } from './organization.schema.js';
import { achievementContentSchema, CONTENT_SCHEMAS } from './record.schema.js';

const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'samples');

describe('record schema', () => {
  it.each([
    ['needs.jsonl', 'need', 70],
    ['needs-without-supply.jsonl', 'need', 24],
    ['achievements.jsonl', 'achievement', 270],
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
    expect(achievementContentSchema.safeParse(content).success).toBe(valid);
  });
});

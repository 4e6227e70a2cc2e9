/**
 * 1 Every fault is told at once, each at its JSON pointer, in Chinese and in English.
 * 2 A missing field is asked for, a wrong type named by the type wanted, a wrong choice by the choices.
 * 3 Limits are told with their unit.
 * 4 An unknown key is a fault at that key, at any depth.
 * 5 A check of our own speaks its own words, in refine and in regex alike.
 * 6 Whatever zod finds beside has words in both languages.
 * 7 Pointers escape ~ and / (RFC 6901).
 * 8 Every fault says of what sort it is.
 */
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DomainError } from '#matching';
import type { Fault } from '#matching';
import { faultsOf as inputFaultsOf, parseWith, says } from './zod-faults.js';

function faultsOf(schema: z.ZodType, value: unknown): readonly Fault[] {
  try {
    parseWith(schema, value);
    return [];
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid') return error.faults;
    throw error;
  }
}
const onlyFault = (schema: z.ZodType, value: unknown): Fault => {
  const [fault, ...more] = faultsOf(schema, value);
  if (!fault || more.length > 0) throw new Error(`${more.length + (fault ? 1 : 0)} faults, not one`);
  const { pointer, zh, en } = fault;
  return { pointer, zh, en };
};

describe('parseWith', () => {
  it('1 tells every fault where it is', () => {
    const schema = z.strictObject({
      title: z.string(),
      team: z.array(z.strictObject({ name: z.string() })),
      trl: z.int(),
    });
    const faults = faultsOf(schema, { team: [{ name: 'a' }, { name: 1 }], trl: '6' });
    expect(faults).toEqual([
      { kind: 'missing', pointer: '/title', zh: '必填，请填写。', en: 'required; please give it.' },
      { kind: 'type', pointer: '/team/1/name', zh: '应为文本。', en: 'should be text.' },
      { kind: 'type', pointer: '/trl', zh: '应为数字。', en: 'should be a number.' },
    ]);
    expect(parseWith(schema, { title: 'a', team: [], trl: 6 })).toEqual({ title: 'a', team: [], trl: 6 });
  });

  it.each<[string, z.ZodType, unknown, string, string]>([
    ['a missing value', z.string(), undefined, '必填，请填写。', 'required; please give it.'],
    ['null', z.string(), null, '应为文本。', 'should be text.'],
    ['a fraction', z.int(), 1.5, '应为整数。', 'should be a whole number.'],
    ['text for a list', z.array(z.string()), 'a', '应为列表。', 'should be a list.'],
    ['a list for an object', z.object({}), [], '应为对象。', 'should be an object.'],
    ['another choice', z.enum(['short', 'long']), 'far', '只能是：short, long。', 'must be one of: short, long.'],
  ])('2 %s', (_what, schema, value, zh, en) => {
    expect(onlyFault(schema, value)).toEqual({ pointer: '', zh, en });
  });

  it.each<[z.ZodType, unknown, string, string]>([
    [z.string().min(1), '', '不能为空。', 'may not be empty.'],
    [z.string().min(2), 'a', '至少 2 个字符。', 'at least 2 characters.'],
    [z.string().max(3), 'abcd', '至多 3 个字符。', 'at most 3 characters.'],
    [z.array(z.string()).min(2), ['a'], '至少 2 项。', 'at least 2 items.'],
    [z.array(z.string()).max(2), ['a', 'b', 'c'], '至多 2 项。', 'at most 2 items.'],
    [z.int().min(1), 0, '至少 1。', 'at least 1.'],
    [z.int().max(9), 10, '至多 9。', 'at most 9.'],
  ])('3 limit %#: %j', (schema, value, zh, en) => {
    expect(onlyFault(schema, value)).toEqual({ pointer: '', zh, en });
  });

  it('4 names unknown keys', () => {
    const schema = z.strictObject({ contact: z.strictObject({ name: z.string() }) });
    const faults = faultsOf(schema, { contact: { name: 'a', wechat: 'b' }, titel: 'c', bugdet: 1 });
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual(['/bugdet', '/contact/wechat', '/titel']);
    for (const { zh, en } of faults) {
      expect([zh, en]).toEqual([
        '不认识的字段；请删除，或检查拼写。',
        'unknown field; remove it, or check its spelling.',
      ]);
    }
  });

  it('5 speaks the words of our own checks', () => {
    const words = { zh: '应为大写。', en: 'should be upper case.' };
    const isUpper = (text: string): boolean => text === text.toUpperCase();
    expect(onlyFault(z.string().refine(isUpper, says(words.zh, words.en)), 'a')).toEqual({ pointer: '', ...words });
    const ordered = z
      .strictObject({ min: z.number(), max: z.number() })
      .refine(({ min, max }) => min <= max, { path: ['max'], ...says(words.zh, words.en) });
    expect(onlyFault(ordered, { min: 2, max: 1 })).toEqual({ pointer: '/max', ...words });
  });

  it.each<[string, z.ZodType, unknown]>([
    ['a date', z.iso.date(), '2026-13-01'],
    ['an e-mail address', z.email(), 'nobody'],
    ['a UUID', z.uuid(), 'x'],
    ['a pattern', z.string().regex(/^\d+$/), 'x'],
    ['a multiple', z.number().multipleOf(5), 3],
    ['one of several shapes', z.union([z.string(), z.number()]), true],
    ['a record key', z.record(z.enum(['a']), z.string()), { b: 'c' }],
  ])('6 %s', (_what, schema, value) => {
    for (const { zh, en } of faultsOf(schema, value)) {
      expect(zh).toMatch(/[一-鿿]/);
      expect(en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(faultsOf(schema, value).length).toBeGreaterThan(0);
  });

  it('7 escapes pointers', () => {
    const schema = z.object({ 'a/b~c': z.object({ '': z.string() }) });
    expect(onlyFault(schema, { 'a/b~c': { '': 1 } }).pointer).toBe('/a~1b~0c/');
  });

  it.each<[string, z.ZodType, unknown]>([
    ['missing', z.strictObject({ a: z.string() }), {}],
    ['missing', z.string().min(1), ''],
    ['type', z.number(), 'x'],
    ['choice', z.enum(['a', 'b']), 'c'],
    ['length', z.string().max(2), 'abc'],
    ['count', z.array(z.string()).max(1), ['a', 'b']],
    ['range', z.int().max(9), 10],
    ['format', z.iso.date(), '2026-02-30'],
    ['rule', z.string().refine(() => false, says('不行。', 'no.')), 'x'],
    ['unknown-field', z.strictObject({}), { a: 1 }],
  ])('8 %s', (kind, schema, value) => {
    const { error } = schema.safeParse(value, { reportInput: true });
    expect(error && inputFaultsOf(error).map((fault) => fault.kind)).toEqual([kind]);
  });
});

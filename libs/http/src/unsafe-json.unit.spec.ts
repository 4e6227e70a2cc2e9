/**
 * 1 so many levels are allowed and no more, however deep and wide a value is
 * 2 fields that take its conversion from an object are refused wherever they are, also in what is read by a schema
 */
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { DEEPEST_JSON, unsafeJson } from './unsafe-json.js';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

it('1 levels', () => {
  expect(unsafeJson(nested(DEEPEST_JSON))).toBeNull();
  expect(unsafeJson({ a: [{ b: nested(DEEPEST_JSON - 3) }] })).toBeNull();
  for (const deep of [nested(DEEPEST_JSON + 1), { a: nested(DEEPEST_JSON) }, nested(500_000)]) {
    expect(unsafeJson(deep)).toEqual({
      zh: expect.stringContaining('64 层'),
      en: expect.stringContaining('64 levels'),
    });
  }
  expect(unsafeJson(Array<object>(100_000).fill({ a: [1] }))).toBeNull();
  for (const flat of [null, undefined, 'toString', 1]) expect(unsafeJson(flat)).toBeNull();
});

it('2 conversions', () => {
  const title: unknown = JSON.parse('{"length":{"toString":null}}');
  expect(() => z.string().max(5).safeParse(title)).toThrow(TypeError);
  expect(unsafeJson({ content: [title] })?.en).toContain('toString');
  expect(unsafeJson({ valueOf: 1 })?.zh).toContain('valueOf');
});

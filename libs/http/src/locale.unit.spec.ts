/**
 * 1 Chinese unless English comes first; regions, case and weights do not matter.
 */
import { describe, expect, it } from '@jest/globals';
import { localeOf } from './locale.js';

describe('localeOf', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['*', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en', 'en'],
    ['EN-us,en;q=0.9,zh;q=0.5', 'en'],
    ['fr-FR, en;q=0.7', 'en'],
    ['fr', 'zh'],
  ])('1 Accept-Language %j → %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});

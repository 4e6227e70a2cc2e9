/**
 * What the console says.
 * 1 Both languages have the same keys, none empty, with the same {places} to fill in.
 * 2 Every key a page asks for in so many words exists, and no page has Chinese words of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { zh } from './zh.js';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const chinese = flat(zh);
const english = flat(en);
const places = (message = ''): string[] => [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

const SOURCE = join(import.meta.dirname, '..');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(vue|ts)$/.test(path) && !/\.spec\.ts$|schema\.d\.ts$|i18n\/(zh|en)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));

describe('messages', () => {
  it('1 are the same in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, message] of chinese) {
      expect([key, message.trim() === '' || english.get(key)?.trim() === '']).toEqual([key, false]);
      expect([key, places(english.get(key))]).toEqual([key, places(message)]);
    }
  });

  it('2 cover what the pages say', () => {
    const asked = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key = '']) => key));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('2 are the only place with Chinese in it', () => {
    const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|<!--[\s\S]*?-->/gm, '');
    const speaking = sources.filter(({ text }) => /[\u4e00-\u9fff]/.test(withoutComments(text)));
    // Amounts in 10,000 CNY and the marks of a summary are Chinese in themselves.
    expect(speaking.map(({ path }) => path).sort()).toEqual(['pairings/amounts.ts', 'pairings/pairing-card.vue']);
  });
});

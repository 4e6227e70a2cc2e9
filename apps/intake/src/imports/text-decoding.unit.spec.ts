/**
 * 1 UTF-8 is read with and without a byte order mark, which is no part of the text; GBK is read as GBK.
 * 2 A character split between chunks arrives whole, wherever the cut falls, in both encodings.
 * 3 A file longer than the sample that tells the encoding is read whole, even if the sample ends within a character.
 * 4 An empty file is empty text.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeText } from './text-decoding.js';

const TEXT = '标题,描述\n高镍正极，寿命≥1000次\n';
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function decoded(bytes: Buffer, size = bytes.length || 1): Promise<string> {
  let text = '';
  for await (const piece of decodeText(chunks(bytes, size))) text += piece;
  return text;
}

describe('decodeText', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.concat([BOM, Buffer.from(TEXT)])],
    ['GBK', iconv.encode(TEXT, 'gbk')],
    ['GB 18030 with a character GBK lacks', iconv.encode(TEXT, 'gb18030')],
  ])('1 reads %s', async (_encoding, bytes) => {
    expect(await decoded(bytes)).toBe(TEXT);
  });

  it('1 reads two characters of GBK, which say little', async () => {
    for (const text of ['联通', '中', '电池']) expect(await decoded(iconv.encode(text, 'gbk'))).toBe(text);
  });

  it('2 puts split characters together', async () => {
    const text = `${TEXT}😀𠮷`.repeat(3);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('utf8', 'gb18030'), fc.integer({ min: 1, max: 12 }), async (encoding, size) => {
        expect(await decoded(iconv.encode(text, encoding), size)).toBe(text);
      }),
      { numRuns: 24 },
    );
  });

  it.each([
    ['utf8', ''],
    ['utf8', 'a'],
    ['utf8', 'aa'],
    ['gbk', ''],
    ['gbk', 'a'],
  ])('3 reads a long file in %s that begins with %j', async (encoding, start) => {
    const text = start + '技术需求与科技成果。'.repeat(8000);
    const bytes = iconv.encode(text, encoding);
    expect(bytes.length).toBeGreaterThan(2 * 64 * 1024);
    for (const size of [1000, 64 * 1024, bytes.length]) expect((await decoded(bytes, size)) === text).toBe(true);
  });

  it('4 reads an empty file', async () => {
    expect(await decoded(Buffer.alloc(0))).toBe('');
    expect(await decoded(BOM)).toBe('');
  });
});

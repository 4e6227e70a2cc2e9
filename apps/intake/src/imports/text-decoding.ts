import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';

/** Bytes looked at to tell the encoding. */
const SAMPLE = 64 * 1024;

/** Decodes a byte stream as UTF-8 (with or without BOM) where it is valid UTF-8, else as GB 18030, which holds GBK. */
export async function* decodeText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = [];
  let size = 0;
  let decoder: ReturnType<typeof iconv.getDecoder> | null = null;
  const decide = (): string => {
    const sample = Buffer.concat(held);
    decoder = iconv.getDecoder(encodingOf(sample));
    held = [];
    return decoder.write(sample);
  };
  for await (const chunk of bytes) {
    if (decoder) {
      yield (decoder as ReturnType<typeof iconv.getDecoder>).write(chunk);
      continue;
    }
    // Plain ASCII reads the same in both, so the first other byte is where to look.
    if (held.length === 0 && isAscii(chunk)) {
      yield chunk.toString('latin1');
      continue;
    }
    held.push(chunk);
    size += chunk.length;
    if (size >= SAMPLE) yield decide();
  }
  if (!decoder) yield decide();
  const rest = (decoder as ReturnType<typeof iconv.getDecoder> | null)?.end();
  if (rest) yield rest;
}

/** A sample may end within a character, so its last bytes do not count. */
function encodingOf(sample: Buffer): 'utf8' | 'gb18030' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf8';
  } catch {
    return 'gb18030';
  }
}

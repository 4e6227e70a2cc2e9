import iconv from 'iconv-lite';

/** Bytes looked at to tell the encoding. */
const SAMPLE = 64 * 1024;

/** Decodes a byte stream as UTF-8 (with or without BOM) where it is valid UTF-8, else as GB 18030, which holds GBK. */
export async function* decodeText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const held: Buffer[] = [];
  let size = 0;
  let decoder: ReturnType<typeof iconv.getDecoder> | null = null;
  for await (const chunk of bytes) {
    if (decoder) {
      yield decoder.write(chunk);
      continue;
    }
    held.push(chunk);
    size += chunk.length;
    if (size >= SAMPLE) {
      const sample = Buffer.concat(held);
      decoder = iconv.getDecoder(encodingOf(sample));
      yield decoder.write(sample);
    }
  }
  if (!decoder) {
    const whole = Buffer.concat(held);
    decoder = iconv.getDecoder(encodingOf(whole));
    yield decoder.write(whole);
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

/** A sample may end within a character, so its last bytes do not count. */
function encodingOf(sample: Buffer): 'utf8' | 'gb18030' {
  const text = new TextDecoder('utf-8', { fatal: true });
  try {
    text.decode(sample, { stream: true });
    return 'utf8';
  } catch {
    return 'gb18030';
  }
}

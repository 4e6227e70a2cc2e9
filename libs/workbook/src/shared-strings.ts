import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseXml } from './xml-events.js';

const BLOCK_BYTES = 256 * 1024;
/** Blocks held: sheets mostly name their strings in the order of the table. */
const HELD_BLOCKS = 64;
const START_CAPACITY = 4096;

/**
 * The table of texts that cells name by number. It may be as large as the sheets, so the texts lie in a temporary file,
 * of which only their places and the blocks last used are in memory: 8 bytes a text, and 16 MiB.
 */
export class SharedStrings {
  private places = new Float64Array(START_CAPACITY);
  private count = 0;
  private size = 0;
  private readonly blocks = new Map<number, Buffer>();

  private constructor(private readonly file: FileHandle) {}

  static async read(bytes: AsyncIterable<Buffer>): Promise<SharedStrings> {
    const strings = new SharedStrings(await unnamedFile());
    try {
      await strings.fill(bytes);
      return strings;
    } catch (error) {
      await strings.close();
      throw error;
    }
  }

  static async none(): Promise<SharedStrings> {
    return new SharedStrings(await unnamedFile());
  }

  /** @returns null for a number that the table does not have */
  async at(index: number): Promise<string | null> {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return null;
    const start = this.places[index] ?? 0;
    const end = index + 1 < this.count ? (this.places[index + 1] ?? 0) : this.size;
    const pieces: Buffer[] = [];
    for (let at = start; at < end;) {
      const block = await this.block(Math.floor(at / BLOCK_BYTES));
      const piece = block.subarray(at % BLOCK_BYTES, Math.min(BLOCK_BYTES, (at % BLOCK_BYTES) + end - at));
      pieces.push(piece);
      at += piece.length;
    }
    return (pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)).toString('utf8');
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async fill(bytes: AsyncIterable<Buffer>): Promise<void> {
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      await this.file.appendFile(Buffer.concat(waiting));
      [waiting, waitingBytes] = [[], 0];
    };
    const add = (text: string): void => {
      if (this.count === this.places.length) {
        const wider = new Float64Array(this.count * 2);
        wider.set(this.places);
        this.places = wider;
      }
      this.places[this.count++] = this.size;
      const encoded = Buffer.from(text, 'utf8');
      this.size += encoded.length;
      waitingBytes += encoded.length;
      waiting.push(encoded);
    };
    for await (const _piece of parseXml('sharedStrings.xml', bytes, textItems('si', add))) {
      if (waitingBytes >= BLOCK_BYTES) await flush();
    }
    await flush();
  }

  private async block(number: number): Promise<Buffer> {
    const held = this.blocks.get(number);
    if (held) return held;
    const buffer = Buffer.alloc(Math.min(BLOCK_BYTES, this.size - number * BLOCK_BYTES));
    await this.file.read(buffer, 0, buffer.length, number * BLOCK_BYTES);
    if (this.blocks.size >= HELD_BLOCKS) {
      const [oldest] = this.blocks.keys();
      if (oldest !== undefined) this.blocks.delete(oldest);
    }
    this.blocks.set(number, buffer);
    return buffer;
  }
}

/** Collects the text of each `item` element: its runs joined, without the phonetic ones above them. */
function textItems(item: string, found: (text: string) => void) {
  let text = '';
  let inText = false;
  let inPhonetic = false;
  return {
    open(name: string): void {
      if (name === item) text = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    text(piece: string): void {
      if (inText) text += piece;
    },
    close(name: string): void {
      if (name === item) found(unescapeText(text));
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 't') inText = false;
    },
  };
}

/** `_x000D_` is how a workbook writes a character that XML cannot hold; `_x005F_` is the underscore itself. */
export const unescapeText = (text: string): string =>
  text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll('\r\n', '\n');

/** A file that is gone once it is closed, even when the process is killed. */
async function unnamedFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'duijie-workbook-'));
  try {
    return await open(join(folder, 'strings'), 'w+', 0o600);
  } finally {
    // Windows does not remove what is open: there the folder is left to the system's own cleaning.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

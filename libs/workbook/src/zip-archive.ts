import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { ByteSource } from './byte-source.js';
import { LIMITS } from './limits.js';
import { UnusableWorkbook } from './unusable-workbook.js';

class SourceReader extends RandomAccessReader {
  constructor(private readonly source: ByteSource) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.source.read(start, end), { objectMode: false });
  }
}

const damaged = (error: unknown): UnusableWorkbook => {
  if (error instanceof UnusableWorkbook) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new UnusableWorkbook(
    `文件损坏，无法解包（${detail}）；请在 Excel 中重新另存为 .xlsx 后再传。`,
    `the file is damaged and cannot be unpacked (${detail}); save it again as .xlsx in Excel.`,
  );
};

/** A ZIP archive read part by part, whose sizes are checked before anything is unpacked and again while it is. */
export class ZipArchive {
  private constructor(
    private readonly file: ZipFile,
    /** By their names in lower case: names of parts differ by more than that (ECMA-376 part 2). */
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UnusableWorkbook damaged, encrypted, or larger than `LIMITS` */
  static async open(source: ByteSource): Promise<ZipArchive> {
    try {
      const file = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
        lazyEntries: true,
        autoClose: false,
        validateEntrySizes: true,
      });
      if (file.entryCount > LIMITS.entries) throw tooMany(file.entryCount);
      const entries = await entriesOf(file);
      refuseBomb(entries, source.size);
      return new ZipArchive(file, new Map(entries.map((entry) => [entry.fileName.toLowerCase(), entry])));
    } catch (error) {
      throw damaged(error);
    }
  }

  get names(): string[] {
    return [...this.entries.values()].map(({ fileName }) => fileName);
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** The unpacked bytes of a part. @throws UnusableWorkbook when it is missing, damaged or larger than it says */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw damaged(new Error(`no ${name}`));
    let stream: Readable | undefined;
    try {
      stream = await new Promise<Readable>((resolve, reject) =>
        this.file.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
      );
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      throw damaged(error);
    } finally {
      stream?.destroy();
    }
  }

  /** A small part as text. @throws UnusableWorkbook also when it is above `LIMITS.heldPartBytes` */
  async text(name: string): Promise<string> {
    if ((this.entries.get(name.toLowerCase())?.uncompressedSize ?? 0) > LIMITS.heldPartBytes) {
      throw new UnusableWorkbook(
        `文件的 ${name} 过大；请把数据复制到新的工作簿后再传。`,
        `${name} in the file is too large; copy the data into a new workbook.`,
      );
    }
    const pieces: Buffer[] = [];
    for await (const piece of this.read(name)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }
}

async function entriesOf(file: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > LIMITS.entries) reject(tooMany(entries.length));
      else file.readEntry();
    });
    file.on('end', resolve);
    file.on('error', reject);
    file.readEntry();
  });
  return entries;
}

const tooMany = (count: number): UnusableWorkbook =>
  new UnusableWorkbook(
    `文件中有 ${count} 个部件，上限 ${LIMITS.entries}；请把数据复制到新的工作簿后再传。`,
    `the file has ${count} parts, the limit is ${LIMITS.entries}; copy the data into a new workbook.`,
  );

/** The sizes that entries state; reading stops with an error at a part that turns out larger than it states. */
function refuseBomb(entries: readonly Entry[], packed: number): void {
  const encrypted = entries.find((entry) => entry.isEncrypted());
  if (encrypted) {
    throw new UnusableWorkbook(
      '文件已加密；请在 Excel 中取消密码后另存再传。',
      'the file is encrypted; save it without a password.',
    );
  }
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const isBomb = unpacked > LIMITS.ratioFromBytes && unpacked > packed * LIMITS.ratio;
  if (!isBomb && unpacked <= LIMITS.unpackedBytes) return;
  const mib = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
  throw new UnusableWorkbook(
    `文件解压后达 ${mib(unpacked)}（压缩前后相差 ${Math.round(unpacked / packed)} 倍），` +
      `上限为 ${mib(LIMITS.unpackedBytes)} 且不超过 ${LIMITS.ratio} 倍；请拆成几个文件，或删除多余的格式与空行。`,
    `the file unpacks to ${mib(unpacked)} (${Math.round(unpacked / packed)} times its size); the limits are ` +
      `${mib(LIMITS.unpackedBytes)} and ${LIMITS.ratio} times: split it, or remove formats and empty rows.`,
  );
}

import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Stored {
  body: Buffer;
  etag: string;
  modified: Date;
}
interface Answer {
  status: number;
  headers?: Record<string, string | number>;
  body?: Buffer | string;
}

const BUCKET = 'duijie';
const MOST_LISTED = 1000;
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const unescaped = (text: string): string =>
  text
    .replace(/&#(x?)([\da-f]+);/gi, (_all, hex, code: string) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(
      /&(lt|gt|quot|apos|amp);/g,
      (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '&',
    );
const xml = (root: string, content: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><${root}>${content}</${root}>`,
});
const refused = (status: number, code: string): Answer => xml('Error', `<Code>${code}</Code>`, status);

/**
 * One bucket of an S3-compatible store, kept in memory: what LanceDB asks of one, path style, with the conditions that
 * its commits rely on. Of a signature it reads by whose key it is, and no more.
 */
export class ObjectStore {
  /** How often each operation was asked for. */
  readonly asked = new Map<string, number>();
  /** Bytes of all answers. */
  sent = 0;
  /** Milliseconds that each request waits, as one to a store at some distance does. */
  delayMs = 0;
  /** Answers nothing but 503. */
  isAway = false;
  private readonly objects = new Map<string, Stored>();
  private readonly uploads = new Map<string, Map<number, Buffer>>();
  private readonly key = `AK${randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<ObjectStore> {
    const store = new ObjectStore();
    await new Promise<void>((listening) => store.server.listen(0, '127.0.0.1', listening));
    return store;
  }

  readonly indexUrl = `s3://${BUCKET}/index`;

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a process is to have in its environment to reach it. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT: this.address,
      AWS_ALLOW_HTTP: 'true',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: this.key,
      AWS_SECRET_ACCESS_KEY: 'nothing that is verified',
    };
  }

  /** The same for one connection of a process that has others. */
  get storage(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.environment).map(([name, value]) => [name.toLowerCase(), value]));
  }

  get requests(): number {
    return [...this.asked.values()].reduce((sum, times) => sum + times, 0);
  }

  /** Keys of all objects. */
  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  get bytes(): number {
    return [...this.objects.values()].reduce((sum, { body }) => sum + body.length, 0);
  }

  /** Keys of the objects that hold a text. */
  holding(text: string): string[] {
    return this.keys.filter((key) => this.objects.get(key)?.body.includes(text));
  }

  /** Leaves only the first bytes of an object, as a disk that failed would. */
  truncate(key: string, bytes: number): void {
    const object = this.objects.get(key);
    if (object) this.put(key, object.body.subarray(0, bytes));
  }

  /** Loses everything. */
  empty(): void {
    this.objects.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const pieces: Buffer[] = [];
      for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
      if (this.delayMs > 0) await new Promise((over) => setTimeout(over, this.delayMs));
      // What follows reads and writes in one go: of two puts under one condition, one comes first.
      const { status, headers = {}, body = '' } = this.answer(request, Buffer.concat(pieces));
      this.sent += Buffer.byteLength(body);
      response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      response.destroy();
    }
  }

  private answer(request: IncomingMessage, body: Buffer): Answer {
    const url = new URL(request.url ?? '', this.address);
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const query = url.searchParams;
    const operation = operationOf(request.method ?? '', key, query);
    this.asked.set(operation, (this.asked.get(operation) ?? 0) + 1);
    if (this.isAway) return refused(503, 'SlowDown');
    if (!request.headers.authorization?.includes(`Credential=${this.key}/`)) return refused(403, 'AccessDenied');
    if (bucket !== BUCKET) return refused(404, 'NoSuchBucket');
    switch (operation) {
      case 'ListObjectsV2':
        return this.list(query);
      case 'DeleteObjects':
        return this.deleteMany(body.toString());
      case 'GetObject':
      case 'HeadObject':
        return this.get(key, request.headers);
      case 'PutObject':
        return this.putIf(key, body, request.headers);
      case 'DeleteObject':
        this.objects.delete(key);
        return { status: 204 };
      case 'CreateMultipartUpload':
      case 'UploadPart':
      case 'CompleteMultipartUpload':
      case 'AbortMultipartUpload':
        return this.multipart(operation, key, query, body, request.headers);
      default:
        return refused(501, 'NotImplemented');
    }
  }

  private put(key: string, body: Buffer): Stored {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const stored = { body, etag, modified: new Date() };
    this.objects.set(key, stored);
    return stored;
  }

  private putIf(key: string, body: Buffer, headers: IncomingMessage['headers']): Answer {
    const present = this.objects.get(key);
    if (headers['x-amz-copy-source'] !== undefined) return refused(501, 'NotImplemented');
    if (headers['if-none-match'] === '*' && present) return refused(412, 'PreconditionFailed');
    const asIt = headers['if-match'];
    if (asIt !== undefined && !present) return refused(404, 'NoSuchKey');
    if (asIt !== undefined && present?.etag !== asIt) return refused(412, 'PreconditionFailed');
    return { status: 200, headers: { etag: this.put(key, body).etag } };
  }

  private get(key: string, headers: IncomingMessage['headers']): Answer {
    const object = this.objects.get(key);
    if (!object) return refused(404, 'NoSuchKey');
    const { body, etag, modified } = object;
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag) return refused(412, 'PreconditionFailed');
    if (headers['if-none-match'] === etag) return { status: 304 };
    const about = { etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' };
    const range = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
    if (!range) return { status: 200, headers: { ...about, 'content-length': body.length }, body };
    const [, first = '', last = ''] = range;
    const start = first === '' ? Math.max(0, body.length - Number(last)) : Number(first);
    const end = first === '' || last === '' ? body.length - 1 : Math.min(Number(last), body.length - 1);
    if (start > end) return refused(416, 'InvalidRange');
    const headersOfPart = { ...about, 'content-range': `bytes ${start}-${end}/${body.length}` };
    return { status: 206, headers: headersOfPart, body: body.subarray(start, end + 1) };
  }

  private list(query: URLSearchParams): Answer {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const most = Math.min(Number(query.get('max-keys') ?? MOST_LISTED), MOST_LISTED);
    /** Keys, or what they have in common up to the delimiter. */
    const found = new Set<string>();
    for (const key of this.keys) {
      if (!key.startsWith(prefix)) continue;
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const shown = cut < 0 ? key : key.slice(0, cut + delimiter.length);
      if (shown > after) found.add(shown);
    }
    const page = [...found].slice(0, most);
    const isCut = found.size > page.length;
    const contents = page.map((one) => {
      const object = this.objects.get(one);
      if (!object) return `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`;
      return (
        `<Contents><Key>${escaped(one)}</Key><LastModified>${object.modified.toISOString()}</LastModified>` +
        `<ETag>${escaped(object.etag)}</ETag><Size>${object.body.length}</Size></Contents>`
      );
    });
    const next = isCut ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    return xml(
      'ListBucketResult',
      `<Name>${BUCKET}</Name><Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount>` +
        `<MaxKeys>${most}</MaxKeys><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}`,
    );
  }

  private deleteMany(body: string): Answer {
    const keys = [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescaped(key));
    for (const key of keys) this.objects.delete(key);
    return xml('DeleteResult', keys.map((key) => `<Deleted><Key>${escaped(key)}</Key></Deleted>`).join(''));
  }

  private multipart(
    operation: string,
    key: string,
    query: URLSearchParams,
    body: Buffer,
    headers: IncomingMessage['headers'],
  ): Answer {
    if (operation === 'CreateMultipartUpload') {
      const id = randomUUID();
      this.uploads.set(id, new Map());
      const about = `<Bucket>${BUCKET}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId>`;
      return xml('InitiateMultipartUploadResult', about);
    }
    const id = query.get('uploadId') ?? '';
    const parts = this.uploads.get(id);
    if (!parts) return refused(404, 'NoSuchUpload');
    if (operation === 'UploadPart') {
      parts.set(Number(query.get('partNumber')), body);
      return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` } };
    }
    if (operation === 'AbortMultipartUpload') {
      this.uploads.delete(id);
      return { status: 204 };
    }
    const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, part]) => part);
    const put = this.putIf(key, Buffer.concat(inOrder), headers);
    if (put.status !== 200) return put;
    this.uploads.delete(id);
    return xml(
      'CompleteMultipartUploadResult',
      `<Key>${escaped(key)}</Key><ETag>${escaped(String(put.headers?.['etag']))}</ETag>`,
    );
  }
}

/** The name that S3 gives to what a request asks for. */
function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') {
    if (method === 'GET') return 'ListObjectsV2';
    return method === 'POST' && query.has('delete') ? 'DeleteObjects' : method;
  }
  const isPart = query.has('uploadId');
  if (method === 'PUT') return isPart ? 'UploadPart' : 'PutObject';
  if (method === 'DELETE') return isPart ? 'AbortMultipartUpload' : 'DeleteObject';
  if (method === 'POST')
    return isPart ? 'CompleteMultipartUpload' : query.has('uploads') ? 'CreateMultipartUpload' : method;
  return { GET: 'GetObject', HEAD: 'HeadObject' }[method] ?? method;
}

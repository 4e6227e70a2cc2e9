import fc from 'fast-check';
import { brokenBytes } from './broken-bytes.js';
import { hostileText, hostileValue } from './hostile.js';
import { brokenText, nearly } from './mutations.js';
import type { Operation } from './operations.js';
import type { Pool } from './pool.js';
import { valuesOf } from './schema-values.js';

/** A request as it goes out. */
export interface FuzzRequest {
  operation: string;
  method: string;
  /** With its query, escaped. */
  path: string;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** What requests are made of. */
export interface Makings {
  pool: Pool;
  /** Headers by which callers come in. */
  callers: fc.Arbitrary<Record<string, string>>;
  /** Files, by the end of their names. */
  files: Readonly<Record<string, Buffer>>;
}

interface Body {
  type: string | null;
  bytes: Buffer;
}

/** Well-formed, or with escapes that are none, and bytes that are no UTF-8. */
const escaped = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/[^\w.~-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(2, '0')}`);
const segment: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: hostileText.map((text) => escaped(text.slice(0, 500))), weight: 4 },
  {
    arbitrary: fc.constantFrom('%', '%zz', '%c3%28', '%ed%a0%80', '%00', '..%2f..', '%2e%2e', ';', '*', '1', '-1'),
    weight: 1,
  },
);

const TYPES = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/csv',
];
const ODD_TYPES = ['application/json; charset=gbk', 'application/JSON;', 'application/*+json', 'json', '', 'a/b'];
const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...['accept-language', 'idempotency-key', 'if-match', 'if-none-match', 'range', 'accept', 'cookie', 'origin'],
    ...[
      'authorization',
      'x-csrf-token',
      'content-encoding',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-http-method-override',
    ],
  ),
  fc.oneof(
    hostileText,
    fc.constantFrom(
      'gzip',
      '"1"',
      'W/"0"',
      '*',
      'bytes=9-1',
      'en;q=9',
      'duijie_session=x; a=b',
      'Bearer dj_x',
      'http://evil.example',
    ),
  ),
  { minKeys: 1, maxKeys: 3 },
);
/** As HTTP can carry it. */
const headerSafe = (value: string): string => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').slice(0, 1000);

/** Another one each time, so that what is limited by address is not all that is tested. */
const address = fc.integer({ min: 1, max: 2 ** 24 - 2 }).map((n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);

function pathsOf(operation: Operation, { pool }: Makings, isOdd: boolean): fc.Arbitrary<string> {
  const parts = operation.path.split('/').map((part, i, all) => {
    if (!part.startsWith('{')) return fc.constant(part);
    const named = operation.parameters.find((one) => one.in === 'path' && `{${one.name}}` === part);
    // What stands before an id says what it is of.
    const kind = named?.schema.format === 'uuid' || pool.has(all[i - 1] ?? '') ? (all[i - 1] ?? '') : null;
    const values = kind === null ? valuesOf(named?.schema ?? {}, named?.name ?? '', pool) : pool.idOf(kind);
    const known = values.map((value) => escaped(String(value)));
    return isOdd ? fc.oneof(segment, known) : known;
  });
  return fc.tuple(...parts).map((all) => all.join('/'));
}

function queriesOf(operation: Operation, { pool }: Makings, isOdd: boolean): fc.Arbitrary<string> {
  const named = operation.parameters.filter((one) => one.in === 'query');
  const values = (one: (typeof named)[number]): fc.Arbitrary<string> =>
    valuesOf(one.schema, one.name, pool).map((value) => escaped(String(value)));
  if (!isOdd) {
    const present = named.map((one) => {
      const pair = values(one).map((value) => `${one.name}=${value}`);
      return one.required ? pair : fc.option(pair, { nil: '', freq: 1 });
    });
    return fc.tuple(...present).map((pairs) => pairs.filter((pair) => pair !== '').join('&'));
  }
  const names = fc.oneof(fc.constantFrom('limit', ...named.map(({ name }) => name)), segment);
  const any = named.length > 0 ? fc.oneof(segment, ...named.map(values)) : segment;
  return fc
    .array(
      fc.oneof(
        fc.tuple(names, any).map((pair) => pair.join('=')),
        segment,
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((pairs) => pairs.join('&'));
}

const json = (value: unknown): Body => ({
  type: 'application/json',
  bytes: Buffer.from(JSON.stringify(value) ?? ''),
});

const BOUNDARY = 'fuzz-boundary';
function filesOf({ files }: Makings, isOdd: boolean): fc.Arbitrary<Body> {
  const names = Object.keys(files);
  const file = fc.constantFrom(...names).chain((ending) => {
    const whole = fc.constant(files[ending] ?? Buffer.alloc(0));
    const name = isOdd ? fc.oneof(fc.constantFrom(...names), hostileText) : fc.constant(ending);
    return fc.tuple(name, isOdd ? fc.oneof(brokenBytes(whole), whole) : whole);
  });
  const mapped = fc.dictionary(
    fc.oneof(hostileText, fc.constantFrom('标题', '描述')),
    fc.constantFrom(null, 'title', '\0'),
  );
  const mapping = isOdd
    ? fc.option(
        fc.oneof(
          hostileText,
          fc.oneof(mapped, hostileValue).map((value) => JSON.stringify(value) ?? ''),
        ),
      )
    : fc.constant(null);
  const form = fc.tuple(file, mapping).map(([[ending, bytes], mapped]) => {
    const part = (name: string): string => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"`;
    const fields = mapped === null ? '' : `${part('mapping')}\r\n\r\n${mapped}\r\n`;
    const head = `${fields}${part('file')}; filename="x${ending}"\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  });
  const forms = isOdd ? fc.oneof({ arbitrary: form, weight: 3 }, { arbitrary: brokenBytes(form), weight: 1 }) : form;
  return forms.map((bytes) => ({ type: `multipart/form-data; boundary=${BOUNDARY}`, bytes }));
}

function bodiesOf(operation: Operation, makings: Makings, isOdd: boolean): fc.Arbitrary<Body | null> {
  if (operation.takesFile) return filesOf(makings, isOdd);
  const { body } = operation;
  const odd = fc.oneof(
    fc
      .tuple(fc.constantFrom(...TYPES, ...ODD_TYPES), hostileText)
      .map(([type, text]) => ({ type, bytes: Buffer.from(text) })),
    fc.constant(null),
  );
  if (!body) return isOdd ? odd : fc.constant(null);
  const valid = valuesOf(body, '', makings.pool);
  if (!isOdd) return valid.map(json);
  const broken = brokenText(valid.map((value) => JSON.stringify(value) ?? ''));
  return fc.oneof(
    { arbitrary: nearly(valid).map(json), weight: 8 },
    { arbitrary: broken.map((text) => ({ type: 'application/json', bytes: Buffer.from(text) })), weight: 2 },
    {
      arbitrary: fc.tuple(valid.map(json), fc.constantFrom(...ODD_TYPES)).map(([all, type]) => ({ ...all, type })),
      weight: 1,
    },
    { arbitrary: odd, weight: 1 },
  );
}

function headersOf(operation: Operation, isOdd: boolean): fc.Arbitrary<Record<string, string>> {
  if (isOdd) return oddHeaders;
  const language = { 'accept-language': fc.constantFrom('zh', 'en') };
  const stated = operation.parameters.filter((one) => one.in === 'header');
  const values = Object.fromEntries(
    stated.map(({ name }) => [name.toLowerCase(), name === 'If-Match' ? fc.constantFrom('1', '"2"') : fc.uuid()]),
  );
  return fc.record({ ...language, ...values }, { requiredKeys: [] });
}

/** Requests of an operation with the parts that `odd` names hostile, and all others as its document says. */
function requestsWith(
  operation: Operation,
  makings: Makings,
  odd: readonly ('path' | 'query' | 'headers' | 'body' | 'method')[],
): fc.Arbitrary<FuzzRequest> {
  const is = (part: (typeof odd)[number]): boolean => odd.includes(part);
  const method = is('method') ? fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS') : null;
  return fc
    .record({
      method: method ?? fc.constant(operation.method),
      path: pathsOf(operation, makings, is('path')),
      query: queriesOf(operation, makings, is('query')),
      caller: makings.callers,
      address,
      headers: headersOf(operation, is('headers')),
      body: bodiesOf(operation, makings, is('body')),
    })
    .map((made) => ({
      operation: operation.name,
      method: made.method,
      path: made.query === '' ? made.path : `${made.path}?${made.query}`,
      headers: Object.fromEntries(
        Object.entries({
          ...made.caller,
          'x-forwarded-for': made.address,
          ...(made.body?.type != null && { 'content-type': made.body.type }),
          ...made.headers,
        }).map(([name, value]) => [name, headerSafe(value)]),
      ),
      body: made.body?.bytes ?? null,
    }));
}

/** Requests of an operation: as documented, with one hostile part, and hostile all over. */
export function requestsOf(operation: Operation, makings: Makings): fc.Arbitrary<FuzzRequest> {
  const of = (weight: number, ...odd: Parameters<typeof requestsWith>[2]) => ({
    arbitrary: requestsWith(operation, makings, odd),
    weight,
  });
  const hasBody = operation.body !== null || operation.takesFile;
  const hasPath = operation.path.includes('{');
  const hasQuery = operation.parameters.some((one) => one.in === 'query');
  return fc.oneof(
    of(8),
    of(hasBody ? 8 : 1, 'body'),
    of(hasPath ? 3 : 1, 'path'),
    of(hasQuery ? 5 : 1, 'query'),
    of(2, 'headers'),
    of(1, 'method'),
    of(1, 'path', 'query', 'headers', 'body', 'method'),
  );
}

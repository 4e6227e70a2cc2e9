/**
 * What LanceDB needs of an S3-compatible store, kept by the one that the tests run it on.
 *
 * 1 a put that forbids an object under its key fails with 412 where there is one, also one in parts; of many at once one
 *   succeeds
 * 2 what was put is read at once: whole, in ranges, from the end, and its length alone
 * 3 lists are in order, cut at a delimiter, and go on page by page
 * 4 objects are deleted singly and many at once; what is not there is 404
 * 5 whoever shows no key, or another one, is refused; a store that is away answers 503
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ObjectStore } from './object-store.js';

let store: ObjectStore;
beforeEach(async () => {
  store = await ObjectStore.start();
});
afterEach(() => store.close());

const signed = (): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${store.environment['AWS_ACCESS_KEY_ID']}/20261123/us-east-1/s3/aws4_request`,
});
const ask = (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${store.address}/duijie${path}`, {
    method,
    headers: { ...signed(), ...headers },
    ...(body === undefined ? {} : { body }),
  });
const create = (key: string, body: string): Promise<Response> => ask('PUT', key, body, { 'if-none-match': '*' });
const textOf = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await ask('GET', path, undefined, headers)).text();

it('1 one of many puts', async () => {
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((body) => create('/index/1.manifest', body)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  const text = await textOf('/index/1.manifest');
  expect((await ask('PUT', '/index/1.manifest', 'e')).status).toBe(200);
  expect([['a', 'b', 'c', 'd'].includes(text), await textOf('/index/1.manifest')]).toEqual([true, 'e']);
});

it('1 in parts', async () => {
  const begun = await (await ask('POST', '/big?uploads')).text();
  const id = /<UploadId>(.*)<\/UploadId>/.exec(begun)?.[1] ?? '';
  for (const [number, part] of [
    [2, 'world'],
    [1, 'hello '],
  ] as const) {
    expect((await ask('PUT', `/big?partNumber=${number}&uploadId=${id}`, part)).status).toBe(200);
  }
  expect((await ask('GET', '/big')).status).toBe(404);
  expect((await ask('POST', `/big?uploadId=${id}`, '<CompleteMultipartUpload/>')).status).toBe(200);
  expect(await textOf('/big')).toBe('hello world');
  const again = /<UploadId>(.*)<\/UploadId>/.exec(await (await ask('POST', '/big?uploads')).text())?.[1] ?? '';
  const refused = await ask('POST', `/big?uploadId=${again}`, '', { 'if-none-match': '*' });
  expect([refused.status, await textOf('/big')]).toEqual([412, 'hello world']);
});

it('2 ranges', async () => {
  await ask('PUT', '/a%20b/c', '0123456789');
  expect(await textOf('/a%20b/c')).toBe('0123456789');
  expect(await textOf('/a%20b/c', { range: 'bytes=2-4' })).toBe('234');
  expect(await textOf('/a%20b/c', { range: 'bytes=8-99' })).toBe('89');
  expect(await textOf('/a%20b/c', { range: 'bytes=-3' })).toBe('789');
  const part = await ask('GET', '/a%20b/c', undefined, { range: 'bytes=2-4' });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-4/10']);
  expect((await ask('GET', '/a%20b/c', undefined, { range: 'bytes=10-12' })).status).toBe(416);
  const head = await ask('HEAD', '/a%20b/c');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
});

it('3 lists', async () => {
  for (const key of ['i/b', 'i/a&<', 'i/c/1', 'i/c/2', 'j']) await ask('PUT', `/${encodeURI(key)}`, 'x');
  const list = async (query: string): Promise<{ found: string[]; next: string | undefined }> => {
    const text = await textOf(`?list-type=2&${query}`);
    const found = [...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>([^<]*)</g)].map(([, key = '']) => key);
    return { found, next: /<NextContinuationToken>([^<]*)</.exec(text)?.[1] };
  };
  expect(await list('prefix=i/')).toEqual({ found: ['i/a&#38;&#60;', 'i/b', 'i/c/1', 'i/c/2'], next: undefined });
  expect((await list('prefix=i/&delimiter=/')).found).toEqual(['i/a&#38;&#60;', 'i/b', 'i/c/']);
  const first = await list('prefix=i/&max-keys=3');
  expect(first.found).toHaveLength(3);
  expect((await list(`prefix=i/&continuation-token=${first.next}`)).found).toEqual(['i/c/2']);
});

it('4 deleted', async () => {
  for (const key of ['a', 'b&', 'c']) await ask('PUT', `/${encodeURI(key)}`, 'x');
  expect((await ask('DELETE', '/a')).status).toBe(204);
  expect((await ask('GET', '/a')).status).toBe(404);
  const body = '<Delete><Object><Key>b&amp;</Key></Object><Object><Key>gone</Key></Object></Delete>';
  expect((await ask('POST', '?delete', body)).status).toBe(200);
  expect(store.keys).toEqual(['c']);
});

it('5 refusals', async () => {
  expect((await ask('GET', '/a', undefined, { authorization: '' })).status).toBe(403);
  const other = { authorization: 'AWS4-HMAC-SHA256 Credential=AKOTHER/20261123/us-east-1/s3/aws4_request' };
  expect((await ask('PUT', '/a', 'x', other)).status).toBe(403);
  expect(store.keys).toEqual([]);
  store.isAway = true;
  expect((await ask('GET', '/a')).status).toBe(503);
});

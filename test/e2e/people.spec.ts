/**
 * Coming in and staying in, over HTTP against the built service.
 *
 * 1 before there is an operator only loopback is listened on, whatever HOST says; the printed link makes one, once
 * 2 signing in gives a new session in a cookie scripts cannot read, whatever cookie came with it
 * 3 an unsafe request with the cookie needs the token of that session; one with a key does not
 * 4 a wrong password and an unknown address are told alike, take alike, and lock alike after five; the lock ends
 * 5 many at once get no more tries than one after the other
 * 6 a session ends by signing out, by idling, by age, by a new password, by disabling the account
 * 7 nobody gives themselves a role, an organization, another's account, or another's name on a review
 * 8 a key does what its scopes say until it expires, and makes no further keys
 * 9 the last operator stays
 * 11 an operator finds an account, unlocks it, moves it, and gives it a new password; never their own by that way
 * 12 a key that a command made is ended by a command
 * 10 no secret is stored or logged as it is
 */
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltService, runBuilt } from '../support/built-service.js';
import type { Answer, Ended, Problem } from '../support/built-service.js';
import { runSql } from '../support/sql.js';
import { makeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

interface Session {
  account: { id: string; role: string; organization: { id: string } };
  csrfToken: string;
  can: string[];
}
type Headers_ = Record<string, string>;

const PASSWORD = 'a long enough password';
let service: BuiltService;
let operator: { headers: Headers_; email: string; password: string };

const signIn = (email: string, password: string, headers: Headers_ = {}): Promise<Answer<Session & Problem>> =>
  service.send('POST', '/api/v1/session', { email, password }, { authorization: '', ...headers });
const cookieOf = ({ headers }: { headers: Headers }): string => headers.getSetCookie()[0]?.split(';')[0] ?? '';
const sessionOf = (answer: Answer<Session>): Headers_ => ({
  cookie: cookieOf(answer),
  'x-csrf-token': answer.body.csrfToken,
});
/** With nothing but these headers. */
async function asks(
  headers: Headers_,
  path: string,
  method = 'GET',
  body?: object,
): Promise<Answer<Session & Problem>> {
  const answer = await fetch(service.url + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as never };
}

beforeAll(async () => {
  service = await BuiltService.start();
  operator = await service.signedIn('operator', '平台运营单位');
});
afterAll(() => service?.dispose());

describe('the first start', () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
  let fresh: BuiltService;
  beforeAll(async () => {
    fresh = await BuiltService.start({ HOST: '0.0.0.0' }, await makeTempDir());
  });
  afterAll(() => fresh?.dispose());
  const reachable = (address: string): Promise<boolean> =>
    fetch(`http://${address}:${fresh.port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );

  it('1 from loopback only, until the link is used', async () => {
    if (!outside) throw new Error('this machine has no address but loopback');
    expect([await reachable('127.0.0.1'), await reachable(outside)]).toEqual([true, false]);
    const set = (token: string) =>
      fetch(`${fresh.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, organizationName: '平台', name: '甲', email: 'a@b.example', password: PASSWORD }),
      });
    expect((await set('guessed')).status).toBe(403);
    const token = await until('the link is printed', () =>
      Promise.resolve<string | false>(/127\.0\.0\.1:\d+\/setup#token=(\S+)/.exec(fresh.saidSoFar())?.[1] ?? false),
    );
    expect((await fetch(`${fresh.url}/api/v1/setup`)).ok).toBe(true);
    const done = await set(token);
    expect(done.status).toBe(201);
    expect(((await done.json()) as Session).account.role).toBe('operator');
    expect((await set(token)).status).toBe(409);
    await until('it is reached from outside', () => reachable(outside));
  });
});

describe('a session', () => {
  it('2 is new, whatever came with the request', async () => {
    const planted = `duijie_session=${'x'.repeat(43)}`;
    const first = await signIn(operator.email, operator.password, { cookie: planted });
    expect(first.status).toBe(201);
    const [set = ''] = first.headers.getSetCookie();
    expect(set).toMatch(/^duijie_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookieOf(first)).not.toBe(planted);
    expect((await asks({ cookie: planted }, '/api/v1/session')).status).toBe(401);
    // The session that came with a sign-in is over.
    const second = await signIn(operator.email, operator.password, { cookie: cookieOf(first) });
    expect((await asks({ cookie: cookieOf(first) }, '/api/v1/session')).body.code).toBe('signed-out');
    const { body } = await asks({ cookie: cookieOf(second) }, '/api/v1/session');
    expect(body).toMatchObject({ account: { role: 'operator', email: operator.email } });
    expect(body.csrfToken).toBe(second.body.csrfToken);
    expect(body.can).toEqual(expect.arrayContaining(['create:account', 'read:statistics']));
  });

  it('3 needs its token for what changes things', async () => {
    const [one, two] = [
      await signIn(operator.email, operator.password),
      await signIn(operator.email, operator.password),
    ];
    const add = (headers: Headers_) =>
      asks(headers, '/intake/v1/organizations', 'POST', { name: '某单位', kind: 'enterprise' });
    const { cookie = '' } = sessionOf(one);
    for (const token of [undefined, '', 'x', two.body.csrfToken]) {
      const answer = await add({ cookie, ...(token !== undefined && { 'x-csrf-token': token }) });
      expect([token, answer.status, answer.body.code]).toEqual([token, 403, 'csrf']);
    }
    expect((await add(sessionOf(one))).status).toBe(201);
    expect((await add({ ...sessionOf(one), origin: 'https://evil.example' })).body.code).toBe('other-site');
    expect((await add(service.headers)).status).toBe(201);
  });

  const expiries = [
    ['idling', `UPDATE sessions SET seen_at = now() - interval '121 minutes'`],
    ['age', `UPDATE sessions SET created_at = now() - interval '13 hours'`],
  ];
  it.each(expiries)('6 ends by %s', async (_why, statement) => {
    const { headers } = await service.signedIn('broker', '某机构');
    expect((await asks(headers, '/api/v1/session')).status).toBe(200);
    await runSql(service.dataDir, statement);
    expect((await asks(headers, '/api/v1/session')).status).toBe(401);
  });

  it('6 ends by signing out, a new password, disabling', async () => {
    const person = await service.signedIn('broker', '某机构', 'leaver@test.example');
    expect((await asks(person.headers, '/api/v1/session', 'DELETE')).status).toBe(204);
    expect((await asks(person.headers, '/api/v1/session')).status).toBe(401);

    const sessions = [1, 2].map(() => signIn(person.email, person.password));
    const [here, there] = (await Promise.all(sessions)).map(sessionOf) as [Headers_, Headers_];
    const change = (current: string, next: string) => asks(here, '/api/v1/session/password', 'POST', { current, next });
    expect((await change('wrong', PASSWORD)).body.code).toBe('wrong-credentials');
    expect((await change(person.password, 'short')).status).toBe(422);
    const changed = await change(person.password, PASSWORD);
    expect(changed.status).toBe(200);
    for (const old of [here, there]) expect((await asks(old, '/api/v1/session')).status).toBe(401);
    const now = sessionOf(changed);
    expect((await asks(now, '/api/v1/session')).status).toBe(200);
    expect((await signIn(person.email, person.password)).status).toBe(401);

    const again = await signIn(operator.email, operator.password);
    const path = `/api/v1/accounts/${changed.body.account.id}`;
    expect((await asks(sessionOf(again), path, 'PATCH', { disabled: true })).status).toBe(200);
    expect((await asks(now, '/api/v1/session')).status).toBe(401);
    expect((await signIn(person.email, PASSWORD)).body.code).toBe('wrong-credentials');
  });
});

/** As five wrong passwords do (4), without spending the minute's sign-ins. */
const lock = (email: string): Promise<unknown> =>
  runSql(
    service.dataDir,
    `INSERT INTO sign_in_attempts VALUES ('account ${email}', 5, now(), now() + interval '900 s')
       ON CONFLICT (subject) DO UPDATE SET failures = 5, locked_until = excluded.locked_until`,
  );

describe('a wrong password', () => {
  it('4 is told like an unknown address, and locks like one', async () => {
    const { email, password } = await service.signedIn('broker', '某机构', 'locked@test.example');
    for (const address of [email, 'nobody@test.example']) {
      for (let i = 0; i < 5; i++) {
        const { status, body } = await signIn(address, 'guess');
        expect([status, body.code, body.detail]).toEqual([401, 'wrong-credentials', '邮箱或密码不正确。']);
      }
      const locked = await signIn(address, password);
      expect([locked.status, locked.body.code]).toEqual([429, 'too-many-attempts']);
      const seconds = Number(locked.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(800);
      expect(seconds).toBeLessThanOrEqual(900);
    }
    await runSql(
      service.dataDir,
      `UPDATE sign_in_attempts SET locked_until = now() - interval '1 s', since = now() - interval '901 s'`,
    );
    expect((await signIn(email, password)).status).toBe(201);
  });

  it('11 an operator finds, unlocks, moves and gives a new password', async () => {
    const { email, password } = await service.signedIn('researcher', '原单位', 'kept@test.example');
    await lock(email);
    interface Listed {
      items: { id: string; email: string; organizationName: string; lockedUntil: string | null }[];
    }
    const as = sessionOf(await signIn(operator.email, operator.password));
    const listed = async (q: string): Promise<Listed['items']> => {
      const answer = await asks(as, `/api/v1/accounts?q=${encodeURIComponent(q)}`);
      return (answer as unknown as Answer<Listed>).body.items.filter((one) => one.email === email);
    };
    const [found] = await listed('原单');
    expect(Date.parse(found?.lockedUntil ?? '')).toBeGreaterThan(Date.now());
    expect(await listed('没有这样的')).toEqual([]);
    // What LIKE would take for a pattern is a letter like any other.
    expect(await listed('%')).toEqual([]);

    const path = `/api/v1/accounts/${found?.id}`;
    expect((await asks(as, `${path}/unlock`, 'POST')).status).toBe(204);
    const there = sessionOf(await signIn(email, password));
    expect((await listed(email))[0]?.lockedUntil).toBeNull();

    const elsewhere = await service.register('新单位（%_）', 'university');
    const search = await service.get<{ items: { id: string }[] }>(
      `/intake/v1/organizations?q=${encodeURIComponent('（%_）')}`,
    );
    expect(search.body.items.map(({ id }) => id)).toEqual([elsewhere]);
    expect((await asks(as, path, 'PATCH', { organizationId: elsewhere })).status).toBe(200);
    expect((await asks(there, '/api/v1/session')).body.account.organization.id).toBe(elsewhere);
    const nowhere = await asks(as, path, 'PATCH', { organizationId: crypto.randomUUID() });
    expect([nowhere.status, nowhere.body.errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/organizationId']]);

    await lock(email);
    const renewed = (await asks(as, `${path}/password`, 'POST')) as unknown as Answer<{ password: string }>;
    expect((await asks(there, '/api/v1/session')).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(401);
    expect((await signIn(email, renewed.body.password)).status).toBe(201);

    const own = (await asks(as, '/api/v1/session')).body.account.id;
    const refused = await asks(as, `/api/v1/accounts/${own}/password`, 'POST');
    expect([refused.status, refused.body.code]).toEqual([409, 'own-account']);
    expect((await asks(as, '/api/v1/session')).status).toBe(200);
    const missing = `/api/v1/accounts/${crypto.randomUUID()}`;
    for (const action of ['unlock', 'password']) {
      expect((await asks(as, `${missing}/${action}`, 'POST')).status).toBe(404);
    }
  });

  it('4 takes like an unknown address', async () => {
    await runSql(service.dataDir, 'DELETE FROM sign_in_attempts');
    const milliseconds: Record<string, number[]> = { known: [], unknown: [] };
    for (let i = 0; i < 4; i++) {
      for (const [which, address] of Object.entries({ known: operator.email, unknown: `who${i}@test.example` })) {
        const began = performance.now();
        await signIn(address, 'guess');
        milliseconds[which]?.push(performance.now() - began);
      }
    }
    const least = (which: string): number => Math.min(...(milliseconds[which] ?? []));
    console.log(
      `a refused sign-in takes ${least('known').toFixed(0)} ms, ${least('unknown').toFixed(0)} ms if unknown`,
    );
    // Without the dummy hash an unknown address would take a few milliseconds.
    expect(least('unknown')).toBeGreaterThan(least('known') / 2);
    expect(least('known')).toBeGreaterThan(least('unknown') / 2);
    await runSql(service.dataDir, 'DELETE FROM sign_in_attempts');
  });

  it('5 many at once', async () => {
    const { email } = await service.signedIn('broker', '某机构', 'stormed@test.example');
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn(email, 'guess')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
    await runSql(service.dataDir, 'DELETE FROM sign_in_attempts');
  });
});

describe('what people may not take', () => {
  it('7 a role, an organization, an account, a name', async () => {
    const mine = await service.signedIn('enterprise', '某企业', 'climber@test.example');
    const { body } = await asks(mine.headers, '/api/v1/session');
    const other = await service.register('别的企业', 'enterprise');
    const pointersOf = async (path: string, given: object, method = 'POST') => {
      const answer = await asks(mine.headers, path, method, given);
      return [answer.status, answer.body.errors?.map(({ pointer }) => pointer)];
    };
    const content = { title: '需求', description: '正文。' };
    expect(await pointersOf('/intake/v1/needs', { content, organizationId: other })).toEqual([
      422,
      ['/organizationId'],
    ]);
    expect(await pointersOf('/intake/v1/needs', { content, state: 'published', role: 'operator' })).toEqual([
      422,
      ['/state', '/role'],
    ]);
    const password = { current: mine.password, next: PASSWORD, role: 'operator' };
    expect(await pointersOf('/api/v1/session/password', password)).toEqual([422, ['/role']]);
    const key = { name: 'k', scopes: ['read'], expiresAt: inDays(1), accountId: body.account.id };
    expect(await pointersOf('/api/v1/api-keys', key)).toEqual([422, ['/accountId']]);
    expect(await pointersOf(`/api/v1/accounts/${body.account.id}`, { role: 'operator' }, 'PATCH')).toEqual([
      403,
      undefined,
    ]);
    expect((await asks(mine.headers, '/api/v1/session')).body.account.role).toBe('enterprise');
    const posted = await asks(mine.headers, '/intake/v1/needs', 'POST', { content });
    expect(posted.body).toMatchObject({ organizationId: mine.organizationId });
  });

  it('7 what another made with the same Idempotency-Key', async () => {
    const body = { content: { title: '重发', description: '正文。' } };
    const [one, two] = [
      await service.keyOf('enterprise', '甲企业', 'one@test.example'),
      await service.keyOf('enterprise', '乙企业', 'two@test.example'),
    ];
    const post = (headers: Headers_) =>
      asks({ ...headers, 'idempotency-key': 'order-1' }, '/intake/v1/needs', 'POST', body);
    const ids = [(await post(one)).body, (await post(two)).body].map(
      (record) => (record as unknown as { id: string }).id,
    );
    expect(new Set(ids).size).toBe(2);
  });
});

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

describe('API keys', () => {
  it('8 scopes, expiry, removal', async () => {
    const { headers } = await service.signedIn('enterprise', '某企业', 'machine@test.example');
    const make = async (scopes: string[]) => {
      const made = await asks(headers, '/api/v1/api-keys', 'POST', {
        name: scopes.join(),
        scopes,
        expiresAt: inDays(1),
      });
      expect(made.status).toBe(201);
      const { id, key } = made.body as unknown as { id: string; key: string };
      return { id, key, headers: { authorization: `Bearer ${key}` } };
    };
    const [read, write] = [await make(['read']), await make(['write'])];
    const look = (key: Headers_) => asks(key, '/intake/v1/needs').then(({ status }) => status);
    const post = (key: Headers_) =>
      asks(key, '/intake/v1/needs', 'POST', { content: { title: '题', description: '文。' } }).then(
        ({ status }) => status,
      );
    expect([await look(read.headers), await post(read.headers)]).toEqual([200, 403]);
    expect([await look(write.headers), await post(write.headers)]).toEqual([403, 201]);
    for (const path of ['/api/v1/api-keys', '/api/v1/session']) {
      expect([path, (await asks(read.headers, path)).status]).toEqual([path, 403]);
    }
    expect((await asks({ authorization: 'Bearer dj_unknown' }, '/api/v1/needs')).body.code).toBe('api-key-refused');

    const listed = JSON.stringify((await asks(headers, '/api/v1/api-keys')).body);
    expect(listed).toContain(read.key.slice(0, 10));
    expect(listed).not.toContain(read.key);
    const stranger = await service.signedIn('enterprise', '别的企业', 'stranger@test.example');
    expect((await asks(stranger.headers, `/api/v1/api-keys/${read.id}`, 'DELETE')).status).toBe(404);
    expect((await asks(headers, `/api/v1/api-keys/${read.id}`, 'DELETE')).status).toBe(204);
    expect(await look(read.headers)).toBe(401);
    await runSql(service.dataDir, `UPDATE api_keys SET expires_at = now() - interval '1 s' WHERE id = $1`, [write.id]);
    expect(await post(write.headers)).toBe(401);
  });

  it('12 made and ended by the command', async () => {
    const account = (...args: string[]): Promise<Ended> =>
      runBuilt('apps/standalone/src/account.js', args, { DATA_DIR: service.dataDir });
    const key = (await account('key', '--days', '1')).stdout.trim();
    const look = () => asks({ authorization: `Bearer ${key}` }, '/api/v1/needs').then(({ status }) => status);
    expect(await look()).toBe(200);
    expect(await account('end-key', '--key', key.slice(0, 10))).toMatchObject({ code: 0, stderr: '' });
    expect(await look()).toBe(401);
    const again = await account('end-key', '--key', key);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining(key.slice(0, 10)) });
    expect(again.stderr).not.toContain(key);
  });

  it('8 live no longer than a year', async () => {
    const { headers } = await service.signedIn('enterprise', '某企业', 'machine@test.example');
    const { body } = await asks(headers, '/api/v1/api-keys', 'POST', {
      ...{ name: 'long', scopes: ['read'], expiresAt: inDays(400) },
    });
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual(['/expiresAt']);
  });
});

it('9 the last operator who can sign in', async () => {
  const session = await signIn(operator.email, operator.password);
  const path = `/api/v1/accounts/${session.body.account.id}`;
  for (const changes of [{ disabled: true }, { role: 'broker' }]) {
    expect((await asks(sessionOf(session), path, 'PATCH', changes)).body.code).toBe('last-operator');
  }
  expect((await asks(sessionOf(session), path, 'PATCH', { name: '新名' })).status).toBe(200);
});

it('10 secrets are hashes in the database, and nowhere in the log', async () => {
  const session = await signIn(operator.email, operator.password);
  const { headers } = service;
  const dump = JSON.stringify([
    await runSql(service.dataDir, 'SELECT * FROM sessions'),
    await runSql(service.dataDir, 'SELECT * FROM api_keys'),
    await runSql(service.dataDir, 'SELECT * FROM accounts'),
    await runSql(service.dataDir, 'SELECT * FROM audit_entries'),
  ]);
  expect(dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  const secrets = [
    cookieOf(session).split('=')[1] ?? '',
    session.body.csrfToken,
    operator.password,
    headers['authorization']?.split(' ')[1] ?? '',
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(15);
    expect(dump).not.toContain(secret);
    expect(service.saidSoFar()).not.toContain(secret);
  }
});

/**
 * Signing in with OpenID Connect: the built service, a real provider, and a browser's redirects.
 *
 * 1 the provider is offered; who has an account with the verified address is signed in, and stays tied to it
 * 2 the request has state, nonce and a PKCE challenge; the answer counts in the browser that began, once
 * 3 an address that is not verified ties nobody; without an account one waits, and the operator sees who
 * 4 a disabled account is not signed in
 * 5 without a provider, or for another one, the addresses are 404
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import getPort from 'get-port';
import { BuiltService } from '../support/built-service.js';
import { Browser, CLIENT, IdentityProvider } from '../support/identity-provider.js';

interface Session {
  account: { id: string; email: string; role: string };
}

let service: BuiltService;
let provider: IdentityProvider;
const START = '/api/v1/session/oidc/default/start';
const isPage = ({ origin, pathname }: URL): boolean => origin === service.url && !pathname.startsWith('/api/');
const sessionOf = async (browser: Browser): Promise<Session | null> => {
  const answer = await fetch(`${service.url}/api/v1/session`, {
    headers: { cookie: browser.cookieFor(new URL(service.url)) },
  });
  return answer.ok ? ((await answer.json()) as Session) : null;
};
async function arrive(browser = new Browser()): Promise<{ at: string; session: Session | null; browser: Browser }> {
  const { pathname, search } = await browser.go(service.url + START, isPage);
  return { at: pathname + search, session: await sessionOf(browser), browser };
}

beforeAll(async () => {
  const port = await getPort();
  provider = await IdentityProvider.start(`http://127.0.0.1:${port}/api/v1/session/oidc/default/callback`);
  service = await BuiltService.start({
    PORT: String(port),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: '市统一身份认证',
  });
  await service.keyOf('broker', '某机构', 'Broker@City.example');
});
afterAll(async () => {
  await service?.dispose();
  await provider?.stop();
});

it('1 in by a verified address, and from then on by the identity', async () => {
  const offered = await service.get('/api/v1/session/providers');
  expect(offered.body).toEqual({ items: [{ id: 'default', name: '市统一身份认证', startUrl: START }] });
  provider.person = { sub: 's-1', email: 'broker@city.example', email_verified: true, name: '周岚' };
  const first = await arrive();
  expect([first.at, first.session?.account]).toMatchObject(['/', { email: 'broker@city.example', role: 'broker' }]);
  // The address moves on to someone else; the identity does not.
  provider.person = { ...provider.person, email: 'renamed@city.example' };
  const second = await arrive();
  expect(second.session?.account.id).toBe(first.session?.account.id);
});

it('2 state, nonce, PKCE; bound to the browser', async () => {
  provider.person = { sub: 's-1', email: 'broker@city.example', email_verified: true, name: '周岚' };
  const { browser } = await arrive();
  const asked = new URL(browser.visited.find((address) => address.startsWith(`${provider.issuer}/auth?`)) ?? '');
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(asked.searchParams.get(name)?.length).toBeGreaterThan(20);

  const victim = new Browser();
  const callback = (url: URL): boolean => url.pathname.endsWith('/callback');
  const attacker = new Browser();
  const answer = await attacker.go(service.url + START, callback);
  const planted = await victim.go(answer.href, isPage);
  expect([planted.search, await sessionOf(victim)]).toEqual(['?problem=provider-failed', null]);

  const wrongState = new URL(answer);
  wrongState.searchParams.set('state', 'another');
  expect((await attacker.go(wrongState.href, isPage)).search).toBe('?problem=provider-failed');
  // That try spent what the browser held.
  expect((await attacker.go(answer.href, isPage)).search).toBe('?problem=provider-failed');
  expect(await sessionOf(attacker)).toBeNull();
});

it('3 an unverified address, and no account', async () => {
  provider.person = { sub: 's-2', email: 'broker@city.example', email_verified: false, name: '冒名' };
  expect(await arrive()).toMatchObject({ at: '/sign-in?problem=account-pending', session: null });
  provider.person = { sub: 's-3', email: 'new@city.example', email_verified: true, name: '新人' };
  expect(await arrive()).toMatchObject({ at: '/sign-in?problem=account-pending', session: null });
  const { headers } = await service.signedIn('operator', '某机构', 'first@city.example');
  const listed = await fetch(`${service.url}/api/v1/accounts`, { headers });
  const { pending } = (await listed.json()) as { pending: { email: string | null; name: string | null }[] };
  expect(pending.map(({ email, name }) => [email, name])).toEqual([
    ['new@city.example', '新人'],
    [null, '冒名'],
  ]);
  await service.keyOf('auditor', '某机构', 'new@city.example');
  expect(await arrive()).toMatchObject({ at: '/', session: { account: { role: 'auditor' } } });
});

it('4 a disabled account', async () => {
  provider.person = { sub: 's-4', email: 'gone@city.example', email_verified: true, name: '离职' };
  const { organizationId, email, headers } = await service.signedIn('operator', '某机构', 'gone@city.example');
  expect([organizationId, email]).not.toContain('');
  await service.signedIn('operator', '某机构', 'stays@city.example');
  const { account } = (await (await fetch(`${service.url}/api/v1/session`, { headers })).json()) as Session;
  const { at } = await arrive();
  expect(at).toBe('/');
  const changed = await fetch(`${service.url}/api/v1/accounts/${account.id}`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ disabled: true }),
  });
  expect(changed.status).toBe(200);
  expect(await arrive()).toMatchObject({ at: '/sign-in?problem=account-pending', session: null });
});

it('5 no other provider', async () => {
  for (const path of ['other/start', 'other/callback?code=1']) {
    expect((await service.get(`/api/v1/session/oidc/${path}`)).status).toBe(404);
  }
});

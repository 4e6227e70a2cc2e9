import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import getPort from 'get-port';

export const CLIENT = { id: 'duijie', secret: 'a-secret-of-the-client' };

/** What the provider says of someone. */
export interface Claims {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

/** As far as it is used here; the package brings no types. */
interface Provider {
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<unknown>;
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
}
interface Grant {
  addOIDCScope(scope: string): void;
  save(): Promise<string>;
}
interface Context {
  oidc: {
    client: { clientId: string };
    session: { accountId: string };
    provider: { Grant: new (of: object) => Grant };
  };
}
type ProviderClass = new (issuer: string, configuration: object) => Provider;

const PACKAGE: string = 'oidc-provider';

/** A real OpenID Connect provider on loopback. Whoever comes is `person`, without being asked. */
export class IdentityProvider {
  person: Claims = { sub: 'nobody', email: '', email_verified: false, name: '' };

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(redirectUri: string): Promise<IdentityProvider> {
    const { default: Provider } = (await import(PACKAGE)) as { default: ProviderClass };
    const port = await getPort();
    const issuer = `http://127.0.0.1:${port}`;
    const server = createServer();
    const made = new IdentityProvider(issuer, server);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      features: { devInteractions: { enabled: false } },
      cookies: { keys: ['only-for-tests'] },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/login/${uid}` },
      findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => made.person }),
      async loadExistingGrant({ oidc }: Context) {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    const handle = provider.callback();
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (!request.url?.startsWith('/login/')) return handle(request, response);
      void provider
        .interactionDetails(request, response)
        .then(() => provider.interactionFinished(request, response, { login: { accountId: made.person.sub } }))
        .catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    return made;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** A browser as far as redirects and cookies go. */
export class Browser {
  private readonly cookies = new Map<string, Map<string, string>>();
  /** Every address it was led through. */
  readonly visited: string[] = [];

  /** Follows redirects until `stops` says that the address is not to be asked for. */
  async go(address: string, stops: (address: URL) => boolean): Promise<URL> {
    let url = new URL(address);
    while (!stops(url)) {
      this.visited.push(url.href);
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie: this.cookieFor(url) } });
      for (const line of answer.headers.getSetCookie()) this.keep(url, line);
      const next = answer.headers.get('location');
      if (next === null) throw new Error(`${url.href} gave ${answer.status}: ${await answer.text()}`);
      url = new URL(next, url);
    }
    return url;
  }

  cookieFor({ host }: URL): string {
    return [...(this.cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep({ host }: URL, line: string): void {
    const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    if (value === '') jar.delete(name);
    else jar.set(name, value);
    this.cookies.set(host, jar);
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { ENV } from '#config';
import type { Env } from '#config';
import { DomainError } from '#matching';
import type { Identity } from '#storage';

/** What a browser holds between going to the provider and coming back; it ties the answer to that browser. */
export interface Journey {
  state: string;
  nonce: string;
  verifier: string;
}

/** Address part of the one provider a process is configured with. */
export const PROVIDER_ID = 'default';

/** Signing in with an OpenID Connect provider: code flow with PKCE, state and nonce. */
@Injectable()
export class Oidc {
  private readonly log = new Logger('OpenID Connect');
  private found: Promise<client.Configuration> | null = null;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** What the button says; null without a provider. */
  get name(): string | null {
    return this.env.OIDC_ISSUER === undefined ? null : this.env.OIDC_NAME;
  }

  /** Where to send the browser, and what it has to bring back. @throws DomainError `not-found`, `provider-failed` */
  async begin(redirectUri: string): Promise<{ url: string; journey: Journey }> {
    const configuration = await this.configuration();
    const journey = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, journey };
  }

  /** Who came back. @param returned the whole address with the provider's answer. @throws DomainError `provider-failed` */
  async end(returned: URL, { state, nonce, verifier }: Journey): Promise<Identity> {
    const configuration = await this.configuration();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, returned, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no id token');
      const issuer = configuration.serverMetadata().issuer;
      const known = claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
      const person = known
        ? { ...claims, ...(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)) }
        : claims;
      const { email, email_verified: verified, name } = person;
      return {
        issuer,
        subject: claims.sub,
        email: typeof email === 'string' && verified === true ? email : null,
        name: typeof name === 'string' ? name : null,
      };
    } catch (error) {
      throw this.failed(error);
    }
  }

  private async configuration(): Promise<client.Configuration> {
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.env;
    if (OIDC_ISSUER === undefined || OIDC_CLIENT_ID === undefined) {
      throw new DomainError('not-found', { what: '统一身份认证 / identity provider' });
    }
    const issuer = new URL(OIDC_ISSUER);
    // Settings allow http:// on loopback only.
    const options = issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {};
    const secret = OIDC_CLIENT_SECRET === undefined ? client.None() : undefined;
    this.found ??= client.discovery(issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, secret, options);
    return this.found.catch((error: unknown) => {
      this.found = null;
      throw this.failed(error);
    });
  }

  private failed(error: unknown): DomainError {
    // The cause may quote the provider's answer, which may hold tokens: only its kind is logged.
    const { name, code } = error as { name?: string; code?: string };
    this.log.warn([name, code].filter(Boolean).join(' '));
    return new DomainError('provider-failed');
  }
}

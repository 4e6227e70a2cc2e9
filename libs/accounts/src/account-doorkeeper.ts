import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { ANONYMOUS, MONITOR } from '#access';
import { ENV } from '#config';
import type { Env } from '#config';
import { Doorkeeper } from '#http';
import type { Admitted, Credentials } from '#http';
import { DomainError } from '#matching';
import { ApiKeyStore, SessionStore } from '#storage';
import { csrfTokenOf, hashOfSecret } from './secrets.js';

/** Sessions and API keys of the accounts in PostgreSQL. A key goes before a cookie. */
@Injectable()
export class AccountDoorkeeper extends Doorkeeper {
  constructor(
    private readonly sessions: SessionStore,
    private readonly keys: ApiKeyStore,
    @Inject(ENV) private readonly env: Env,
  ) {
    super();
  }

  override async admit({ sessionToken, authorization }: Credentials): Promise<Admitted> {
    if (authorization !== null) return this.admitKey(authorization);
    const bearer = sessionToken === null ? null : await this.sessions.find(hashOfSecret(sessionToken), this.limits);
    if (sessionToken === null || bearer === null) return { principal: ANONYMOUS, csrfToken: null };
    return { principal: { ...bearer, by: 'session' }, csrfToken: csrfTokenOf(sessionToken) };
  }

  get limits(): { idleSeconds: number; seconds: number } {
    return { idleSeconds: this.env.SESSION_IDLE_MINUTES * 60, seconds: this.env.SESSION_HOURS * 3600 };
  }

  private async admitKey(authorization: string): Promise<Admitted> {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    // Before PostgreSQL is asked: when it is away, the metrics say so.
    if (key !== undefined && this.isMonitor(key)) return { principal: MONITOR, csrfToken: null };
    const found = key === undefined ? null : await this.keys.find(hashOfSecret(key));
    if (!found) throw new DomainError('api-key-refused');
    const { scopes, ...bearer } = found;
    return { principal: { ...bearer, by: { scopes } }, csrfToken: null };
  }

  private isMonitor(key: string): boolean {
    const { METRICS_TOKEN } = this.env;
    return METRICS_TOKEN !== undefined && equal(key, METRICS_TOKEN);
  }
}

/** Of their hashes, which are of one length. */
const equal = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashOfSecret(one)), Buffer.from(hashOfSecret(other)));

import { Injectable } from '@nestjs/common';
import { DomainError } from '#matching';
import { AccountStore, attemptsOn, emailKey, SessionStore, SignInAttemptStore } from '#storage';
import type { AccountEntity, AttemptLimit, Identity } from '#storage';
import { AccountDoorkeeper } from './account-doorkeeper.js';
import { fitsPassword, hashPassword } from './passwords.js';
import { hashOfSecret, newToken } from './secrets.js';

/** Failures in a row that lock an account, and for how long. The lock is on the e-mail address, known or not. */
const OF_ACCOUNT = { most: 5, seconds: 900 };
/** Failures from one address over all accounts. Many people may share one. */
const OF_ADDRESS = { most: 30, seconds: 900 };

export interface SignedIn {
  account: AccountEntity;
  /** New at every sign-in: a token planted in a browser before never becomes a session. */
  token: string;
}

/** Passwords in, sessions out. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly attempts: SignInAttemptStore,
    private readonly doorkeeper: AccountDoorkeeper,
  ) {}

  /** @throws DomainError `wrong-credentials`, `too-many-attempts` */
  async withPassword(email: string, password: string, address: string): Promise<SignedIn> {
    const id = await this.checked({ email }, emailKey(email), password, address);
    await this.accounts.noteSignIn(id, 'password');
    return this.open(await this.accounts.find(id));
  }

  /** Null for someone whom the operator has not given an account yet. */
  async withIdentity(identity: Identity): Promise<SignedIn | null> {
    const account = await this.accounts.accountOf(identity);
    if (!account) return null;
    await this.accounts.noteSignIn(account.id, 'oidc');
    return this.open(account);
  }

  /**
   * Ends every session of the account and opens a new one.
   * @throws DomainError `wrong-credentials`, `too-many-attempts`
   */
  async changePassword(accountId: string, current: string, next: string, address: string): Promise<SignedIn> {
    const { email } = await this.accounts.find(accountId);
    await this.checked({ id: accountId }, email, current, address);
    await this.accounts.setPassword(accountId, await hashPassword(next), accountId);
    return this.open(await this.accounts.find(accountId));
  }

  async open(account: AccountEntity): Promise<SignedIn> {
    const token = newToken();
    await this.sessions.dropOld(this.doorkeeper.limits);
    await this.sessions.create(hashOfSecret(token), account.id);
    return { account, token };
  }

  async end(token: string): Promise<void> {
    await this.sessions.end(hashOfSecret(token));
  }

  private async checked(
    by: Parameters<AccountStore['passwordOf']>[0],
    email: string,
    password: string,
    address: string,
  ): Promise<string> {
    const limits: AttemptLimit[] = [
      { subject: `address ${address}`, ...OF_ADDRESS },
      { subject: attemptsOn(email), ...OF_ACCOUNT },
    ];
    for (const limit of limits) {
      const seconds = await this.attempts.begin(limit);
      if (seconds > 0) throw new DomainError('too-many-attempts', { seconds });
    }
    const found = await this.accounts.passwordOf(by);
    const fits = await fitsPassword(password, found?.passwordHash ?? null);
    if (!found || !fits) {
      for (const limit of limits) await this.attempts.failed(limit);
      throw new DomainError('wrong-credentials');
    }
    await this.attempts.succeeded(`address ${address}`, 'this');
    await this.attempts.succeeded(attemptsOn(email), 'all');
    await this.attempts.dropOld(OF_ADDRESS.seconds);
    return found.id;
  }
}

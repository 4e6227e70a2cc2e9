import { Injectable } from '@nestjs/common';
import type { Locale } from '#matching';
import { AccountStore } from '#storage';
import type { AccountEntity } from '#storage';
import { hashPassword } from './passwords.js';
import { hashOfSecret, newToken } from './secrets.js';

export interface FirstOperator {
  organizationName: string;
  name: string;
  email: string;
  password: string;
  locale: Locale;
}

/** The first operator, made by whoever holds the link that the first start prints. */
@Injectable()
export class SetUp {
  constructor(private readonly accounts: AccountStore) {}

  /** Whether nobody runs the platform yet. */
  async needed(): Promise<boolean> {
    return !(await this.accounts.operatorExists());
  }

  /** A new one-time token, in place of the last; null when there is an operator. */
  async token(): Promise<string | null> {
    if (!(await this.needed())) return null;
    const token = newToken();
    await this.accounts.replaceSetupToken(hashOfSecret(token));
    return token;
  }

  /** @throws DomainError `setup-done`, `setup-token`, `email-taken` */
  async complete({ password, ...input }: FirstOperator, token: string): Promise<AccountEntity> {
    const passwordHash = await hashPassword(password);
    return this.accounts.createFirstOperator({ ...input, passwordHash }, hashOfSecret(token));
  }
}

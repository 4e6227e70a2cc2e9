import type { Role, Scope } from '#access';
import type { Env } from '#config';
import { AccountStore, ApiKeyStore, dataSourceOf, joinDatabase, migrate } from '#storage';
import type { AccountEntity, OrganizationInput } from '#storage';
import { ApiKeys } from './api-keys.js';
import type { IssuedKey } from './api-keys.js';
import { hashPassword } from './passwords.js';
import { beginningOf, newPassword } from './secrets.js';

const COMMAND = 'command';
/** Account of whoever runs commands on this machine. No password opens it; it acts by keys only. */
const COMMAND_EMAIL = 'command@localhost';
const PLATFORM = { name: '对接平台 Duijie', kind: 'authority', creditCode: null, region: null } as const;
const DAY_MS = 86_400_000;

export interface Person {
  email: string;
  name: string;
  role: Role;
  organization: OrganizationInput;
}

/** What commands do with accounts. Who may run commands on the machine may do everything. */
export class People {
  constructor(
    private readonly accounts: AccountStore,
    private readonly keys: ApiKeys,
  ) {}

  /** A new account, or a new password for the one with this address. */
  async give({ email, name, role, organization }: Person): Promise<{ account: AccountEntity; password: string }> {
    const password = newPassword();
    const passwordHash = await hashPassword(password);
    const known = await this.accounts.findByEmail(email);
    if (known) {
      await this.accounts.setPassword(known.id, passwordHash, COMMAND);
      return { account: known, password };
    }
    const organizationId = await this.accounts.organizationNamed(organization, COMMAND);
    const account = await this.accounts.create(
      { organizationId, email, name, role, locale: 'zh', passwordHash },
      COMMAND,
    );
    return { account, password };
  }

  /** @throws Error when there is no account with this address */
  async newPassword(email: string): Promise<string> {
    const password = newPassword();
    await this.accounts.setPassword((await this.known(email)).id, await hashPassword(password), COMMAND);
    return password;
  }

  /** A key of the account with this address, or of the operator that commands act as. */
  async key(email: string | undefined, name: string, scopes: readonly Scope[], days: number): Promise<IssuedKey> {
    const account = email === undefined ? await this.command() : await this.known(email);
    return this.keys.issue(account.id, { name, scopes, expiresAt: new Date(Date.now() + days * DAY_MS) }, COMMAND);
  }

  /**
   * Ends a key from now on, of whomever: those made without an address have nobody who signs in and could.
   * @param key whole, or as much of it as lists of keys show
   * @throws Error when there is none
   */
  async endKey(key: string): Promise<void> {
    const beginning = beginningOf(key);
    if ((await this.keys.end(beginning, COMMAND)) > 0) return;
    throw new Error(`没有以 ${beginning} 开头的 API 密钥。\nThere is no API key that begins with ${beginning}.`);
  }

  private async known(email: string): Promise<AccountEntity> {
    const account = await this.accounts.findByEmail(email);
    if (!account) throw new Error(`没有邮箱为 ${email} 的账号。\nThere is no account with the address ${email}.`);
    return account;
  }

  private async command(): Promise<AccountEntity> {
    const known = await this.accounts.findByEmail(COMMAND_EMAIL);
    if (known) return known;
    const organizationId = await this.accounts.organizationNamed(PLATFORM, COMMAND);
    const person = { organizationId, email: COMMAND_EMAIL, name: COMMAND, role: 'operator', locale: 'zh' } as const;
    return this.accounts.create({ ...person, passwordHash: null }, COMMAND);
  }
}

/** Accounts and keys in the configured database, whether or not a service runs on it. */
export async function withPeople<T>(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  work: (people: People, stores: { accounts: AccountStore; keys: ApiKeyStore }) => Promise<T>,
): Promise<T> {
  const database = await joinDatabase(env);
  try {
    const source = await dataSourceOf(database.url, 2).initialize();
    try {
      await migrate(source);
      const stores = { accounts: new AccountStore(source), keys: new ApiKeyStore(source) };
      return await work(new People(stores.accounts, new ApiKeys(stores.keys)), stores);
    } finally {
      await source.destroy();
    }
  } finally {
    await database.stop();
  }
}

import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from '#access';
import { DomainError } from '#matching';
import type { Locale } from '#matching';
import { AccountEntity } from '../entities/account.entity.js';
import { audit } from './audit.js';
import { translateDuplicate } from './duplicate-key.js';
import { findOrCreateOrganization } from './organization-store.js';
import { attemptsOn } from './sign-in-attempt-store.js';

export interface AccountInput {
  organizationId: string;
  email: string;
  name: string;
  role: Role;
  locale: Locale;
  /** PHC string; null: nobody signs in with a password. */
  passwordHash: string | null;
}
/** An account as whoever runs the platform sees it in a list. */
export interface AccountListed extends Omit<AccountEntity, 'passwordHash'> {
  organizationName: string;
  /** Until when too many failed sign-ins lock it; null: they do not. */
  lockedUntil: Date | null;
}
export interface AccountChanges {
  organizationId?: string | undefined;
  name?: string | undefined;
  role?: Role | undefined;
  disabled?: boolean | undefined;
}
/** Someone whom a provider knows and who has no account yet. */
export interface PendingIdentity {
  issuer: string;
  email: string | null;
  name: string | null;
  createdAt: Date;
}
export interface Identity {
  issuer: string;
  subject: string;
  /** Only when the provider says that it is verified. */
  email: string | null;
  name: string | null;
}

const WHAT = { what: '账号 / account' };
/** Any fixed number: setting up, and taking rights from operators, happen one at a time. */
const OPERATORS_LOCK = 6_427_003;
/** Operators who can sign in. */
const OPERATOR = `role = 'operator' AND NOT disabled
  AND (password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM identities i WHERE i.account_id = a.id))`;

export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase();

/** Accounts, and who outside providers say their people are. */
export class AccountStore {
  constructor(private readonly source: DataSource) {}

  /** @throws DomainError `email-taken` */
  async create(input: AccountInput, actor: string): Promise<AccountEntity> {
    return this.source
      .transaction((manager) => insert(manager, input, actor))
      .catch((error: unknown) => translateDuplicate(error, { email: input.email }));
  }

  /** @throws DomainError `not-found` */
  async find(id: string): Promise<AccountEntity> {
    const found = await this.source.getRepository(AccountEntity).findOneBy({ id });
    if (!found) throw new DomainError('not-found', WHAT);
    return found;
  }

  async findByEmail(email: string): Promise<AccountEntity | null> {
    return this.source.getRepository(AccountEntity).findOneBy({ email: emailKey(email) });
  }

  /** What a password is checked against; null when there is no such account, or none that a password opens. */
  async passwordOf(by: { email: string } | { id: string }): Promise<{ id: string; passwordHash: string } | null> {
    const where = 'id' in by ? { id: by.id } : { email: emailKey(by.email) };
    const found = await this.source
      .getRepository(AccountEntity)
      .findOne({ where: { ...where, disabled: false }, select: { id: true, passwordHash: true } });
    return found?.passwordHash ? { id: found.id, passwordHash: found.passwordHash } : null;
  }

  /** Oldest first; with `q` those whose name, address or organization has it. */
  async list(
    q: string | undefined,
    limit: number,
    offset: number,
  ): Promise<{ accounts: AccountListed[]; total: number }> {
    const from = `FROM accounts a JOIN organizations o ON o.id = a.organization_id
      WHERE $1::text IS NULL OR position(lower($1) IN lower(concat_ws(' ', a.name, a.email, o.name))) > 0`;
    const [row]: { n: number }[] = await this.source.query(`SELECT count(*)::int AS n ${from}`, [q ?? null]);
    const accounts: AccountListed[] = await this.source.query(
      `SELECT a.id, a.organization_id AS "organizationId", o.name AS "organizationName", a.email, a.name, a.role,
         a.locale, a.disabled, a.created_at AS "createdAt", a.signed_in_at AS "signedInAt",
         (SELECT t.locked_until FROM sign_in_attempts t
          WHERE t.subject = $4 || a.email AND t.locked_until > now()) AS "lockedUntil"
       ${from} ORDER BY a.created_at, a.id LIMIT $2 OFFSET $3`,
      [q ?? null, limit, offset, attemptsOn('')],
    );
    return { accounts, total: row?.n ?? 0 };
  }

  /** Forgets the failed sign-ins that lock an account. @throws DomainError `not-found` */
  async unlock(id: string, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const found = await manager.findOneBy(AccountEntity, { id });
      if (!found) throw new DomainError('not-found', WHAT);
      await manager.query('DELETE FROM sign_in_attempts WHERE subject = $1', [attemptsOn(found.email)]);
      await audit(manager, { actor, action: 'unlock', subjectKind: 'account', subjectId: id, revision: null });
    });
  }

  /** Disabling ends the account's sessions. @throws DomainError `not-found`, `last-operator` */
  async change(id: string, changes: AccountChanges, actor: string): Promise<AccountEntity> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [OPERATORS_LOCK]);
      const before = await manager.findOneBy(AccountEntity, { id });
      if (!before) throw new DomainError('not-found', WHAT);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      const hadOperator = await operatorExists(manager);
      if (Object.keys(given).length > 0) await manager.update(AccountEntity, { id }, given);
      if (hadOperator && !(await operatorExists(manager))) throw new DomainError('last-operator');
      if (changes.disabled) await manager.query('DELETE FROM sessions WHERE account_id = $1', [id]);
      const action = ['change', ...Object.keys(given)].join(' ');
      await audit(manager, { actor, action, subjectKind: 'account', subjectId: id, revision: null });
      return manager.findOneByOrFail(AccountEntity, { id });
    });
  }

  /** A new password ends every session of the account. */
  async setPassword(id: string, passwordHash: string, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.update(AccountEntity, { id }, { passwordHash });
      await manager.query('DELETE FROM sessions WHERE account_id = $1', [id]);
      await audit(manager, { actor, action: 'password', subjectKind: 'account', subjectId: id, revision: null });
    });
  }

  async noteSignIn(id: string, how: 'password' | 'oidc'): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.update(AccountEntity, { id }, { signedInAt: new Date() });
      await audit(manager, {
        actor: id,
        action: `sign-in ${how}`,
        subjectKind: 'account',
        subjectId: id,
        revision: null,
      });
    });
  }

  /** Whether someone who can sign in runs the platform. */
  async operatorExists(): Promise<boolean> {
    return operatorExists(this.source.manager);
  }

  /**
   * The first operator, in an organization of that name, if nobody runs the platform yet. `tokenHash` is that of the
   * one-time link, spent in the same transaction.
   * @throws DomainError `setup-done`, `setup-token`, `email-taken`
   */
  async createFirstOperator(
    input: Omit<AccountInput, 'organizationId' | 'role'> & { organizationName: string },
    tokenHash: string,
  ): Promise<AccountEntity> {
    const { organizationName, ...person } = input;
    return this.source
      .transaction(async (manager) => {
        await manager.query('SELECT pg_advisory_xact_lock($1)', [OPERATORS_LOCK]);
        if (await operatorExists(manager)) throw new DomainError('setup-done');
        const [spent]: [unknown[], number] = await manager.query(
          'DELETE FROM setup_tokens WHERE token_hash = $1 RETURNING singleton',
          [tokenHash],
        );
        if (spent.length === 0) throw new DomainError('setup-token');
        const organization = { name: organizationName, kind: 'authority' as const, creditCode: null, region: null };
        const organizationId = await findOrCreateOrganization(manager, organization, 'setup');
        return insert(manager, { ...person, organizationId, role: 'operator' }, 'setup');
      })
      .catch((error: unknown) => translateDuplicate(error, { email: input.email }));
  }

  /** Makes this the one link that sets up the platform; an earlier one no longer does. */
  async replaceSetupToken(tokenHash: string): Promise<void> {
    await this.source.query(
      `INSERT INTO setup_tokens (token_hash) VALUES ($1)
       ON CONFLICT (singleton) DO UPDATE SET token_hash = excluded.token_hash, created_at = now()`,
      [tokenHash],
    );
  }

  /** The organization of that name, or a new one: for commands that make accounts. */
  async organizationNamed(input: Parameters<typeof findOrCreateOrganization>[1], actor: string): Promise<string> {
    return this.source.transaction((manager) => findOrCreateOrganization(manager, input, actor));
  }

  /**
   * The enabled account behind an outside identity. One seen for the first time is tied to the account with its verified
   * address; without such an account it is noted, and waits for the operator to make one (then null).
   */
  async accountOf({ issuer, subject, email, name }: Identity): Promise<AccountEntity | null> {
    return this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO identities (issuer, subject, email, name) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject) DO UPDATE SET email = excluded.email, name = excluded.name`,
        [issuer, subject, email === null ? null : emailKey(email), name],
      );
      const tied: [{ account_id: string }[], number] = await manager.query(
        `UPDATE identities i SET account_id = a.id FROM accounts a
         WHERE i.issuer = $1 AND i.subject = $2
           AND a.id = coalesce(i.account_id, (SELECT id FROM accounts WHERE email = i.email))
         RETURNING i.account_id`,
        [issuer, subject],
      );
      const id = tied[0][0]?.account_id;
      return id ? manager.findOneBy(AccountEntity, { id, disabled: false }) : null;
    });
  }

  /** Newest first. */
  async pendingIdentities(limit: number): Promise<PendingIdentity[]> {
    return this.source.query(
      `SELECT issuer, email, name, created_at AS "createdAt" FROM identities WHERE account_id IS NULL
       ORDER BY created_at DESC LIMIT $1`,
      [limit],
    );
  }
}

async function operatorExists(manager: EntityManager): Promise<boolean> {
  const [row]: { found: boolean }[] = await manager.query(
    `SELECT EXISTS (SELECT 1 FROM accounts a WHERE ${OPERATOR}) AS found`,
  );
  return row?.found ?? false;
}

async function insert(manager: EntityManager, input: AccountInput, actor: string): Promise<AccountEntity> {
  const id = crypto.randomUUID();
  await manager.insert(AccountEntity, { ...input, id, email: emailKey(input.email) });
  await audit(manager, {
    actor,
    action: `create ${input.role}`,
    subjectKind: 'account',
    subjectId: id,
    revision: null,
  });
  return manager.findOneByOrFail(AccountEntity, { id });
}

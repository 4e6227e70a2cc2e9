import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People: accounts with their sessions, keys and outside identities. Whatever opens a door is stored hashed. */
export class Accounts1764300000000 implements MigrationInterface {
  name = 'Accounts1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE accounts (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        organization_id uuid NOT NULL REFERENCES organizations,
        email text NOT NULL CONSTRAINT accounts_email_key UNIQUE,
        name text NOT NULL,
        role text NOT NULL,
        locale text NOT NULL DEFAULT 'zh',
        password_hash text,
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        signed_in_at timestamptz
      );
      CREATE INDEX accounts_organization ON accounts (organization_id);

      CREATE TABLE sessions (
        token_hash text PRIMARY KEY,
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX sessions_account ON sessions (account_id);
      CREATE INDEX sessions_created ON sessions (created_at);

      CREATE TABLE api_keys (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        name text NOT NULL,
        key_hash text NOT NULL CONSTRAINT api_keys_hash_key UNIQUE,
        -- The first characters of the key, by which its owner knows it.
        beginning text NOT NULL,
        scopes text[] NOT NULL,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      );
      CREATE INDEX api_keys_account ON api_keys (account_id);

      -- A subject is an e-mail address that someone tried to sign in with, known or not, or the address they came from.
      CREATE TABLE sign_in_attempts (
        subject text PRIMARY KEY,
        failures integer NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        locked_until timestamptz
      );

      -- At most one: the last process to start without an operator made it.
      CREATE TABLE setup_tokens (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        token_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- Who an OpenID Connect provider says someone is; without an account until the operator makes one.
      CREATE TABLE identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        account_id uuid REFERENCES accounts ON DELETE CASCADE,
        email text,
        name text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX identities_account ON identities (account_id);

      -- Who sent a bulk file.
      ALTER TABLE imports ADD COLUMN account_id uuid REFERENCES accounts;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE imports DROP COLUMN account_id;
      DROP TABLE identities, setup_tokens, sign_in_attempts, api_keys, sessions, accounts;
    `);
  }
}

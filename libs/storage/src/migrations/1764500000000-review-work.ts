import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Review work: who holds which pairing, and cases with what is put into them. */
export class ReviewWork1764500000000 implements MigrationInterface {
  name = 'ReviewWork1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A pairing's row may be replaced by a new ranking; its two sides stay.
      CREATE TABLE review_claims (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        need_id uuid NOT NULL REFERENCES records,
        supply_id uuid NOT NULL REFERENCES records,
        account_id uuid NOT NULL REFERENCES accounts,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        outcome text,
        CHECK ((ended_at IS NULL) = (outcome IS NULL))
      );
      CREATE UNIQUE INDEX review_claims_open_key ON review_claims (need_id, supply_id) WHERE ended_at IS NULL;
      CREATE INDEX review_claims_account ON review_claims (account_id, claimed_at);
      CREATE INDEX review_claims_claimed ON review_claims (claimed_at);

      CREATE TABLE cases (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        pairing_id uuid NOT NULL,
        need_id uuid NOT NULL REFERENCES records,
        supply_id uuid NOT NULL REFERENCES records,
        need_revision integer NOT NULL,
        supply_revision integer NOT NULL,
        need_organization_id uuid NOT NULL REFERENCES organizations,
        supply_organization_id uuid NOT NULL REFERENCES organizations,
        stage text NOT NULL,
        opened_by text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        moved_at timestamptz NOT NULL DEFAULT now(),
        need_interest text,
        supply_interest text,
        end_reason text,
        amount_fen bigint,
        contract_number text
      );
      CREATE UNIQUE INDEX cases_open_key ON cases (need_id, supply_id) WHERE stage NOT IN ('registered', 'ended');
      CREATE INDEX cases_moved ON cases (moved_at, id);
      CREATE INDEX cases_need_organization ON cases (need_organization_id, moved_at);
      CREATE INDEX cases_supply_organization ON cases (supply_organization_id, moved_at);

      CREATE TABLE case_transitions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        case_id uuid NOT NULL REFERENCES cases,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        from_stage text,
        to_stage text NOT NULL,
        reason text,
        note text
      );
      CREATE INDEX case_transitions_case ON case_transitions (case_id, id);

      CREATE TABLE case_notes (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        case_id uuid NOT NULL REFERENCES cases,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        audience text NOT NULL,
        text text NOT NULL
      );
      CREATE INDEX case_notes_case ON case_notes (case_id, at);

      CREATE TABLE case_files (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        case_id uuid NOT NULL REFERENCES cases,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        audience text NOT NULL,
        name text NOT NULL,
        content_type text NOT NULL,
        content bytea NOT NULL
      );
      CREATE INDEX case_files_case ON case_files (case_id, at);

      CREATE TABLE case_reminders (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        case_id uuid NOT NULL REFERENCES cases,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        audience text NOT NULL,
        due_on date NOT NULL,
        text text NOT NULL,
        done_at timestamptz
      );
      CREATE INDEX case_reminders_case ON case_reminders (case_id, due_on);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_reminders, case_files, case_notes, case_transitions, cases, review_claims');
  }
}

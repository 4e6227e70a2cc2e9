import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records open on request: matched by their blind summary, opened to both sides by agreement. */
export class Confidentiality1764400000000 implements MigrationInterface {
  name = 'Confidentiality1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What everyone may see of a record on request; null until it is made, and until then nobody sees anything.
      ALTER TABLE records ADD COLUMN blind jsonb;
      CREATE INDEX records_on_request ON records (id) WHERE confidentiality = 'on-request';

      -- Who takes part in matching: published, within its dates (calendar days in China), public or with a blind summary.
      -- What is shown of it is another question: see shown-record.ts.
      CREATE FUNCTION is_matched(r records) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT r.state = 'published'
          AND (r.confidentiality = 'public' OR (r.confidentiality = 'on-request' AND r.blind IS NOT NULL))
          AND coalesce(r.valid_from, '') <= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
          AND coalesce(r.valid_until, '9999') >= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
      $$;
      -- Gone, so that a query that does not know the difference fails instead of showing too much.
      DROP FUNCTION is_visible(records);

      -- A side's word that the other side of a pair may see the whole record and whom to call. Never deleted.
      CREATE TABLE agreements (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        need_id uuid NOT NULL REFERENCES records,
        supply_id uuid NOT NULL REFERENCES records,
        side text NOT NULL CHECK (side IN ('need', 'supply')),
        -- Owner of the record when it agreed: a record that changes hands is agreed on anew.
        organization_id uuid NOT NULL REFERENCES organizations,
        account_id uuid NOT NULL REFERENCES accounts,
        agreed_at timestamptz NOT NULL DEFAULT now(),
        withdrawn_at timestamptz,
        -- Null: ended with the record being sealed.
        withdrawn_by uuid REFERENCES accounts
      );
      CREATE UNIQUE INDEX agreements_standing ON agreements (need_id, supply_id, side) WHERE withdrawn_at IS NULL;
      CREATE INDEX agreements_supply ON agreements (supply_id) WHERE withdrawn_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE agreements;
      CREATE FUNCTION is_visible(r records) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT r.state = 'published' AND r.confidentiality = 'public'
          AND coalesce(r.valid_from, '') <= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
          AND coalesce(r.valid_until, '9999') >= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
      $$;
      DROP FUNCTION is_matched(records);
      DROP INDEX records_on_request;
      ALTER TABLE records DROP COLUMN blind;
    `);
  }
}

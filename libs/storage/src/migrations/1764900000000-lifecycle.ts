import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the moves of a record leave behind: who posted it for whom, why it is held back, what let it pass, what became of it. */
export class Lifecycle1764900000000 implements MigrationInterface {
  name = 'Lifecycle1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE records
        ADD COLUMN agent_organization_id uuid REFERENCES organizations,
        ADD COLUMN confirmed_at timestamptz,
        ADD COLUMN hold jsonb,
        ADD COLUMN approval jsonb,
        ADD COLUMN merged_into uuid REFERENCES records;
      CREATE INDEX records_agent ON records (agent_organization_id) WHERE agent_organization_id IS NOT NULL;
      CREATE INDEX records_merged ON records (merged_into) WHERE merged_into IS NOT NULL;
      CREATE INDEX records_ending ON records (valid_until) WHERE state = 'published' AND valid_until IS NOT NULL;
      CREATE INDEX records_held ON records (revised_at) WHERE state IN ('submitted', 'returned');
      -- Why, where a move says so.
      ALTER TABLE record_revisions ADD COLUMN reason text;
      -- Rows taken in that are held back until they say more.
      ALTER TABLE imports ADD COLUMN rows_returned integer NOT NULL DEFAULT 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE imports DROP COLUMN rows_returned;
      ALTER TABLE record_revisions DROP COLUMN reason;
      ALTER TABLE records DROP COLUMN merged_into, DROP COLUMN approval, DROP COLUMN hold, DROP COLUMN confirmed_at,
        DROP COLUMN agent_organization_id;
    `);
  }
}

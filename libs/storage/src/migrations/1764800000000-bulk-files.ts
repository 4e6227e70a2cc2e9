import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bulk files of several sheets, all or nothing, cancelled and resumed, with the columns' meaning remembered. */
export class BulkFiles1764800000000 implements MigrationInterface {
  name = 'BulkFiles1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE imports
        ADD COLUMN all_or_nothing boolean NOT NULL DEFAULT false,
        ADD COLUMN mapping jsonb,
        ADD COLUMN resumable boolean NOT NULL DEFAULT false;

      ALTER TABLE import_faults
        ADD COLUMN sheet_number integer NOT NULL DEFAULT 0,
        ADD COLUMN sheet text NOT NULL DEFAULT '';
      ALTER TABLE import_faults DROP CONSTRAINT import_faults_pkey;
      ALTER TABLE import_faults ADD PRIMARY KEY (import_id, sheet_number, "row");
      UPDATE import_faults SET faults = (
        SELECT jsonb_agg('{"kind": "other", "value": ""}'::jsonb || fault ORDER BY at)
        FROM jsonb_array_elements(faults) WITH ORDINALITY AS listed (fault, at)
      ) WHERE jsonb_array_length(faults) > 0;

      -- What an organization said of the headers of its files, by the set of those headers.
      CREATE TABLE import_mappings (
        organization_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
        kind text NOT NULL,
        headers_key text NOT NULL,
        mapping jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (organization_id, kind, headers_key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE import_mappings;
      -- Without sheets, a row number stands once.
      DELETE FROM import_faults WHERE sheet_number > 0;
      ALTER TABLE import_faults DROP CONSTRAINT import_faults_pkey;
      ALTER TABLE import_faults DROP COLUMN sheet_number, DROP COLUMN sheet;
      ALTER TABLE import_faults ADD PRIMARY KEY (import_id, "row");
      UPDATE imports SET state = 'failed' WHERE state = 'cancelled';
      ALTER TABLE imports DROP COLUMN all_or_nothing, DROP COLUMN mapping, DROP COLUMN resumable;
    `);
  }
}

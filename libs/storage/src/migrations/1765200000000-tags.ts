import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What owners say of the tags of a record, apart from the profiles that are made anew again and again, and in each profile
 * which rules and which edits it was made by.
 */
export class Tags1765200000000 implements MigrationInterface {
  name = 'Tags1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tag_edits (
        record_id uuid PRIMARY KEY REFERENCES records,
        revision integer NOT NULL,
        edits jsonb NOT NULL,
        edited_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE profiles
        ADD COLUMN tag_edits jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN tag_revision integer NOT NULL DEFAULT 0,
        -- 0: tagged before the rules were numbered; the sweep tags those anew.
        ADD COLUMN tag_rules integer NOT NULL DEFAULT 0;
      CREATE INDEX profiles_tag_rules ON profiles (tag_rules);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE profiles DROP COLUMN tag_edits, DROP COLUMN tag_revision, DROP COLUMN tag_rules;
      DROP TABLE tag_edits;
    `);
  }
}

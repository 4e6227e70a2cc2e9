import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Suspected duplicates, people's verdicts on them, and which profile was last checked. */
export class Duplicates1764200000000 implements MigrationInterface {
  name = 'Duplicates1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE duplicates (
        first_id uuid NOT NULL REFERENCES records,
        second_id uuid NOT NULL REFERENCES records,
        first_revision integer NOT NULL,
        second_revision integer NOT NULL,
        first_hash text NOT NULL,
        second_hash text NOT NULL,
        first_text text NOT NULL,
        second_text text NOT NULL,
        likeness double precision NOT NULL,
        evidence jsonb NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (first_id, second_id),
        CONSTRAINT duplicates_in_order CHECK (first_id < second_id)
      );
      CREATE INDEX duplicates_second ON duplicates (second_id);

      CREATE TABLE duplicate_verdicts (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        first_id uuid NOT NULL REFERENCES records,
        second_id uuid NOT NULL REFERENCES records,
        first_text text NOT NULL,
        second_text text NOT NULL,
        verdict text NOT NULL,
        note text,
        judge text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX duplicate_verdicts_pair ON duplicate_verdicts (first_id, second_id, created_at);

      -- Content hash and rule that duplicates of a profile were last looked for by; null: they are to be looked for.
      ALTER TABLE profiles ADD COLUMN duplicates_checked text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE profiles DROP COLUMN duplicates_checked;
      DROP TABLE duplicate_verdicts, duplicates;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Fitted engine versions and which was in force when; with each review, the place it was shown at. */
export class EngineVersions1764000000000 implements MigrationInterface {
  name = 'EngineVersions1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engine_versions (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL CONSTRAINT engine_versions_name_key UNIQUE,
        -- As it was given: json, not jsonb, so that nothing in it is lost or refused.
        file json NOT NULL,
        added_by text NOT NULL,
        added_at timestamptz NOT NULL DEFAULT now()
      );

      -- Every change of the version in force; the last one stands. Before the first the shipped version is in force.
      CREATE TABLE engine_promotions (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT engine_promotions_position_key UNIQUE,
        action text NOT NULL,
        version text NOT NULL,
        -- The version that came with the program, whichever that is after an upgrade.
        shipped boolean NOT NULL,
        -- The promotion that a rollback goes back to; null: the shipped version, before there was any.
        returns_to uuid REFERENCES engine_promotions,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      );

      ALTER TABLE reviews ADD COLUMN shown_rank integer, ADD COLUMN propensity double precision;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reviews DROP COLUMN shown_rank, DROP COLUMN propensity;
      DROP TABLE engine_promotions, engine_versions;
    `);
  }
}

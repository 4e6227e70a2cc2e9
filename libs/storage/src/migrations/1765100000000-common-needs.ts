import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Common needs of an industry, what people decided on them, runs of the grouping, and the published lists. */
export class CommonNeeds1765100000000 implements MigrationInterface {
  name = 'CommonNeeds1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE common_needs (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'dismissed')),
        title text NOT NULL,
        description text NOT NULL,
        industry text,
        -- The needs its title and description were made of; null: a person wrote them.
        worded_from uuid[],
        cohesion double precision,
        -- A person has decided on it: the engine no longer changes anything but what it suggests.
        settled boolean NOT NULL DEFAULT false,
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX common_needs_state ON common_needs (state, changed_at, id);

      -- A need is in one common need at most.
      CREATE TABLE common_need_members (
        need_id uuid PRIMARY KEY REFERENCES records,
        common_need_id uuid NOT NULL REFERENCES common_needs ON DELETE CASCADE,
        suggested boolean NOT NULL DEFAULT false,
        likeness double precision
      );
      CREATE INDEX common_need_members_of ON common_need_members (common_need_id);

      -- Needs that a person took out.
      CREATE TABLE common_need_exclusions (
        common_need_id uuid NOT NULL REFERENCES common_needs ON DELETE CASCADE,
        need_id uuid NOT NULL REFERENCES records,
        PRIMARY KEY (common_need_id, need_id)
      );

      CREATE TABLE common_need_runs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        started_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        outcome text,
        needs integer NOT NULL,
        done integer NOT NULL DEFAULT 0,
        grouped integer,
        -- Hash of all that it was made of.
        made_of text NOT NULL
      );

      CREATE TABLE common_need_lists (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        number integer NOT NULL UNIQUE,
        published_at timestamptz NOT NULL DEFAULT now(),
        published_by text NOT NULL,
        digest text NOT NULL,
        items jsonb NOT NULL
      );
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$;
      CREATE TRIGGER common_need_lists_immutable BEFORE UPDATE OR DELETE ON common_need_lists
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER common_need_lists_kept BEFORE TRUNCATE ON common_need_lists
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE common_need_lists, common_need_runs, common_need_exclusions, common_need_members, common_needs;
      DROP FUNCTION refuse_change;
    `);
  }
}

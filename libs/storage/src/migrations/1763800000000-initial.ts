import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Initial1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organizations (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL,
        kind text NOT NULL,
        credit_code text CONSTRAINT organizations_credit_code_key UNIQUE,
        region text,
        revision integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX organizations_name ON organizations (name);

      CREATE TABLE records (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        organization_id uuid NOT NULL REFERENCES organizations,
        external_id text,
        revision integer NOT NULL,
        state text NOT NULL,
        content jsonb NOT NULL,
        content_hash text NOT NULL,
        confidentiality text NOT NULL,
        -- Apart from the content, so that visibility is told without reading it.
        valid_from text GENERATED ALWAYS AS (content->>'validFrom') STORED,
        valid_until text GENERATED ALWAYS AS (content->>'validUntil') STORED,
        pipeline_state text NOT NULL,
        pipeline_error text,
        pipeline_at timestamptz NOT NULL DEFAULT now(),
        ranked_by text,
        created_at timestamptz NOT NULL DEFAULT now(),
        revised_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT records_external_id_key UNIQUE (kind, external_id)
      );
      CREATE INDEX records_listing ON records (kind, created_at, id);
      CREATE INDEX records_organization ON records (organization_id);
      CREATE INDEX records_unfinished ON records (pipeline_at) WHERE pipeline_state IN ('pending', 'profiled');
      CREATE INDEX records_ranked_by ON records (ranked_by) WHERE pipeline_state = 'ranked';

      CREATE TABLE record_revisions (
        record_id uuid NOT NULL REFERENCES records,
        revision integer NOT NULL,
        action text NOT NULL,
        state text NOT NULL,
        content jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (record_id, revision)
      );

      CREATE TABLE audit_entries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        action text NOT NULL,
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        revision integer
      );
      CREATE INDEX audit_entries_subject ON audit_entries (subject_id, id);

      CREATE TABLE profiles (
        record_id uuid PRIMARY KEY REFERENCES records,
        content_hash text NOT NULL,
        language text NOT NULL,
        title_words jsonb NOT NULL,
        body_words jsonb NOT NULL,
        tags jsonb NOT NULL,
        model text,
        title_vector bytea,
        body_vector bytea,
        dirty boolean NOT NULL
      );
      CREATE INDEX profiles_dirty ON profiles (record_id) WHERE dirty;

      CREATE TABLE pairings (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        need_id uuid NOT NULL REFERENCES records,
        supply_id uuid NOT NULL REFERENCES records,
        need_revision integer NOT NULL,
        supply_revision integer NOT NULL,
        score double precision NOT NULL,
        signals jsonb NOT NULL,
        gaps jsonb NOT NULL,
        engine_digest text NOT NULL,
        degraded text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pairings_sides_key UNIQUE (need_id, supply_id)
      );
      CREATE INDEX pairings_need ON pairings (need_id, score DESC, supply_id);
      CREATE INDEX pairings_supply ON pairings (supply_id, score DESC, need_id);

      CREATE TABLE reviews (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        pairing_id uuid NOT NULL,
        need_id uuid NOT NULL REFERENCES records,
        supply_id uuid NOT NULL REFERENCES records,
        need_revision integer NOT NULL,
        supply_revision integer NOT NULL,
        engine_digest text NOT NULL,
        score double precision NOT NULL,
        signals jsonb NOT NULL,
        decision text NOT NULL,
        reason text,
        note text,
        reviewer text NOT NULL,
        supersedes uuid REFERENCES reviews CONSTRAINT reviews_supersedes_key UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX reviews_pair ON reviews (need_id, supply_id, created_at);

      CREATE TABLE imports (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        file_name text NOT NULL,
        format text NOT NULL,
        dry_run boolean NOT NULL,
        publish boolean NOT NULL,
        state text NOT NULL,
        error text,
        bytes bigint NOT NULL DEFAULT 0,
        rows_total integer,
        rows_done integer NOT NULL DEFAULT 0,
        rows_created integer NOT NULL DEFAULT 0,
        rows_changed integer NOT NULL DEFAULT 0,
        rows_unchanged integer NOT NULL DEFAULT 0,
        rows_faulty integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE TABLE import_chunks (
        import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
        position integer NOT NULL,
        bytes bytea NOT NULL,
        PRIMARY KEY (import_id, position)
      );
      CREATE TABLE import_faults (
        import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
        "row" integer NOT NULL,
        faults jsonb NOT NULL,
        PRIMARY KEY (import_id, "row")
      );

      CREATE TABLE idempotency_keys (
        scope text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        subject_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
      );

      CREATE TABLE term_statistics (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        documents integer NOT NULL,
        counts bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- Who may be shown to everyone: published, public, within its dates (calendar days in China).
      CREATE FUNCTION is_visible(r records) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT r.state = 'published' AND r.confidentiality = 'public'
          AND coalesce(r.valid_from, '') <= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
          AND coalesce(r.valid_until, '9999') >= to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION is_visible(records);
      DROP TABLE term_statistics, idempotency_keys, import_faults, import_chunks, imports, reviews, pairings, profiles,
        audit_entries, record_revisions, records, organizations;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Exchange: what changed for everyone, written with the change itself, and the webhooks that tell of it. */
export class Exchange1765000000000 implements MigrationInterface {
  name = 'Exchange1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The outbox: that something changed, never what it says. Content is read when it is told, as it may be seen then.
      CREATE TABLE changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL DEFAULT gen_random_uuid(),
        -- A kind of record, or 'case'.
        kind text NOT NULL,
        subject_id uuid NOT NULL,
        change text NOT NULL,
        -- Of what everyone saw of a record then.
        digest text,
        -- Of a case: the stages it came from and went to.
        detail jsonb,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- Place in the feed of records; given after the commit, by one transaction at a time, so that none is ever
        -- filled in behind a reader. Cases have none.
        position bigint,
        dispatched boolean NOT NULL DEFAULT false
      );
      CREATE SEQUENCE change_positions;
      CREATE UNIQUE INDEX changes_position ON changes (position) WHERE position IS NOT NULL;
      CREATE INDEX changes_subject ON changes (subject_id, id);
      CREATE INDEX changes_undispatched ON changes (id) WHERE NOT dispatched;

      -- What everyone may see of a record, as in shown-record.ts, in short.
      CREATE FUNCTION shown_digest(r records) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT md5(CASE WHEN r.confidentiality = 'public'
          THEN jsonb_build_array(r.content - 'contact', o.name, o.region) ELSE r.blind END::text)
        FROM organizations o WHERE o.id = r.organization_id
      $$;

      -- Notes whether everyone sees another thing of a record than was told last. Its row is locked by the caller, so the
      -- ids of a record's changes are in the order of their commits.
      CREATE FUNCTION note_record_change(r records) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        told changes;
        is_told boolean;
        shown text;
      BEGIN
        SELECT * INTO told FROM changes WHERE subject_id = r.id ORDER BY id DESC LIMIT 1;
        is_told := FOUND AND told.change <> 'withdrawn';
        IF is_matched(r) THEN
          shown := shown_digest(r);
          IF NOT is_told OR told.digest IS DISTINCT FROM shown THEN
            INSERT INTO changes (kind, subject_id, change, digest)
            VALUES (r.kind, r.id, CASE WHEN is_told THEN 'updated' ELSE 'created' END, shown);
          END IF;
        ELSIF is_told THEN
          INSERT INTO changes (kind, subject_id, change) VALUES (r.kind, r.id, 'withdrawn');
        END IF;
      END $$;

      CREATE FUNCTION on_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM note_record_change(NEW);
        RETURN NULL;
      END $$;
      CREATE TRIGGER records_created AFTER INSERT ON records FOR EACH ROW EXECUTE FUNCTION on_record_change();
      -- Rankings touch rows often, and change nothing that is seen.
      CREATE TRIGGER records_changed AFTER UPDATE ON records FOR EACH ROW
        WHEN ((OLD.revision, OLD.state, OLD.confidentiality, OLD.organization_id, OLD.content_hash, OLD.blind IS NULL,
               OLD.pipeline_state = 'idle')
          IS DISTINCT FROM
              (NEW.revision, NEW.state, NEW.confidentiality, NEW.organization_id, NEW.content_hash, NEW.blind IS NULL,
               NEW.pipeline_state = 'idle'))
        EXECUTE FUNCTION on_record_change();

      CREATE FUNCTION on_case_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (kind, subject_id, change, detail)
        VALUES ('case', NEW.case_id, CASE WHEN NEW.from_stage IS NULL THEN 'opened' ELSE 'moved' END,
                jsonb_build_object('from', NEW.from_stage, 'to', NEW.to_stage));
        RETURN NULL;
      END $$;
      CREATE TRIGGER case_transitions_created AFTER INSERT ON case_transitions
        FOR EACH ROW EXECUTE FUNCTION on_case_transition();

      CREATE TABLE webhooks (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        organization_id uuid NOT NULL REFERENCES organizations,
        -- Whose rights it has: none while the account is disabled.
        account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
        url text NOT NULL,
        types text[] NOT NULL,
        -- Signs every message, so it cannot be kept as a hash.
        secret text NOT NULL,
        active boolean NOT NULL DEFAULT true,
        -- Not asked before then, and since when it has not taken anything.
        next_at timestamptz NOT NULL DEFAULT now(),
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        -- Why it was turned off by itself; null when someone did.
        ended text,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX webhooks_organization ON webhooks (organization_id);
      CREATE INDEX webhooks_account ON webhooks (account_id);

      CREATE TABLE webhook_deliveries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
        change_id bigint NOT NULL REFERENCES changes,
        subject_id uuid NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        -- By a worker that sends it; free again when the worker vanished.
        claimed_until timestamptz,
        last_status integer,
        last_error text,
        ended_at timestamptz,
        CONSTRAINT webhook_deliveries_change_key UNIQUE (webhook_id, change_id)
      );
      CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, subject_id, change_id)
        WHERE state = 'waiting';
      CREATE INDEX webhook_deliveries_listed ON webhook_deliveries (webhook_id, id);
      CREATE INDEX webhook_deliveries_change ON webhook_deliveries (change_id);

      INSERT INTO changes (kind, subject_id, change, digest)
        SELECT r.kind, r.id, 'created', shown_digest(r) FROM records r WHERE is_matched(r) ORDER BY r.revised_at, r.id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE webhook_deliveries, webhooks;
      DROP TRIGGER case_transitions_created ON case_transitions;
      DROP TRIGGER records_changed ON records;
      DROP TRIGGER records_created ON records;
      DROP FUNCTION on_case_transition(), on_record_change(), note_record_change(records), shown_digest(records);
      DROP TABLE changes;
      DROP SEQUENCE change_positions;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ranking everything anew under a new engine: whether it is paused, how fast it goes, and an index to find what is left. */
export class Reranking1765600000000 implements MigrationInterface {
  name = 'Reranking1765600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reranking (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        -- What the audit trail calls it by.
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        paused boolean NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE reranked_batches (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        began_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL DEFAULT now(),
        needs integer NOT NULL,
        supplies integer NOT NULL
      );

      DROP INDEX records_ranked_by;
      CREATE INDEX records_ranked_by ON records (kind, ranked_by) WHERE pipeline_state = 'ranked'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX records_ranked_by;
      CREATE INDEX records_ranked_by ON records (ranked_by) WHERE pipeline_state = 'ranked';
      DROP TABLE reranked_batches;
      DROP TABLE reranking`);
  }
}

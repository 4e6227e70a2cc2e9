import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose tables of the candidate index show what the profiles that are not dirty say: each model has its own. */
export class IndexWriter1765500000000 implements MigrationInterface {
  name = 'IndexWriter1765500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE index_writer (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        tables text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE index_writer');
  }
}

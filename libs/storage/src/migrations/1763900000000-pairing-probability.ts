import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The calibrated probability of a pairing. Null until the pairing is ranked again, which its old digest brings about. */
export class PairingProbability1763900000000 implements MigrationInterface {
  name = 'PairingProbability1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pairings ADD COLUMN probability double precision');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pairings DROP COLUMN probability');
  }
}

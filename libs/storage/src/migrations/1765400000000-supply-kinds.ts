import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pairings with supplies of other kinds than achievements: lists by kind, and what links them to achievements. */
export class SupplyKinds1765400000000 implements MigrationInterface {
  name = 'SupplyKinds1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of the supply, whose kind never changes: lists, ranks and limits count within it.
      ALTER TABLE pairings ADD COLUMN supply_kind text;
      UPDATE pairings p SET supply_kind = s.kind FROM records s WHERE s.id = p.supply_id;
      ALTER TABLE pairings ALTER COLUMN supply_kind SET NOT NULL,
        ADD COLUMN links jsonb NOT NULL DEFAULT '[]',
        -- Whether the pairing is there, or stands where it does, by its links alone.
        ADD COLUMN by_link boolean NOT NULL DEFAULT false;
      DROP INDEX pairings_need;
      CREATE INDEX pairings_need ON pairings (need_id, supply_kind, score DESC, supply_id);

      -- Who is behind an achievement, from both ends.
      CREATE INDEX records_expert_orcid ON records ((content->>'orcid')) WHERE kind = 'expert';
      CREATE INDEX records_expert_organization ON records (organization_id) WHERE kind = 'expert';
      CREATE INDEX records_team ON records USING gin ((content->'team') jsonb_path_ops)
        WHERE kind = 'achievement' AND content ? 'team';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX records_team;
      DROP INDEX records_expert_organization;
      DROP INDEX records_expert_orcid;
      DROP INDEX pairings_need;
      CREATE INDEX pairings_need ON pairings (need_id, score DESC, supply_id);
      DELETE FROM pairings WHERE supply_kind <> 'achievement';
      ALTER TABLE pairings DROP COLUMN by_link, DROP COLUMN links, DROP COLUMN supply_kind;
    `);
  }
}

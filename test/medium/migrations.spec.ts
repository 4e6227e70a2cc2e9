/**
 * real: [PostgreSQL, migrations]
 * fake: []
 *
 * 1 migrations run once; a second run changes nothing
 * 2 two processes that migrate at once end with one schema, and each migration ran in one of them
 * 3 going down leaves nothing behind, and coming up again gives the same schema
 * 4 every column an entity names exists, and may be null exactly when the entity says so
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataSourceOf, migrate } from '#storage';
import type { DataSource } from '#storage';
import { openTestDatabase } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';

/** Columns, indexes, constraints and functions, a line each; without the table of applied migrations. */
async function schemaOf(source: DataSource): Promise<string[]> {
  const rows: { line: string }[] = await source.query(`
    SELECT format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations'
    UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid <> coalesce(to_regclass('migrations'), 0)
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

describe('migrations', () => {
  let database: TestDatabase;
  let schema: string[];

  beforeAll(async () => {
    database = await openTestDatabase();
    schema = await schemaOf(database.source);
  });
  afterAll(() => database.close());

  it('1 a second run finds nothing to do and leaves the schema as it is', async () => {
    expect(schema.length).toBeGreaterThan(50);
    expect(await migrate(database.source)).toEqual([]);
    expect(await schemaOf(database.source)).toEqual(schema);
  });

  it('2 two data sources migrating an empty database at once share the work', async () => {
    const url = await database.createEmpty('at_once');
    const sources = await Promise.all([1, 2].map(() => dataSourceOf(url, 2).initialize()));
    try {
      const ran = await Promise.all(sources.map((source) => migrate(source)));
      expect(ran.flat()).toEqual(database.source.migrations.map(({ name }) => name ?? expect.any(String)));
      expect(ran.filter((names) => names.length === 0)).toHaveLength(1);
      expect(await schemaOf(sources[0]!)).toEqual(schema);
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
    }
  });

  it('3 down and up again', async () => {
    const source = await dataSourceOf(await database.createEmpty('down_up'), 2).initialize();
    try {
      const ran = await migrate(source);
      for (let left = ran.length; left > 0; left--) await source.undoLastMigration();
      expect(await schemaOf(source)).toEqual([]);
      expect(await migrate(source)).toEqual(ran);
      expect(await schemaOf(source)).toEqual(schema);
    } finally {
      await source.destroy();
    }
  });

  it('4 entities and tables agree on columns', async () => {
    const rows: { name: string; nullable: boolean }[] = await database.source.query(
      `SELECT table_name || '.' || column_name AS name, is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const inTables = new Map(rows.map(({ name, nullable }) => [name, nullable]));
    const inEntities = database.source.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map(({ databaseName, isNullable }) => [`${tableName}.${databaseName}`, isNullable] as const),
    );
    expect(inEntities.length).toBeGreaterThan(50);
    expect(inEntities.filter(([name, nullable]) => inTables.get(name) !== nullable)).toEqual([]);
  });
});

import { dataSourceOf, joinDatabase } from '#storage';

/** Runs one statement on the database of a running service: to move time, which tests do not wait for. */
export async function runSql(dataDir: string, statement: string, values: unknown[] = []): Promise<unknown> {
  const database = await joinDatabase({ DATA_DIR: dataDir, DATABASE_URL: undefined });
  const source = await dataSourceOf(database.url, 2).initialize();
  try {
    return await source.query(statement, values);
  } finally {
    await source.destroy();
    await database.stop();
  }
}

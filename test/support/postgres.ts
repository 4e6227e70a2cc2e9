import { DataSource, dataSourceOf, migrate, startEmbeddedPostgres } from '#storage';
import { makeTempDir, removeTempDir } from './temp-dir.js';

const POOL = 8;

/** A PostgreSQL server of a spec file's own, with one database migrated by the real migrations. */
export interface TestDatabase {
  url: string;
  source: DataSource;
  /** An empty database beside it on the same server, not migrated; its URL. */
  createEmpty(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts it in a folder of its own; call it in `beforeAll`, and `close` in `afterAll`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = await makeTempDir();
  const server = await startEmbeddedPostgres(folder);
  const source = await dataSourceOf(server.url, POOL).initialize();
  await migrate(source);
  return {
    url: server.url,
    source,
    async createEmpty(name) {
      await source.query(`CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.toString();
    },
    async close() {
      await source.destroy();
      await server.stop();
      await removeTempDir(folder);
    },
  };
}

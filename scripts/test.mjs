/**
 * npm test: everything a change must pass, from a fresh clone: lint, types, unit, medium and e2e tests.
 * Ends by printing `N passed, N failed`, lint and types counted as one test each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const node = (...args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
if (!node(join('scripts', 'ready.mjs'))) process.exit(1);

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

const report = join(mkdtempSync(join(tmpdir(), 'duijie-test-')), 'jest.json');
// One project after another: medium and e2e tests start real servers, and timings there should not fight unit tests.
const ok = node(
  join('scripts', 'jest.mjs'),
  '--json',
  `--outputFile=${report}`,
  '--maxWorkers=2',
  ...process.argv.slice(2),
);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  skipped += result.numPendingTests + result.numTodoTests;
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
} catch {
  failed++;
}
if (!ok && failed === 0) failed++;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);

/** Runs Jest in ES-module mode: `node scripts/jest.mjs --selectProjects unit`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const jest = join('node_modules', 'jest', 'bin', 'jest.js');
const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);

/**
 * Makes the project ready and runs one of its built programs, with memory kept together:
 * `node scripts/run.mjs dist/apps/standalone/src/main.js …`. Plain Node, no packages.
 */
import './ready.mjs';
import { spawn } from 'node:child_process';

const [program, ...args] = process.argv.slice(2);
// glibc gives each thread a place of its own to take memory from, and what one has freed another does not use: with the
// threads of the index a process that takes in records grew by half as much again (docs/performance.md).
const env = { MALLOC_ARENA_MAX: '2', ...process.env };
const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env });
// From a terminal the child hears of it as well, and takes twice within a second for once.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('close', (code) => process.exit(code ?? 1));

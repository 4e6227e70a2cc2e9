import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { BackupProgress } from '#storage';

/** The one folder a command is given. @throws Error with how to call it */
export function folderGiven(usage: string): string {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Error(`用法 / usage: ${usage}`);
  return resolve(folder);
}

/** A bar that counts tables and names the one at hand. */
export function copyBar(what: string): BackupProgress {
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total} {table}`,
    noTTYOutput: true,
    notTTYSchedule: 2000,
    stopOnComplete: true,
  });
  let started = false;
  return (done, total, table) => {
    if (!started) bar.start(total, 0, { table });
    started = true;
    bar.update(done, { table });
  };
}

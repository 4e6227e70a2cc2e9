import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder that PostgreSQL's own system user may enter when the tests run as root. */
export async function makeTempDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'duijie-test-'));
  await chmod(folder, 0o755);
  return folder;
}

export const removeTempDir = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, from the source tree and from dist/ alike. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'nest-cli.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export const modelsDir = (): string => join(projectRoot(), 'models');
export const engineVersionFile = (): string => join(modelsDir(), 'engine', 'default.json');
export const backgroundTermsFile = (): string => join(modelsDir(), 'background-terms', 'terms.json.gz');

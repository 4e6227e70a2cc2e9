import { readFile } from 'node:fs/promises';
import { parseEngineVersion } from '#matching';
import type { EngineVersion } from '#matching';

/** @throws Error naming the file and every fault in it */
export async function loadEngineVersion(file: string): Promise<EngineVersion> {
  try {
    return parseEngineVersion(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Error(`无法读取引擎版本 ${file}：${detail}\nCannot read the engine version ${file}: ${detail}`, {
      cause: error,
    });
  }
}

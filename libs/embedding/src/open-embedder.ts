import { join } from 'node:path';
import type { Env } from '#config';
import type { Embedder } from './embedder.js';
import { TimedEmbedder } from './timed-embedder.js';
import { TransformersEmbedder } from './transformers-embedder.js';

export interface OpenedEmbedder {
  /** Null when there is no usable model: the engine then ranks by terms and says `degraded`. */
  embedder: Embedder | null;
  /** Why there is none, for logs and health; null when all is well. */
  reason: string | null;
}

/** Loads the configured model. A missing or broken one is no error: it is told and worked without. */
export async function openEmbedder(
  env: Pick<Env, 'DATA_DIR' | 'EMBEDDING_MODEL' | 'MODEL_HUB'> & Partial<Pick<Env, 'EMBEDDING_MULTILINGUAL'>>,
  modelsDir: string,
): Promise<OpenedEmbedder> {
  if (env.EMBEDDING_MODEL === 'none') return { embedder: null, reason: 'EMBEDDING_MODEL=none' };
  try {
    const cacheDir = join(env.DATA_DIR, 'models');
    const said = env.EMBEDDING_MULTILINGUAL;
    const multilingual = said === undefined ? undefined : said === 'true';
    const source = { name: env.EMBEDDING_MODEL, modelsDir, cacheDir, hub: env.MODEL_HUB, multilingual };
    return { embedder: new TimedEmbedder(await TransformersEmbedder.load(source)), reason: null };
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { embedder: null, reason: `EMBEDDING_MODEL=${env.EMBEDDING_MODEL}: ${detail}` };
  }
}

export const CROSS_LANGUAGE = ['model', 'off'] as const;
/** `off`: the model in force cannot be relied on to pair a Chinese record with an English one. */
export type CrossLanguage = (typeof CROSS_LANGUAGE)[number];

export const crossLanguageOf = ({ embedder }: OpenedEmbedder): CrossLanguage =>
  embedder?.multilingual ? 'model' : 'off';

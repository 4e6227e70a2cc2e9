/**
 * real: [model of models/tech-zh-static-384, transformers, onnxruntime]; fake: [].
 * The real embedder keeps the contract (libs/embedding/test/embedder.contract.ts), and
 * 1 a model is opened by the name of a folder below models/ and by an absolute path, with the same vectors;
 * 2 its identity is its name and a hash of its files, so changed files are another model;
 * 3 a missing, empty or broken folder gives no embedder and one line saying why, and a good one opens after it;
 * 4 `none` is a choice, not a fault;
 * 5 a model is of one language unless its config lists more, or the setting says so.
 */
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crossLanguageOf, openEmbedder } from '#embedding';
import type { Embedder } from '#embedding';
import { embedderContract } from '../../libs/embedding/test/embedder.contract.js';

const MODEL = 'tech-zh-static-384';
const MODELS_DIR = join(import.meta.dirname, '../../models');

const open = (name: string, modelsDir = MODELS_DIR): ReturnType<typeof openEmbedder> =>
  openEmbedder({ DATA_DIR: modelsDir, EMBEDDING_MODEL: name, MODEL_HUB: undefined }, modelsDir);

async function opened(name: string): Promise<Embedder> {
  const { embedder, reason } = await open(name);
  if (!embedder) throw new Error(reason ?? 'no embedder and no reason');
  return embedder;
}

embedderContract('TransformersEmbedder', () => opened(MODEL));

describe('openEmbedder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duijie-embedder-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const copy = async (name: string): Promise<string> => {
    const to = join(folder, name);
    await cp(join(MODELS_DIR, MODEL), to, { recursive: true });
    return to;
  };

  it('1 opens a model by an absolute path', async () => {
    const [shipped, copied] = [await opened(MODEL), await opened(await copy('a-copy'))];
    expect(copied.id).toMatch(/^a-copy@[0-9a-f]{12}$/);
    expect(copied.id.split('@')[1]).toBe(shipped.id.split('@')[1]);
    expect(copied.dimensions).toBe(384);
    expect(await copied.embed(['高镍正极'])).toEqual(await shipped.embed(['高镍正极']));
  });

  it('2 is another model once a file changes', async () => {
    const changed = await copy('changed');
    const before = (await opened(changed)).id;
    const tokenizer = join(changed, 'tokenizer.json');
    await writeFile(tokenizer, `${await readFile(tokenizer, 'utf8')}\n`);
    expect((await opened(changed)).id).not.toBe(before);
  });

  it.each<[string, (at: string) => Promise<unknown>]>([
    ['missing', (at) => rm(at, { recursive: true })],
    ['empty', (at) => rm(at, { recursive: true }).then(() => mkdir(at))],
    ['without weights', (at) => rm(join(at, 'onnx'), { recursive: true })],
    ['with weights cut short', (at) => truncate(join(at, 'onnx', 'model_quantized.onnx'), 1000)],
    ['with a broken tokenizer', (at) => writeFile(join(at, 'tokenizer.json'), '{"model":')],
    ['with a broken config', (at) => writeFile(join(at, 'config.json'), 'not json')],
  ])('3 works without a model whose folder is %s', async (what, spoil) => {
    const broken = await copy(what.replaceAll(' ', '-'));
    await spoil(broken);
    for (const [name, modelsDir] of [
      [broken, MODELS_DIR],
      [what.replaceAll(' ', '-'), folder],
    ] as const) {
      const { embedder, reason } = await open(name, modelsDir);
      expect(embedder).toBeNull();
      expect(reason).toMatch(/^EMBEDDING_MODEL=.+: \S.+$/);
    }
  });

  it('3 opens a good model after a broken one', async () => {
    await mkdir(join(folder, 'nothing-in-it'));
    expect((await open(join(folder, 'nothing-in-it'))).embedder).toBeNull();
    expect((await open(MODEL)).reason).toBeNull();
  });

  it('5 says whether it is of more than one language', async () => {
    const at = await copy('languages');
    const multilingual = async (said?: 'true' | 'false'): Promise<boolean | undefined> => {
      const settings = { DATA_DIR: folder, EMBEDDING_MODEL: at, MODEL_HUB: undefined, EMBEDDING_MULTILINGUAL: said };
      return (await openEmbedder(settings, MODELS_DIR)).embedder?.multilingual;
    };
    expect([await multilingual(), await multilingual('true')]).toEqual([false, true]);
    const config = JSON.parse(await readFile(join(at, 'config.json'), 'utf8')) as object;
    await writeFile(join(at, 'config.json'), JSON.stringify({ ...config, languages: ['zh', 'en'] }));
    expect([await multilingual(), await multilingual('false')]).toEqual([true, false]);
    expect(crossLanguageOf(await open('none'))).toBe('off');
  });

  it('4 takes none for an answer', async () => {
    expect(await open('none')).toEqual({ embedder: null, reason: 'EMBEDDING_MODEL=none' });
  });
});

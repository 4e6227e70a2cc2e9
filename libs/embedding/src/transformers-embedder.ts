import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, basename, isAbsolute, join, resolve } from 'node:path';
import { AutoModel, AutoTokenizer, env as library } from '@xenova/transformers';
import type { PreTrainedModel, PreTrainedTokenizer } from '@xenova/transformers';
import { batchesByLength } from './batches-by-length.js';
import { Embedder } from './embedder.js';

/** Threads that wait for work sleep: they would keep the processors from PostgreSQL and from each other. */
const WITHOUT_SPINNING = { extra: { session: { intra_op: { allow_spinning: '0' } } } };

export interface ModelSource {
  /** Folder below `modelsDir`, absolute folder, or hub name. */
  name: string;
  modelsDir: string;
  /** Where a model named by hub name is kept once downloaded. */
  cacheDir: string;
  /** Mirror of the hub; the library's own hub when not given. */
  hub?: string | undefined;
  /** Says so of a model whose config does not list its `languages`. */
  multilingual?: boolean | undefined;
}

/** Mean-pooled, normalised token embeddings of any feature-extraction model in ONNX form. */
export class TransformersEmbedder extends Embedder {
  private constructor(
    readonly id: string,
    readonly dimensions: number,
    readonly multilingual: boolean,
    private readonly tokenizer: PreTrainedTokenizer,
    private readonly model: PreTrainedModel,
  ) {
    super();
  }

  /** Loads the model and embeds one word with it, so that a broken file is found now. @throws Error saying what is wrong */
  static async load(source: ModelSource): Promise<TransformersEmbedder> {
    const folder = isAbsolute(source.name) ? source.name : join(source.modelsDir, source.name);
    const local = existsSync(folder);
    if (!local && !/^[\w.-]+\/[\w.-]+$/.test(source.name)) throw new Error(`no folder ${folder}`);
    library.allowLocalModels = local;
    library.allowRemoteModels = !local;
    library.useFSCache = !local;
    if (local) library.localModelPath = dirname(resolve(folder));
    else {
      library.cacheDir = source.cacheDir;
      if (source.hub !== undefined) library.remoteHost = source.hub;
    }
    const name = local ? basename(folder) : source.name;
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const model = await AutoModel.from_pretrained(name, { dtype: 'q8', session_options: WITHOUT_SPINNING });
    const id = local ? `${name}@${await fingerprint(folder)}` : `${name}@q8`;
    const [probe] = await embedBatch(tokenizer, model, ['技术']);
    if (!probe) throw new Error(`${source.name} gave no vector`);
    const multilingual = source.multilingual ?? declaresLanguages(model.config);
    return new TransformersEmbedder(id, probe.length, multilingual, tokenizer, model);
  }

  override async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors = new Array<Float32Array>(texts.length);
    for (const batch of batchesByLength(texts)) {
      const found = await embedBatch(
        this.tokenizer,
        this.model,
        batch.map((i) => texts[i] ?? ''),
      );
      batch.forEach((i, row) => (vectors[i] = found[row] ?? new Float32Array(this.dimensions)));
    }
    return vectors;
  }
}

/** Whether a model's config.json has more than one of `languages`; one that says nothing is taken at its least. */
const declaresLanguages = (config: object): boolean =>
  'languages' in config && Array.isArray(config.languages) && config.languages.length > 1;

interface HiddenState {
  /** Texts, tokens, dimensions. */
  dims: [number, number, number];
  data: Float32Array;
}

/** Pools the output's typed array directly: several times faster than the library's own pooling. */
async function embedBatch(
  tokenizer: PreTrainedTokenizer,
  model: PreTrainedModel,
  texts: string[],
): Promise<Float32Array[]> {
  // The library types both calls as any.
  const inputs = tokenizer(texts, { padding: true, truncation: true }) as { attention_mask: { data: BigInt64Array } };
  const output = (await (model(inputs) as Promise<unknown>)) as { last_hidden_state: HiddenState };
  const { dims, data: hidden } = output.last_hidden_state;
  const [rows, tokens, size] = dims;
  const mask = inputs.attention_mask.data;
  const vectors: Float32Array[] = [];
  for (let row = 0; row < rows; row++) {
    const vector = new Float32Array(size);
    // Padding is on one side: what is between the first and the last real token is real.
    const end = mask.lastIndexOf(1n, (row + 1) * tokens - 1);
    for (let token = mask.indexOf(1n, row * tokens); token !== -1 && token <= end; token++) {
      for (let i = 0; i < size; i++) vector[i]! += hidden[token * size + i]!;
    }
    vectors.push(normalized(vector));
  }
  return vectors;
}

function normalized(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return vector;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

/** First characters of the SHA-256 over the files that decide the vectors. */
async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['onnx/model_quantized.onnx', 'tokenizer.json']) {
    hash.update(await readFile(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AutoTokenizer, env as library } from '@xenova/transformers';
import type { PreTrainedTokenizer } from '@xenova/transformers';
import type * as Onnxruntime from 'onnxruntime-node';
import { timed } from './timed.js';

// The very copy that the library uses.
const near = createRequire(createRequire(import.meta.url).resolve('@xenova/transformers'));
const { InferenceSession, Tensor } = near('onnxruntime-node') as typeof Onnxruntime;

/** Tokens of one call, padding included: which is best depends on the model and the machine. */
const CALL_TOKENS = [512, 1024, 2048, 4096];
const TRIED_TEXTS = 64;
const WARM_UP_TEXTS = 8;
/** A call is padded to its longest text: to so much more than its texts are together. */
const PADDED_TO = 1.02;

/**
 * A model called straight from onnxruntime, as well as can be: all texts are known beforehand, tokenized first, and put
 * together by their number of tokens, so that next to nothing is padded.
 */
export class BareModel {
  private callTokens = CALL_TOKENS[0] ?? 0;

  private constructor(
    private readonly tokenizer: PreTrainedTokenizer,
    private readonly session: Onnxruntime.InferenceSession,
  ) {}

  /** Tries sizes of calls on some of the texts, and keeps the fastest. */
  static async open(folder: string, texts: readonly string[]): Promise<BareModel> {
    library.localModelPath = dirname(folder);
    const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
    const session = await InferenceSession.create(join(folder, 'onnx', 'model_quantized.onnx'));
    const model = new BareModel(tokenizer, session);
    await model.embed(texts.slice(0, WARM_UP_TEXTS));
    const took = await timed(CALL_TOKENS, async (tokens) => {
      model.callTokens = tokens;
      await model.embed(texts.slice(0, TRIED_TEXTS));
    });
    model.callTokens = CALL_TOKENS[took.indexOf(Math.min(...took))] ?? 0;
    return model;
  }

  /** Tokenizing and mean pooling included. */
  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const tokens = texts.map((text) => this.tokensOf(text));
    const vectors = new Array<Float32Array>(texts.length);
    for (const call of this.callsOf(tokens)) {
      const found = await this.call(call.map((i) => tokens[i] ?? []));
      call.forEach((i, row) => (vectors[i] = found[row] ?? new Float32Array()));
    }
    return vectors;
  }

  private tokensOf(text: string): number[] {
    // The library types the call as any.
    const { input_ids: ids } = this.tokenizer(text, { truncation: true, return_tensor: false }) as {
      input_ids: number[];
    };
    return ids;
  }

  /** Positions of texts that go into one call. */
  private *callsOf(tokens: readonly number[][]): Generator<number[]> {
    const lengthOf = (i: number): number => tokens[i]?.length ?? 0;
    let call: number[] = [];
    let own = 0;
    for (const i of tokens.map((_ids, at) => at).sort((a, b) => lengthOf(a) - lengthOf(b))) {
      const padded = (call.length + 1) * lengthOf(i);
      if (call.length > 0 && padded > Math.min(this.callTokens, PADDED_TO * (own + lengthOf(i)))) {
        yield call;
        call = [];
        own = 0;
      }
      call.push(i);
      own += lengthOf(i);
    }
    if (call.length > 0) yield call;
  }

  private async call(texts: readonly number[][]): Promise<Float32Array[]> {
    const width = Math.max(...texts.map((ids) => ids.length));
    const dims = [texts.length, width];
    const inputs = Object.fromEntries(
      ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => [name, new BigInt64Array(texts.length * width)]),
    );
    texts.forEach((ids, row) => {
      inputs['input_ids']?.set(ids.map(BigInt), row * width);
      inputs['attention_mask']?.fill(1n, row * width, row * width + ids.length);
    });
    const feeds = this.session.inputNames.map((name) => [name, new Tensor('int64', inputs[name] ?? [], dims)] as const);
    const { last_hidden_state: hidden } = await this.session.run(Object.fromEntries(feeds));
    const size = hidden?.dims[2] ?? 0;
    const data = hidden?.data as Float32Array;
    return texts.map((ids, row) => pooled(data, row * width, ids.length, size));
  }
}

/** Mean over the tokens, of unit length. */
function pooled(hidden: Float32Array, firstToken: number, tokens: number, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (let token = firstToken; token < firstToken + tokens; token++) {
    for (let i = 0; i < size; i++) vector[i]! += hidden[token * size + i]!;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

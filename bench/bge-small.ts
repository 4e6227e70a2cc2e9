import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../test/eval/resampling.js';
import { OnnxGraph, TYPE } from './onnx-file.js';

const VOCABULARY = 21_128;
const TOKENS = 512;
const WIDTH = 512;
const LAYERS = 4;
const HEADS = 8;
const INNER = 2048;
const TOKEN_TYPES = 2;
const SEED = 20_261_123;
/** Of the weights, as BERT is initialised. */
const DEVIATION = 0.02;
const EPSILON = 1e-12;
/** Added to the score of a token that is padding. */
const MASKED = -10_000;

/**
 * Writes a model of the architecture of bge-small-zh-v1.5, as the hub has it: a BERT encoder whose linear layers are
 * int8, quantized the way onnxruntime's `quantize_dynamic` does. Its weights are random: its vectors mean nothing.
 */
export async function writeBgeSmall(folder: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const write = (name: string, content: object): Promise<void> =>
    writeFile(join(folder, name), JSON.stringify(content));
  await write('config.json', {
    ...{ model_type: 'bert', architectures: ['BertModel'], hidden_act: 'gelu', pad_token_id: 0 },
    ...{ hidden_size: WIDTH, num_hidden_layers: LAYERS, num_attention_heads: HEADS, intermediate_size: INNER },
    ...{ vocab_size: VOCABULARY, max_position_embeddings: TOKENS, type_vocab_size: TOKEN_TYPES },
  });
  await write('tokenizer_config.json', {
    ...{ tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: TOKENS },
    ...{ pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]' },
  });
  await write('tokenizer.json', tokenizer());
  await new Encoder().write(join(folder, 'onnx', 'model_quantized.onnx'));
}

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

function tokenizer(): object {
  const ascii = Array.from({ length: 94 }, (_character, i) => String.fromCodePoint(0x21 + i));
  const seen = [...SPECIAL, ...ascii, ...ascii.map((character) => `##${character}`), ...'，。、；：（）“”℃±'];
  const chinese = Array.from({ length: VOCABULARY - seen.length }, (_character, i) => String.fromCodePoint(0x4e00 + i));
  const flags = { special: true, normalized: false, single_word: false, lstrip: false, rstrip: false };
  const special = (token: string): object => ({ SpecialToken: { id: token, type_id: 0 } });
  const text = (id: 'A' | 'B'): object => ({ Sequence: { id, type_id: id === 'A' ? 0 : 1 } });
  return {
    ...{ version: '1.0', truncation: null, padding: null },
    added_tokens: SPECIAL.map((content, id) => ({ id, content, ...flags })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), text('A'), special('[SEP]')],
      pair: [special('[CLS]'), text('A'), special('[SEP]'), text('B'), special('[SEP]')],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [SPECIAL.indexOf(token)], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
      vocab: Object.fromEntries([...seen, ...chinese].map((token, id) => [token, id])),
    },
  };
}

/** Values are [batch, sequence, width] unless said otherwise. */
class Encoder {
  private readonly graph = new OnnxGraph();
  private readonly random = seeded(SEED);

  async write(file: string): Promise<void> {
    const [ids, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
      this.graph.input(name, 'int64', ['batch', 'sequence']),
    ) as [string, string, string];
    let hidden = this.embeddings(ids, types);
    const masked = this.maskOf(mask);
    for (let layer = 0; layer < LAYERS; layer++) hidden = this.layer(hidden, masked);
    this.graph.output('last_hidden_state', hidden, 'float', ['batch', 'sequence', WIDTH]);
    await this.graph.write(file);
  }

  private embeddings(ids: string, types: string): string {
    const lookUp = (rows: number, at: string): string => {
      const { weights, scale, zero } = this.weights(rows, WIDTH);
      return this.node('DequantizeLinear', this.node('Gather', weights, at), scale, zero);
    };
    const length = this.node('Slice', this.node('Shape', ids), this.integers(1), this.integers(2));
    const { weights, scale, zero } = this.weights(TOKENS, WIDTH);
    const positions = this.node('DequantizeLinear', this.node('Slice', weights, this.integers(0), length), scale, zero);
    const words = this.node('Add', lookUp(VOCABULARY, ids), lookUp(TOKEN_TYPES, types));
    return this.normalized(this.node('Add', words, positions));
  }

  /** [batch, 1, 1, sequence]: what is added to the scores. */
  private maskOf(mask: string): string {
    const real = this.asFloat(this.node('Unsqueeze', mask, this.integers(1, 2)));
    return this.node('Mul', this.node('Sub', this.number(1), real), this.number(MASKED));
  }

  private layer(hidden: string, masked: string): string {
    const attended = this.node('Add', this.attention(hidden, masked), hidden);
    const within = this.normalized(attended);
    const inner = this.gelu(this.linear(this.quantized(within), WIDTH, INNER));
    return this.normalized(this.node('Add', this.linear(this.quantized(inner), INNER, WIDTH), within));
  }

  private attention(hidden: string, masked: string): string {
    const quantized = this.quantized(hidden);
    /** [batch, head, …]: sequence and width in the order given. */
    const heads = (...order: number[]): string => {
      const split = this.node(
        'Reshape',
        this.linear(quantized, WIDTH, WIDTH),
        this.integers(0, 0, HEADS, WIDTH / HEADS),
      );
      return this.graph.node('Transpose', [split], { perm: { ints: [0, 2, ...order] } });
    };
    const [query, key, value] = [heads(1, 3), heads(3, 1), heads(1, 3)];
    const scores = this.node('Div', this.node('MatMul', query, key), this.number(Math.sqrt(WIDTH / HEADS)));
    const shares = this.graph.node('Softmax', [this.node('Add', scores, masked)], { axis: { int: -1 } });
    const mixed = this.graph.node('Transpose', [this.node('MatMul', shares, value)], { perm: { ints: [0, 2, 1, 3] } });
    const joined = this.node('Reshape', mixed, this.integers(0, 0, WIDTH));
    return this.linear(this.quantized(joined), WIDTH, WIDTH);
  }

  private linear(from: { values: string; scale: string; zero: string }, inputs: number, outputs: number): string {
    const { weights, scale, zero } = this.weights(inputs, outputs);
    const product = this.node('MatMulInteger', from.values, weights, from.zero, zero);
    const scaled = this.node('Mul', this.asFloat(product), this.node('Mul', from.scale, scale));
    return this.node('Add', scaled, this.graph.constant(new Float32Array(outputs), [outputs]));
  }

  private quantized(values: string): { values: string; scale: string; zero: string } {
    const [quantized = '', scale = '', zero = ''] = this.graph.nodeOf('DynamicQuantizeLinear', [values], 3);
    return { values: quantized, scale, zero };
  }

  private normalized(values: string): string {
    const [weight, bias] = [new Float32Array(WIDTH).fill(1), new Float32Array(WIDTH)].map((all) =>
      this.graph.constant(all, [WIDTH]),
    ) as [string, string];
    return this.graph.node('LayerNormalization', [values, weight, bias], { epsilon: { float: EPSILON } });
  }

  private gelu(values: string): string {
    const errors = this.node('Erf', this.node('Div', values, this.number(Math.SQRT2)));
    return this.node('Mul', this.node('Mul', values, this.node('Add', errors, this.number(1))), this.number(0.5));
  }

  /** Uniform int8, of the deviation wanted once they are scaled. */
  private weights(rows: number, columns: number): { weights: string; scale: string; zero: string } {
    const all = new Int8Array(rows * columns).map(() => Math.floor(this.random() * 255) - 127);
    const scale = (DEVIATION * Math.sqrt(12)) / 255;
    const zero = this.graph.constant(new Int8Array(1));
    return { weights: this.graph.constant(all, [rows, columns]), scale: this.number(scale), zero };
  }

  private node(operator: string, ...inputs: string[]): string {
    return this.graph.node(operator, inputs);
  }

  private asFloat(values: string): string {
    return this.graph.node('Cast', [values], { to: { int: TYPE.float } });
  }

  private number(value: number): string {
    return this.graph.constant(Float32Array.of(value));
  }

  private integers(...values: number[]): string {
    return this.graph.constant(BigInt64Array.from(values.map(BigInt)), [values.length]);
  }
}

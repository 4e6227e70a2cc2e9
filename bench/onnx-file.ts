import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type protobuf from 'protobufjs';

// A package of onnxruntime-web's own, with which it reads the same files.
const transformers = createRequire(createRequire(import.meta.url).resolve('@xenova/transformers'));
const { parse } = createRequire(transformers.resolve('onnxruntime-web'))('protobufjs') as typeof protobuf;

const OPSET = 17;
const IR_VERSION = 8;
/** Numbers of the element types. */
export const TYPE = { float: 1, uint8: 2, int8: 3, int64: 7 } as const;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

/** What of onnx.proto a plain graph needs, by its names and numbers. */
const SCHEMA = `
  syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1;
    string name = 2;
    repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11;
    repeated ValueInfoProto output = 12;
  }
  message NodeProto {
    repeated string input = 1;
    repeated string output = 2;
    string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message AttributeProto { string name = 1; float f = 2; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
  message TensorShapeProto { repeated Dimension dim = 1; message Dimension { int64 dim_value = 1; string dim_param = 2; } }
`;

type ElementType = keyof typeof TYPE;
type Elements = Float32Array | Uint8Array | Int8Array | BigInt64Array;
/** A number of elements, or the name of one that each call decides. */
type Dimension = number | string;
type Attributes = Readonly<Record<string, { float: number } | { int: number } | { ints: number[] }>>;

/** An ONNX graph in the making. A value in it is known by its name. */
export class OnnxGraph {
  private readonly nodes: object[] = [];
  private readonly initializers: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];

  input(name: string, type: ElementType, dimensions: readonly Dimension[]): string {
    this.inputs.push(valueInfo(name, type, dimensions));
    return name;
  }

  /** Makes an operator's only output an output of the graph, by another name. */
  output(name: string, value: string, type: ElementType, dimensions: readonly Dimension[]): void {
    this.nodes.push({ opType: 'Identity', input: [value], output: [name] });
    this.outputs.push(valueInfo(name, type, dimensions));
  }

  /** @param dimensions none for a single number */
  constant(elements: Elements, dimensions: readonly number[] = []): string {
    const name = `constant_${this.initializers.length}`;
    const rawData = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    this.initializers.push({ name, dims: dimensions, dataType: TYPE[typeOf(elements)], rawData });
    return name;
  }

  /** An operator of the standard set. @returns its output, the first if it has several */
  node(operator: string, input: readonly string[], attributes: Attributes = {}): string {
    return this.nodeOf(operator, input, 1, attributes)[0] ?? '';
  }

  /** An operator with several outputs. */
  nodeOf(operator: string, input: readonly string[], outputs: number, attributes: Attributes = {}): string[] {
    const output = Array.from({ length: outputs }, (_output, i) => `${operator}_${this.nodes.length}_${i}`);
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.nodes.push({ opType: operator, input, output, attribute });
    return output;
  }

  async write(file: string): Promise<void> {
    const { nodes: node, initializers: initializer, inputs: input, outputs: output } = this;
    const graph = { name: 'graph', node, initializer, input, output };
    const model = { irVersion: IR_VERSION, graph, opsetImport: [{ domain: '', version: OPSET }] };
    await writeFile(file, parse(SCHEMA).root.lookupType('ModelProto').encode(model).finish());
  }
}

function typeOf(elements: Elements): ElementType {
  if (elements instanceof Float32Array) return 'float';
  if (elements instanceof Uint8Array) return 'uint8';
  return elements instanceof Int8Array ? 'int8' : 'int64';
}

function attributeOf(name: string, value: Attributes[string]): object {
  if ('float' in value) return { name, f: value.float, type: ATTRIBUTE.float };
  return 'int' in value
    ? { name, i: value.int, type: ATTRIBUTE.int }
    : { name, ints: value.ints, type: ATTRIBUTE.ints };
}

function valueInfo(name: string, type: ElementType, dimensions: readonly Dimension[]): object {
  const dim = dimensions.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: TYPE[type], shape: { dim } } } };
}

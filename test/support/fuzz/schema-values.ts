import fc from 'fast-check';
import type { Pool } from './pool.js';

/** JSON Schema (2020-12), as far as the documents of the service use it. */
export interface Schema {
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
}

/** So that a record of many lists stays below the limit of a body. */
const MOST_ITEMS = 4;
const LONGEST = 400;

/** What a schema does not say of a field: codes that exist, and texts that are like real ones. By the field's name. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  region: ['440300', '110000', '430100', '710000'],
  acceptedRegions: ['440000', '110000', '430100'],
  industries: ['C3841', 'C26', 'M7320', 'A01'],
  industry: ['38', '26'],
  ipc: ['H01M10/0567', 'C08J5/18', 'G06T7/00'],
  disciplines: ['430', '530.31', '460'],
  technicalFields: ['040101', '0401', '04'],
  creditCode: ['91350100M000100Y43'],
  orcid: ['0000-0002-1825-0097'],
  doi: ['10.1000/182', '10.1038/nphys1170'],
  number: ['ZL201910123456.7', 'CN112233445A', '202010123456X'],
  // Never a name that somebody may have registered: the service would send there.
  url: [
    'https://hooks.example.invalid/',
    'http://127.0.0.1:9/',
    'https://[::1]/',
    'http://169.254.169.254/latest',
    'ftp://x',
  ],
  password: ['correct horse battery staple', 'short'],
  email: ['a.b@fuzz.example', 'c+d@fuzz.example', 'e@test.example'],
  title: ['锂电池隔膜耐热涂层', '极片缺陷在线视觉检测', '宽温域钠离子电池电解液', 'Heat-resistant separator coating'],
  name: ['林知遥', '云澜大学', '张三', 'Ada Lovelace'],
  organizationName: ['云澜大学', '青珞新能源有限公司'],
  indicators: ['收缩率 ≤ 2 %', '耐温 ≥ 150 ℃', '厚度 10～12 μm', 'cycle life > 1,000'],
  version: ['default', 'fuzz-1', 'fuzz-2'],
  types: ['record.created', 'case.moved'],
  scopes: ['read', 'write'],
};
const SENTENCES = [
  '电池隔膜在 150 ℃ 下收缩率超过 5 %，希望找到比现有产品更薄的耐热涂层，收缩率低于 2 %。',
  '多光谱成像与轻量网络，识别漏箔、划痕、气泡，检测速度每分钟八十米，误检率不高于 0.1 %。',
  '以醚酯混合溶剂和成膜添加剂构筑低温界面，零下四十度仍保持八成容量，循环 1000 次以上。',
  'We look for a thinner heat-resistant coating: shrinkage below 2 % at 150 °C, thickness of 10 to 12 μm.',
];

const text = ({ minLength = 0, maxLength = LONGEST }: Schema): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...SENTENCES).map((sentence) => sentence.slice(0, maxLength)),
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) }),
    fc
      .constantFrom('耐磨涂层', '电解液', 'coating', 'a')
      .map((word) => word.padEnd(minLength, '好').slice(0, maxLength)),
  );

const times = (until: string): fc.Arbitrary<string> =>
  fc.date({ min: new Date('2020-01-01'), max: new Date(until), noInvalidDate: true }).map((time) => time.toISOString());

function strings(schema: Schema, name: string, pool: Pool): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === 'uuid') return pool.idOf(name);
  if (format === 'date') return times('2040-01-01').map((time) => time.slice(0, 10));
  if (format === 'date-time') return times('2027-06-01');
  const field = format === 'email' ? format : name;
  if (pool.has(field)) return fc.oneof(pool.idOf(field), text(schema));
  const known = WORDS[field];
  const others =
    format === 'email' ? fc.emailAddress() : pattern ? fc.stringMatching(new RegExp(pattern)) : text(schema);
  if (!known) return others;
  return fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 4 }, { arbitrary: others, weight: 1 });
}

function objects(schema: Schema, name: string, pool: Pool): fc.Arbitrary<unknown> {
  const { properties, required = [], additionalProperties } = schema;
  if (!properties) {
    const values = typeof additionalProperties === 'object' ? valuesOf(additionalProperties, name, pool) : fc.nat(3);
    return fc.dictionary(fc.constantFrom('lexical', 'semantic', 'a', '电池', '中'), values, { maxKeys: 3 });
  }
  const fields = Object.entries(properties).map(([key, one]) => [key, valuesOf(one, key, pool)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: required, noNullPrototype: true });
}

/** Values that a schema allows. @param name of the field: what the schema does not say of it goes by that */
export function valuesOf(schema: Schema, name: string, pool: Pool): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, name, pool)));
  const { minimum: min = 0, maximum: max = 2 ** 53 - 1 } = schema;
  switch (schema.type) {
    case 'string':
      return strings(schema, name, pool);
    case 'integer':
      // What others have to have just read.
      if (name === 'revision') return fc.integer({ min: 1, max: 3 });
      return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 20) }));
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = MOST_ITEMS } = schema;
      const most = Math.max(minItems, Math.min(maxItems, MOST_ITEMS));
      return fc.array(valuesOf(items, name, pool), { minLength: minItems, maxLength: most });
    }
    case 'object':
      return objects(schema, name, pool);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

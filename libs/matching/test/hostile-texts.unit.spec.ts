/**
 * What is made of a record's texts, whatever is in them.
 *
 * 1 no text makes it throw, and each quote is the stored text at its span
 * 2 a blind text is as long as the whole one
 * 3 the time grows with the length of a text, not with its square, for texts made to be slow
 *
 * FUZZ_TEXTS: how many, by default 600. FUZZ_SEED: other texts.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blindOf } from '../src/blind/blind.js';
import { suspect } from '../src/duplicates/duplicates.js';
import { textHash } from '../src/duplicates/text-hash.js';
import type { Quote } from '../src/evidence.js';
import { atTheGate } from '../src/gate.js';
import { compareIndicators } from '../src/indicators/compare.js';
import { statementsIn } from '../src/indicators/statements.js';
import { explain, scorePair } from '../src/rank.js';
import { textFieldsOf } from '../src/records.js';
import type { RecordContent } from '../src/records.js';
import { summarize } from '../src/summary.js';
import { declaredTags } from '../src/tags/declared-tags.js';
import { quoterOf } from '../src/tags/quoter.js';
import { ruleTags } from '../src/tags/rule-tags.js';
import { bigramsOf, charactersOf, languageOf, normalizeWithOffsets } from '../src/text/normalize.js';
import { plainEngine, profiledNeed, profiledSupply } from './profiled.js';

const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const TEXTS = Number(process.env['FUZZ_TEXTS'] ?? 600);
const engine = plainEngine();
const UNHELD = { isUnconfirmed: false, isApproved: false, wasReturnedByPerson: false };
const ORGANIZATION = { name: '惠州青岚新材料有限公司', kind: 'enterprise', region: '441300' } as const;

/** Pieces that rules look for, and that Unicode makes hard. */
const PIECES = [
  ...[
    '电池隔膜',
    '收缩率',
    '不低于',
    '≥',
    '≤',
    '±',
    '～',
    '-',
    '至',
    '5',
    '１２',
    '9'.repeat(40),
    '1e308',
    '.',
    '%',
    '℃',
    'μm',
    'mg/L',
  ],
  ...[
    '10^6',
    '²',
    '每分钟',
    '提高',
    '降低',
    '倍',
    '以上',
    '（',
    '）',
    '(',
    '“',
    '”',
    '《',
    '』',
    '、',
    '，',
    '。',
    '\n',
    ' ',
    '\u3000',
  ],
  ...[
    '有限公司',
    '大学',
    '王小明',
    '教授',
    '13900008888',
    'a@b.cn',
    'ZL201910123456.7',
    '10.1000/182',
    'www.x.cn',
    '广东省惠州市',
  ],
  ...[
    '采用',
    '法',
    '用于',
    '等领域',
    'the',
    'coating',
    'PA66',
    'Al2O3',
    '█',
    '\u202E',
    '\u200D',
    '👩‍🔬',
    'e\u0301',
    'İ',
    'ß',
    '\uFDFA',
    '㍿',
    'ﬃ',
  ],
];
const text = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 60 })
    .map((all) => all.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
);
const content = fc.record(
  {
    title: text,
    description: text,
    indicators: fc.array(text, { maxLength: 3 }),
    mustHaves: fc.array(text, { maxLength: 2 }),
    keywords: fc.array(text, { maxLength: 3 }),
  },
  { requiredKeys: ['title', 'description'], noNullPrototype: true },
);

/** All that is made of two texts on the way from post to pairing. Gives what it quotes. */
function madeOf(need: RecordContent, supply: RecordContent): { of: RecordContent; quotes: Quote[] } {
  for (const one of [need, supply]) {
    languageOf(one.description);
    declaredTags(one);
    textHash(one);
    atTheGate({ kind: 'need', content: one, ...UNHELD }, 'automatic', '2026-06-15');
    bigramsOf(normalizeWithOffsets(one.description).text);
    charactersOf(one.title);
  }
  const [first, second] = [profiledNeed(need), profiledSupply(supply)];
  const scored = { need: first, supply: second, partnerId: second.record.id, ...scorePair(first, second, engine) };
  const { signals, gaps } = explain(scored, engine);
  for (const locale of ['zh', 'en'] as const) summarize({ signals, gaps }, locale);
  suspect(first, profiledNeed(supply, { id: 'need-2', organizationId: 'another' }), engine.context);
  compareIndicators(need, supply);
  const tags = ruleTags(need).flatMap(({ value, span }) => (span ? [{ text: value, span }] : []));
  const stated = textFieldsOf(need).flatMap((field) => statementsIn(field));
  const quoted = quoterOf(need)(need.title.slice(0, 20));
  return { of: need, quotes: [...tags, ...stated, ...(quoted ? [quoted] : [])] };
}

describe('texts of any characters', () => {
  it('1 2', () => {
    console.log(`FUZZ_SEED=${SEED}`);
    fc.assert(
      fc.property(content, content, (need, supply) => {
        const { of, quotes } = madeOf(need, supply);
        const fields = new Map(textFieldsOf(of).map(({ path, text }) => [path, text]));
        for (const { text, span } of quotes) {
          const field = fields.get(span.path) ?? '';
          expect([text, span.end <= field.length]).toEqual([field.slice(span.start, span.end), true]);
        }
        const { content: blind } = blindOf(need, ORGANIZATION);
        expect([blind.title.length, blind.description.length]).toEqual([need.title.length, need.description.length]);
      }),
      { seed: SEED, numRuns: TEXTS },
    );
  });
});

const LENGTHS = [2_000, 8_000];
/** Of the processor, the least of two: what else the machine does is not counted. */
function millisecondsFor(description: string): number {
  const need = { title: '长文本', description };
  return Math.min(
    ...[0, 1].map(() => {
      const began = process.cpuUsage();
      madeOf(need, need);
      blindOf(need, ORGANIZATION);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    }),
  );
}

it('1 characters that stand for several, as many as a text may have', () => {
  for (const character of ['㍿', '\uFDFA', 'İ']) {
    const { title, description } = { title: '长文本', description: character.repeat(60_000) };
    expect(
      atTheGate({ kind: 'need', content: { title, description }, ...UNHELD }, 'automatic', '2026-06-15').state,
    ).toBe('returned');
  }
});

describe('3 texts made to be slow', () => {
  const units = [
    '电池隔膜',
    '5',
    '.',
    '（',
    '“',
    '㍿',
    '\uFDFA',
    '有限公司',
    '王小明',
    '10.1000/182',
    '采用',
    'coating',
    '10^6',
  ];
  units.push('≥5 %，', '100 ℃ ', '电池、', '5～', 'a.', 'x@', '10^', '不低于 5', '提高了', ' ');
  it.each(units)('3 %j', (unit) => {
    const [quarter, whole] = LENGTHS.map((length) => millisecondsFor(unit.repeat(length / unit.length)));
    // In proportion it is four times; with the square, sixteen.
    expect(whole).toBeLessThan(Math.max(10 * (quarter ?? 0), 500));
  });
});

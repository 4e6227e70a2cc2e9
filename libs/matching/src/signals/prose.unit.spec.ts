/**
 * Signals that read prose: semantic title and body, lexical characters, bigrams and words, keywords.
 * 1 Each is unknown when a side has nothing it could read, and never 0 for that reason.
 * 2 Texts alike in all say 1, texts with nothing in common 0, and what is shared moves the value between.
 * 3 The evidence names what was shared, the most telling first.
 * 4 Vectors of two models never meet.
 */
import { describe, expect, it } from '@jest/globals';
import { evidenceOf, PLAIN_VERSION, profiledNeed, profiledSupply, readingOf } from '../../test/profiled.js';
import { engineOf } from '../engine.js';
import type { Span } from '../evidence.js';
import { TermStatistics } from '../text/term-statistics.js';
import type { SignalName } from './catalogue.js';

const LEXICAL: SignalName[] = ['lexical-characters', 'lexical-bigrams', 'lexical-words'];
const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('semantic signals', () => {
  const supply = profiledSupply({}, { profile: { model: 'm@1', titleVector: vector(1, 0), bodyVector: vector(1, 0) } });

  it.each<[SignalName, 'titleVector' | 'bodyVector']>([
    ['semantic-title', 'titleVector'],
    ['semantic-body', 'bodyVector'],
  ])('1 %s is unknown without a vector on either side', (signal, part) => {
    const need = profiledNeed({}, { profile: { model: 'm@1', [part]: vector(1, 0) } });
    expect(readingOf(signal, need, supply).value).toBe(1);
    expect(readingOf(signal, profiledNeed({}, { profile: { model: 'm@1' } }), supply).value).toBeNull();
    expect(readingOf(signal, need, profiledSupply({}, { profile: { model: 'm@1' } })).value).toBeNull();
  });

  it('2 compares the need’s part with the mean of the supply’s two', () => {
    const both = profiledSupply({}, { profile: { model: 'm@1', titleVector: vector(1, 0), bodyVector: vector(0, 1) } });
    const need = profiledNeed({}, { profile: { model: 'm@1', titleVector: vector(1, 0), bodyVector: vector(-1, 0) } });
    expect(readingOf('semantic-title', need, both).value).toBeCloseTo(Math.SQRT1_2, 4);
    // Opposite meaning is 0, not below; the evidence keeps the similarity itself.
    expect(readingOf('semantic-body', need, both).value).toBe(0);
    expect(evidenceOf(readingOf('semantic-body', need, both), 'similar-meaning')).toEqual({
      kind: 'similar-meaning',
      of: 'body',
      similarity: -0.7071,
    });
  });

  it('4 is unknown where the sides were embedded by two models', () => {
    const need = profiledNeed({}, { profile: { model: 'm@2', titleVector: vector(1, 0), bodyVector: vector(1, 0) } });
    expect(readingOf('semantic-title', need, supply).value).toBeNull();
    expect(readingOf('semantic-body', need, supply).value).toBeNull();
  });
});

describe('lexical signals', () => {
  const text = { title: '高镍 正极', description: '循环 寿命' };

  it.each(LEXICAL)('1 %s is unknown for a side without text', (signal) => {
    const silent = { title: '—', description: '…' };
    expect(readingOf(signal, profiledNeed(silent), profiledSupply(text)).value).toBeNull();
    expect(readingOf(signal, profiledNeed(text), profiledSupply(silent)).value).toBeNull();
  });

  it.each(LEXICAL)('1 %s reads the title alone where there is no body', (signal) => {
    const need = profiledNeed({ title: '高镍 正极' });
    expect(readingOf(signal, need, profiledSupply({ title: '高镍 正极' })).value).toBe(1);
  });

  it.each(LEXICAL)('2 %s is 0 for nothing in common, and grows with what is shared', (signal) => {
    const value = (title: string): number =>
      readingOf(signal, profiledNeed({ title: '高镍 正极 材料' }), profiledSupply({ title })).value ?? -1;
    const values = ['污泥 干化 设备', '正极 干化 设备', '高镍 正极 设备', '高镍 正极 材料'].map(value);
    expect(values[0]).toBe(0);
    expect(values[3]).toBe(1);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(new Set(values).size).toBe(4);
  });

  it('2 a rare shared term says more than a common one', () => {
    const statistics = new TermStatistics({ documents: 100, counts: new Map([['设备', 90]]) });
    const engine = engineOf(PLAIN_VERSION, statistics, null);
    const need = profiledNeed({ title: '石墨烯 设备' });
    const value = (title: string): number =>
      readingOf('lexical-words', need, profiledSupply({ title }), engine).value ?? -1;
    expect(value('石墨烯 薄膜')).toBeGreaterThan(value('设备 薄膜'));
  });

  it('3 shared terms stand most telling first, and only shared ones', () => {
    const statistics = new TermStatistics({ documents: 100, counts: new Map([['设备', 90]]) });
    const engine = engineOf(PLAIN_VERSION, statistics, null);
    const need = profiledNeed({ title: '设备 石墨烯 污泥' });
    const reading = readingOf('lexical-words', need, profiledSupply({ title: '石墨烯 设备 薄膜' }), engine);
    const title = (start: number, end: number): Span => ({ path: '/title', start, end });
    expect(evidenceOf(reading, 'shared-terms')).toEqual({
      kind: 'shared-terms',
      unit: 'word',
      terms: [
        { text: '石墨烯', need: title(3, 6), supply: title(0, 3) },
        { text: '设备', need: title(0, 2), supply: title(4, 6) },
      ],
    });
    const characters = readingOf(
      'lexical-characters',
      profiledNeed({ title: '锂' }),
      profiledSupply({ title: '锂电' }),
    );
    expect(evidenceOf(characters, 'shared-terms')).toMatchObject({ unit: 'character', terms: [{ text: '锂' }] });
  });
});

describe('keywords', () => {
  const keywords = ['固态电解质', '硫化物'];

  it('1 is unknown where the need declares none, and known where the supply has none of them', () => {
    expect(readingOf('keywords', profiledNeed(), profiledSupply({ title: '硫化物' })).value).toBeNull();
    expect(readingOf('keywords', profiledNeed({ keywords: [] }), profiledSupply()).value).toBeNull();
    expect(readingOf('keywords', profiledNeed({ keywords }), profiledSupply({ title: '污泥' })).value).toBe(0);
  });

  it('2 is the share that the supply uses anywhere in its prose, in either language and width', () => {
    const need = profiledNeed({ keywords, keywordsEn: ['LLZO', 'Sulfide'] });
    const supply = profiledSupply({
      title: '一种硫化物',
      advantage: '优于ＬＬＺＯ',
      keywordsEn: ['sulfide electrolyte'],
    });
    const reading = readingOf('keywords', need, supply);
    expect(reading.value).toBe(0.75);
    expect(evidenceOf(reading, 'keywords')).toEqual({
      kind: 'keywords',
      found: [
        {
          text: '硫化物',
          need: { path: '/keywords/1', start: 0, end: 3 },
          supply: { path: '/title', start: 2, end: 5 },
        },
        {
          text: 'LLZO',
          need: { path: '/keywordsEn/0', start: 0, end: 4 },
          supply: { path: '/advantage', start: 2, end: 6 },
        },
        {
          text: 'Sulfide',
          need: { path: '/keywordsEn/1', start: 0, end: 7 },
          supply: { path: '/keywordsEn/0', start: 0, end: 7 },
        },
      ],
      missing: [{ text: '固态电解质', span: { path: '/keywords/0', start: 0, end: 5 } }],
    });
  });

  it('2 finds an English keyword as a word, not inside another', () => {
    const need = profiledNeed({ keywordsEn: ['AI'] });
    expect(readingOf('keywords', need, profiledSupply({ description: 'maintenance of pumps' })).value).toBe(0);
    expect(readingOf('keywords', need, profiledSupply({ description: '基于AI的水泵运维' })).value).toBe(1);
  });
});

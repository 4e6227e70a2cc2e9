/**
 * What every embedder keeps to; run for the fake in a unit test and for the real one in a medium test.
 * 1 Vectors have `dimensions` finite values and unit length.
 * 2 They come in the order of the texts, whatever their lengths, more texts than one batch holds included.
 * 3 The same text gives the same vector, every time and in every company: a batch equals one by one to 1e-5.
 * 4 An empty text, or one with nothing the model knows, is a vector too: unit length or zero, never NaN.
 * 5 A text longer than any model reads is cut, not refused.
 * 6 Texts alike are nearer than texts unlike.
 * 7 No texts give no vectors.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Embedder } from '../src/index.js';

const TEXTS = [
  '高镍三元正极材料循环寿命衰减快',
  '锂',
  '一种固态电解质薄膜的卷对卷制备方法，厚度均匀性优于 ±2 %，离子电导率高于 1 mS/cm，可用于全固态电池。'.repeat(6),
  'Perovskite solar cells with improved humidity stability',
  '城镇污泥低温干化与磷回收',
  '城镇污泥低温干化与磷回收',
];
const lengthOf = (vector: Float32Array): number => Math.hypot(...vector);
const nearness = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function farthest(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Infinity;
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Infinity))), 0);
}

export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  describe(`${name} keeps the contract of embedders`, () => {
    let embedder: Embedder;
    const one = async (text: string): Promise<Float32Array> => {
      const [vector] = await embedder.embed([text]);
      if (!vector) throw new Error('no vector');
      return vector;
    };
    beforeAll(async () => {
      embedder = await open();
    });

    it('1 gives finite vectors of its dimensions and of unit length', async () => {
      for (const vector of await embedder.embed(TEXTS)) {
        expect(vector).toHaveLength(embedder.dimensions);
        expect(vector.every(Number.isFinite)).toBe(true);
        expect(lengthOf(vector)).toBeCloseTo(1, 5);
      }
    });

    it('2 and 3 keeps the order, and a batch equals one by one', async () => {
      const batch = await embedder.embed(TEXTS);
      expect(batch).toHaveLength(TEXTS.length);
      for (const [i, text] of TEXTS.entries()) expect(farthest(batch[i], await one(text))).toBeLessThan(1e-5);
    });

    it('2 keeps the order of more texts than a batch holds', async () => {
      const many = Array.from({ length: 150 }, (_one, i) => '第'.repeat(1 + ((i * 37) % 90)) + `${i}号样品`);
      const vectors = await embedder.embed(many);
      expect(vectors).toHaveLength(many.length);
      for (const i of [0, 1, 75, 149]) expect(farthest(vectors[i], await one(many[i] ?? ''))).toBeLessThan(1e-5);
    });

    it('3 gives the same text the same vector', async () => {
      const vectors = await embedder.embed(TEXTS);
      expect(farthest(vectors[4], vectors[5])).toBeLessThan(1e-5);
      expect(await embedder.embed(TEXTS)).toEqual(vectors);
    });

    it('4 gives a vector for a text that says nothing', async () => {
      for (const text of ['', ' \n', '😀', '\u0000']) {
        const vector = await one(text);
        expect(vector).toHaveLength(embedder.dimensions);
        expect(vector.every(Number.isFinite)).toBe(true);
        const length = lengthOf(vector);
        if (length > 0) expect(length).toBeCloseTo(1, 5);
      }
      // Nor does it disturb its neighbours.
      const [, beside] = await embedder.embed(['', '锂']);
      expect(farthest(beside, await one('锂'))).toBeLessThan(1e-5);
    });

    it('5 reads a text of 20,000 characters', async () => {
      const long = '高镍三元正极材料'.repeat(2500);
      const [vector, beside] = await embedder.embed([long, '锂']);
      expect(lengthOf(vector ?? new Float32Array())).toBeCloseTo(1, 5);
      expect(farthest(beside, await one('锂'))).toBeLessThan(1e-5);
    });

    it('6 puts texts alike nearer than texts unlike', async () => {
      const battery = await one('锂离子电池正极材料');
      const alike = nearness(battery, await one('锂离子电池负极材料'));
      expect(alike).toBeGreaterThan(nearness(battery, await one('奶牛乳房炎疫苗')));
    });

    it('7 gives nothing for nothing', async () => {
      expect(await embedder.embed([])).toEqual([]);
    });
  });
}

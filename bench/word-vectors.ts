import type { Embedder } from '#embedding';
import { dot } from '#matching';

const BESIDE = '技术';

/**
 * Vectors of texts from those of their words, for as many texts as the model would take hours for. A model without
 * layers gives a text the mean of its tokens' vectors, so the sum of its words' is the same, but for tokens that reach
 * across two words. `npm run bench -- retrieval` says how alike they are.
 */
export class WordVectors {
  private constructor(
    private readonly places: ReadonlyMap<string, number>,
    /** One after another: a lookup for each would take longer than adding it. */
    private readonly values: Float32Array,
    private readonly dimensions: number,
  ) {}

  static async learn(words: readonly string[], embedder: Embedder): Promise<WordVectors> {
    const { dimensions } = embedder;
    const directions = await embedder.embed(words);
    const beside = await embedder.embed(words.map((word) => `${word}，${BESIDE}`));
    const [known = new Float32Array(dimensions)] = await embedder.embed([BESIDE]);
    const values = new Float32Array(words.length * dimensions);
    directions.forEach((direction, place) => {
      const length = lengthOf(direction, known, beside[place] ?? known);
      values.set(
        direction.map((value) => value * length),
        place * dimensions,
      );
    });
    return new WordVectors(new Map(words.map((word, place) => [word, place * dimensions])), values, dimensions);
  }

  /** Of unit length. */
  of(words: readonly string[]): Float32Array {
    const { values, dimensions } = this;
    const starts = words.map((word) => this.places.get(word) ?? 0);
    const sum = new Float32Array(dimensions);
    let word = 0;
    // Four at a time: most of the time goes into reading and writing the sum.
    for (; word + 3 < starts.length; word += 4) {
      const [a, b, c, d] = [starts[word]!, starts[word + 1]!, starts[word + 2]!, starts[word + 3]!];
      for (let i = 0; i < dimensions; i++) {
        sum[i] = sum[i]! + values[a + i]! + values[b + i]! + values[c + i]! + values[d + i]!;
      }
    }
    for (; word < starts.length; word++) {
      const start = starts[word]!;
      for (let i = 0; i < dimensions; i++) sum[i] = sum[i]! + values[start + i]!;
    }
    const length = Math.sqrt(dot(sum, sum)) || 1;
    return sum.map((value) => value / length);
  }
}

/**
 * How long a word's vector was before the model made it unit: x for which x × direction + known points where the vector
 * of both together does. Common words are short in most models, and would otherwise draw all texts to one place.
 */
function lengthOf(direction: Float32Array, known: Float32Array, both: Float32Array): number {
  const [one, other, between] = [dot(both, direction), dot(both, known), dot(direction, known)];
  return between > 0.999 ? 1 : (one - other * between) / (other - one * between);
}

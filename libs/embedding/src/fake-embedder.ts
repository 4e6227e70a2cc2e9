import { createHash } from 'node:crypto';
import { Embedder } from './embedder.js';

/** For unit tests: a deterministic vector per text in which texts that share characters point the same way. */
export class FakeEmbedder extends Embedder {
  override readonly id = 'fake@1';
  override readonly dimensions = 32;
  override readonly multilingual = false;

  override embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.vectorOf(text)));
  }

  private vectorOf(text: string): Float32Array {
    const vector = new Float32Array(this.dimensions);
    for (const character of text.normalize('NFKC').toLowerCase()) {
      if (!/[\p{L}\p{N}]/u.test(character)) continue;
      const digest = createHash('sha256').update(character).digest();
      for (let i = 0; i < this.dimensions; i++) vector[i]! += digest[i]! / 127.5 - 1;
    }
    const length = Math.hypot(...vector);
    return length === 0 ? vector : vector.map((value) => value / length);
  }
}

/** Text → vector. Every adapter passes `embedder.contract.ts`. */
export abstract class Embedder {
  /** Identity of the model, its weights included: vectors of two identities are never compared. */
  abstract readonly id: string;
  abstract readonly dimensions: number;
  /** Whether texts that say the same in Chinese and in English lie near each other, well enough to be ranked together. */
  abstract readonly multilingual: boolean;

  /**
   * One unit-length vector of `dimensions` float32 per text, in the order given. A text longer than the model reads is
   * cut. A text without anything the model knows gives the zero vector.
   */
  abstract embed(texts: readonly string[]): Promise<Float32Array[]>;
}

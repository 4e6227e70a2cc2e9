import { Counter, Histogram } from 'prom-client';
import { inSpan, SpanKind } from '#telemetry';
import { Embedder } from './embedder.js';

const embeddingSeconds = new Histogram({
  name: 'duijie_embedding_seconds',
  help: 'Time the model took for the texts it was given at once',
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});
const embeddedTexts = new Counter({ name: 'duijie_embedded_texts_total', help: 'Texts given to the model' });

/** An embedder whose time is measured. */
export class TimedEmbedder extends Embedder {
  constructor(private readonly embedder: Embedder) {
    super();
  }

  get id(): string {
    return this.embedder.id;
  }

  get dimensions(): number {
    return this.embedder.dimensions;
  }

  get multilingual(): boolean {
    return this.embedder.multilingual;
  }

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return inSpan('embed', { kind: SpanKind.INTERNAL, attributes: { 'duijie.texts': texts.length } }, async () => {
      const stop = embeddingSeconds.startTimer();
      try {
        return await this.embedder.embed(texts);
      } finally {
        stop();
        embeddedTexts.inc(texts.length);
      }
    });
  }
}

import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { beginTracing } from './spans.js';

export interface TracingOptions {
  /** Where OTLP over HTTP is taken, without `/v1/traces`. */
  endpoint: string;
  /** Share of traces that are kept, 0 to 1; a trace that another process keeps is kept here too. */
  ratio: number;
  service: string;
}

/** A collector that is away fails an export every few seconds. */
const COMPLAIN_EVERY_MS = 60_000;
/** What a stopping process waits for its last spans to be taken. */
const LAST_WORDS_MS = 3000;

/** Sends spans from now on; gives what sends the last ones and stops. The SDK is loaded here and nowhere else. */
export async function startTracing({ endpoint, ratio, service }: TracingOptions): Promise<() => Promise<void>> {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes, defaultResource }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  complainSeldom();
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new sdk.TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  beginTracing();
  return async () => {
    const impatient = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref());
    await Promise.race([provider.shutdown().catch(() => undefined), impatient]);
  };
}

/** Says that spans are lost, without what the collector answered, and not with every export. */
function complainSeldom(): void {
  const log = new Logger('Tracing');
  let last = -Infinity;
  const error = (): void => {
    if (performance.now() - last < COMPLAIN_EVERY_MS) return;
    last = performance.now();
    log.warn('spans cannot be delivered to OTEL_EXPORTER_OTLP_ENDPOINT; nothing else is affected');
  };
  const ignored = (): undefined => undefined;
  const logger = { error, warn: ignored, info: ignored, debug: ignored, verbose: ignored };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
}

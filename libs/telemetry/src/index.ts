export { SpanKind } from '@opentelemetry/api';
export * from './said-of.js';
export * from './spans.js';
export * from './start-tracing.js';
export * from './structured-logger.js';
export * from './work.js';

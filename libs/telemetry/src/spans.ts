import { isSpanContextValid, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { currentWork, during } from './work.js';
import type { Work } from './work.js';

let isTracing = false;
/** From now on spans are made; until then every function here does nothing but run what it is given. */
export function beginTracing(): void {
  isTracing = true;
}

export interface SpanOptions {
  kind: SpanKind;
  /** Ids, names of routes, jobs and tables: never a text of a record, nor anything of a person. */
  attributes?: Attributes;
  /** Work that asked for this one among many others, as a traceparent: told, but not the span this hangs below. */
  link?: string | undefined;
}

/** A span under way. */
export interface OpenSpan {
  /** The work it belongs to, with the span for others to hang below. */
  readonly work: Work;
  /** @param error what it ended by; only its name or code is told, for messages quote */
  end(attributes?: Attributes, error?: unknown): void;
}

/** Begins a span below that of `work`, or a trace of its own. */
export function openSpan(name: string, { kind, attributes = {}, link }: SpanOptions, work: Work): OpenSpan {
  if (!isTracing) return { work, end: () => undefined };
  const links = link === undefined ? [] : linkTo(link);
  const parent = work.trace ?? ROOT_CONTEXT;
  const span = trace.getTracer('duijie').startSpan(name, { kind, attributes, links }, parent);
  return {
    work: { ...work, trace: trace.setSpan(parent, span) },
    end(more = {}, error) {
      span.setAttributes(more);
      if (error !== undefined) span.setAttributes({ 'error.type': typeOf(error) }).setStatus({ code: ERROR });
      span.end();
    },
  };
}

/** Runs it in a span of its own, if what runs now is traced; otherwise just runs it. */
export async function inSpan<T>(name: string, options: SpanOptions, run: () => Promise<T>): Promise<T> {
  if (!isTraced()) return run();
  const span = openSpan(name, options, currentWork());
  try {
    const result = await during(span.work, run);
    span.end();
    return result;
  } catch (error) {
    span.end({}, error);
    throw error;
  }
}

/** Whether what runs now belongs to a span that has not ended: what is left running behind one adds nothing to it. */
export function isTraced(): boolean {
  if (!isTracing) return false;
  const { trace: context } = currentWork();
  return context !== undefined && trace.getSpan(context)?.isRecording() === true;
}

/** The span of the work as W3C `traceparent`, for another process. */
export function traceparentOf({ trace: context }: Work): string | undefined {
  const span = context && trace.getSpanContext(context);
  if (!span) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/** What a `traceparent` names; undefined when it is none, or nothing is traced. */
export function traceOf(traceparent: string | undefined): Context | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const named = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  if (!isTracing || !isSpanContextValid(named)) return undefined;
  return trace.setSpanContext(ROOT_CONTEXT, named);
}
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function linkTo(traceparent: string): Link[] {
  const named = traceOf(traceparent);
  const context = named && trace.getSpanContext(named);
  return context ? [{ context }] : [];
}

const ERROR = SpanStatusCode.ERROR;
function typeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}

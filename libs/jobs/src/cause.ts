import { currentWork, traceparentOf } from '#telemetry';
import type { JobName } from './catalogue.js';

/** What a job was asked for by; it travels beside the payload and changes nothing about what the job does. */
export interface Cause {
  /** The request at the beginning, over however many jobs. */
  requestId?: string | undefined;
  /** The span it hangs below. */
  traceparent?: string | undefined;
  /** Instead, a span that it only points to: one of many jobs asked for, or of a chain that has no set length. */
  link?: string | undefined;
  /** When the record was handed on to be profiled, of a job that leads from there to its list; milliseconds since 1970. */
  since?: number | undefined;
}

/** What runs now, as the cause of a job; undefined where a job runs by itself. */
export function causeFor(name: JobName, isOneOfMany: boolean): string | undefined {
  const work = currentWork();
  const span = traceparentOf(work);
  const isLinked = isOneOfMany || work.job === name;
  const since = name === 'profile' ? Date.now() : name === 'rank' && work.job === 'profile' ? work.since : undefined;
  const cause: Cause = { requestId: work.requestId, [isLinked ? 'link' : 'traceparent']: span, since };
  const written = JSON.stringify(cause);
  return written === '{}' ? undefined : written;
}

/** @param written as `causeFor` gave it; whatever else counts as no cause, for a job must run */
export function readCause(written: string | undefined): Cause {
  try {
    const { requestId, traceparent, link, since } = JSON.parse(written ?? '{}') as Record<string, unknown>;
    const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    return {
      requestId: textOf(requestId),
      traceparent: textOf(traceparent),
      link: textOf(link),
      since: typeof since === 'number' ? since : undefined,
    };
  } catch {
    return {};
  }
}

/** What a span of the queue says of it. */
export const queueAttributes = (name: JobName, operation: 'send' | 'process'): Record<string, string> => ({
  'messaging.system': 'bullmq',
  'messaging.destination.name': name,
  'messaging.operation.type': operation,
});

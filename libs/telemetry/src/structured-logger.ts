import { ConsoleLogger } from '@nestjs/common';
import type { LogLevel } from '@nestjs/common';
import { saidOf, stackOf } from './said-of.js';
import { traceparentOf } from './spans.js';
import { currentWork } from './work.js';

const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

/** What Nest says of its own wiring: of use when debugging, in the way otherwise. */
const WIRING = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

const THROWERS = ['ExceptionHandler', 'NestApplication'];

/** Every line with what runs as it is written: the request, the job and the trace it belongs to. JSON but in a terminal. */
export class StructuredLogger extends ConsoleLogger {
  /** @param least the least weighty level that is still written */
  constructor(least: LogLevel, json: boolean) {
    super({
      logLevels: LEVELS.slice(0, LEVELS.indexOf(least) + 1),
      json,
      flattenParams: true,
      prefix: 'duijie',
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && WIRING.includes(context)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // What stops a start is thrown as well, and said once by whoever started it.
    if (!THROWERS.includes(String(rest.at(-1)))) super.error(message, ...rest);
  }

  // An error is not taken apart into its properties: those of a database error hold values and parameters.
  protected override printMessages(
    messages: unknown[],
    context?: string,
    level?: LogLevel,
    stream?: 'stdout' | 'stderr',
    stack?: unknown,
    params?: Record<string, unknown>,
  ): void {
    const [thrown] = messages.filter((message) => message instanceof Error);
    super.printMessages(
      messages.map((message) => (message instanceof Error ? saidOf(message) : message)),
      context,
      level,
      stream,
      thrown && level === 'error' ? stackOf(thrown) : stack,
      // Terminal lines end in what they are told beside; an empty object would be in the way there.
      withFields({ ...params, ...fieldsOfWork() }),
    );
  }
}

function fieldsOfWork(): Record<string, string> {
  const work = currentWork();
  const { requestId, job, jobId } = work;
  const traceId = traceparentOf(work)?.split('-')[1];
  return {
    ...(requestId !== undefined && { requestId }),
    ...(job !== undefined && { job }),
    ...(jobId !== undefined && { jobId }),
    ...(traceId !== undefined && { traceId }),
  };
}

const withFields = (fields: Record<string, unknown>): Record<string, unknown> | undefined =>
  Object.keys(fields).length > 0 ? fields : undefined;

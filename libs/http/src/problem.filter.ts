import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ERRORS, messageOf } from '#matching';
import { localeOf } from './locale.js';

/** Every error leaves as problem+json (RFC 9457), in the caller's language, by the one table of errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('HTTP');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    const { status, level } = ERRORS[error.code];
    if (level === 'error') this.log.error(`${request.method} ${request.routeOptions.url}`, stackOf(thrown));
    else this.log[level](`${request.method} ${request.routeOptions.url} ${error.code}`);
    if (reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    const locale = localeOf(request.headers['accept-language']);
    const { seconds } = error.params;
    if (status === 429 && seconds !== undefined) void reply.header('retry-after', String(seconds));
    void reply
      .status(status)
      .header('content-language', locale)
      .header('vary', 'Accept-Language')
      // What a route says of its answers is not true of a refusal: what is not found today may be there tomorrow.
      .header('cache-control', 'no-store')
      .type('application/problem+json')
      .send({
        type: `/problems/${error.code}`,
        title: error.code,
        status,
        detail: messageOf(error.code, error.params, locale),
        instance: request.url.split('?')[0],
        code: error.code,
        ...(error.faults.length > 0
          ? { errors: error.faults.map((fault) => ({ pointer: fault.pointer, detail: fault[locale] })) }
          : {}),
      });
  }
}

const stackOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

function toDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const {
    code,
    message = '',
    statusCode,
    driverError,
  } = thrown as {
    code?: string;
    message?: string;
    statusCode?: number;
    driverError?: { code?: string };
  };
  if (code === 'ENOSPC' || driverError?.code === '53100') return new DomainError('storage-full');
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new DomainError('malformed-json', { detail: message });
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusCode;
  if (thrown instanceof SyntaxError || (status === 400 && /JSON/.test(message))) {
    return new DomainError('malformed-json', { detail: message });
  }
  if (status === 413) return new DomainError('too-large', { limit: '1 MiB' });
  if (status === 415 || status === 406) {
    return new DomainError('unsupported-media-type', { supported: 'application/json, multipart/form-data' });
  }
  if (status === 404) return new DomainError('route-not-found');
  if (status === 400) return new DomainError('malformed-json', { detail: message });
  return new DomainError('internal');
}

import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ERRORS, messageOf } from '#matching';
import { stackOf } from '#telemetry';
import { localeOf } from './locale.js';
import { isOfLostServer } from './lost-server.js';
import { noteProblem, REQUEST_ID } from './request-log.js';

/** Characters of a part of an address that names something: more than any id or name has. */
export const LONGEST_PARAMETER = 100;

/** Every error leaves as problem+json (RFC 9457), in the caller's language, by the one table of errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('HTTP');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    const { level } = ERRORS[error.code];
    noteProblem(request, error.code);
    if (level === 'error') this.log.error(`${request.method} ${request.routeOptions.url}`, stackOf(thrown));
    if (reply.raw.headersSent) {
      reply.raw.end();
      return;
    }
    sendProblem(error, request, reply);
  }
}

/** What the router refuses before there is a route, and so before any filter. */
export function refuseAddress({ code }: { code: string }, request: FastifyRequest, reply: FastifyReply): void {
  const isLong = code === 'FST_ERR_MAX_PARAM_LENGTH';
  const error = isLong
    ? new DomainError('address-too-long', { limit: LONGEST_PARAMETER })
    : new DomainError('malformed-address');
  void reply.header(REQUEST_ID, request.id);
  sendProblem(error, request, reply);
}

function sendProblem({ code, params, faults }: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  const { status } = ERRORS[code];
  const locale = localeOf(request.headers['accept-language']);
  const { seconds } = params;
  if ((status === 429 || status === 503) && seconds !== undefined) void reply.header('retry-after', String(seconds));
  void reply
    .status(status)
    .header('content-language', locale)
    .header('vary', 'Accept-Language')
    // What a route says of its answers is not true of a refusal: what is not found today may be there tomorrow.
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send({
      type: `/problems/${code}`,
      title: code,
      status,
      detail: messageOf(code, params, locale),
      instance: request.url.split('?')[0],
      code,
      ...(faults.length > 0
        ? { errors: faults.map((fault) => ({ pointer: fault.pointer, detail: fault[locale] })) }
        : {}),
    });
}

/** What the reader of forms says of them, without a code. */
const BROKEN_FORM = /^(Unexpected end of multipart data|Multipart: Boundary not found)$/;

/** A restart takes about as long. */
const RETRY_SECONDS = 5;

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
  // 53100 outside of a query: a connection that could not be made for want of room.
  if (code === 'ENOSPC' || code === '53100' || driverError?.code === '53100') return new DomainError('storage-full');
  if (isOfLostServer(thrown)) return new DomainError('unavailable', { seconds: RETRY_SECONDS });
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY') {
    return new DomainError('malformed-json', { detail: message });
  }
  if (BROKEN_FORM.test(message)) return new DomainError('malformed-form');
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

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS } from '#matching';
import type { ErrorCode } from '#matching';
import { during, openSpan, SpanKind, traceOf } from '#telemetry';
import type { OpenSpan } from '#telemetry';
import { httpSeconds } from './metrics.js';

export const REQUEST_ID = 'x-request-id';
/** A UUID with or without its dashes, as proxies make them: nothing that could say something of a person. */
const WELL_FORMED = /^[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The id that whoever sent the request gave it, if it is one; otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given.toLowerCase() : randomUUID();
}

const spans = new WeakMap<FastifyRequest, OpenSpan>();
const problems = new WeakMap<FastifyRequest, ErrorCode>();

/** Why the request was refused, for its line. */
export const noteProblem = (request: FastifyRequest, code: ErrorCode): void => void problems.set(request, code);

/**
 * Gives every request an id, which is told in the answer and beside every line logged meanwhile, a span, a line when it
 * is answered, and a place in the metrics. None of them holds who asks or what: the route as declared, and ids.
 *
 * @param trustsProxy whether a proxy in front vouches for headers: only then does a trace go on that another began
 */
export function followRequests(fastify: FastifyInstance, trustsProxy: boolean): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID, request.id);
    const { traceparent } = request.headers;
    const trace = trustsProxy && typeof traceparent === 'string' ? traceOf(traceparent) : undefined;
    const route = request.routeOptions.url;
    const attributes = { 'http.request.method': request.method, ...(route && { 'http.route': route }) };
    const options = { kind: SpanKind.SERVER, attributes };
    const span = openSpan(`${request.method} ${route ?? '-'}`, options, { requestId: request.id, trace });
    spans.set(request, span);
    during(span.work, done);
  });
  // A body arrives in events of the socket, which do not belong to the request.
  fastify.addHook('preValidation', (request, _reply, done) => during(spans.get(request)?.work ?? {}, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    const { statusCode } = reply;
    const failure = statusCode >= 500 ? { code: problems.get(request) ?? String(statusCode) } : undefined;
    span?.end({ 'http.response.status_code': statusCode }, failure);
    during(span?.work ?? {}, () => note(request, reply));
    done();
  });
}

const log = new Logger('HTTP');

function note(request: FastifyRequest, reply: FastifyReply): void {
  const { method } = request;
  const { statusCode: status, elapsedTime } = reply;
  const route = request.routeOptions.url ?? 'none';
  const isStream = /^text\/event-stream/.test(String(reply.getHeader('content-type')));
  // How long someone listens says nothing of how fast we answer.
  if (!isStream) httpSeconds.observe({ method, route, status }, elapsedTime / 1000);
  const code = problems.get(request);
  const fields = {
    method,
    route,
    status,
    ms: Math.round(elapsedTime),
    ...idsIn(request.params),
    ...(code && { code }),
  };
  // Refusals are as many as someone likes to provoke, and reading is most of what there is.
  const isQuiet = code ? ERRORS[code].level === 'debug' : !CHANGES.has(method);
  log[isQuiet ? 'debug' : code ? 'warn' : 'log'](`${method} ${route} ${status}`, fields);
}

/** Those path parameters that are ids; others may be anything. */
const idsIn = (params: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params ?? {}).filter(([, value]) => typeof value === 'string' && UUID.test(value)));

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '#matching';
import { laneOf } from './admission.js';

/** `docker stop` waits ten seconds before it kills. */
const LONGEST_MS = 8_000;
/** A restart takes about as long. */
const RETRY_SECONDS = 5;

/**
 * Once the application closes: what has begun is finished, however briefly the caller may wait; what comes on connections
 * that are there is refused, and told to come again. Streams of events end with the connections, after that.
 */
export function finishRequests(fastify: FastifyInstance): void {
  let isClosing = false;
  let finished = (): void => undefined;
  const running = new Set<FastifyRequest>();
  fastify.addHook('onRequest', (request, reply, done) => {
    // Those that are refused are no work, and as many may come as they like.
    if (!isClosing && laneOf(request) !== 'events') {
      running.add(request);
      reply.raw.once('close', () => {
        running.delete(request);
        if (running.size === 0) finished();
      });
    }
    done(isClosing ? new DomainError('stopping', { seconds: RETRY_SECONDS }) : undefined);
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // Nothing further is to be sent on this connection.
    if (isClosing) void reply.header('connection', 'close');
    done(null, payload);
  });
  fastify.addHook('preClose', async () => {
    isClosing = true;
    if (running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      finished = resolve;
      timer = setTimeout(resolve, LONGEST_MS);
    });
    clearTimeout(timer);
  });
}
